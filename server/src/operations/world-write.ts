import { planDeliveries, planPing } from '../deliveries/fan-out.ts';
import { buildEventBody } from '../domain/event-body.ts';
import type { EventType } from '../domain/event-types.ts';
import { newId } from '../domain/ids.ts';
import type { Micros } from '../domain/time.ts';
import {
  insertDeliveries,
  insertEvents,
  type NewDelivery,
  type NewEvent,
  raiseLanes,
} from '../storage/fan-out.ts';
import { inTransaction, type Tx } from '../storage/transaction.ts';
import { lockWorldClock, saveWorldClock, type WorldClock } from '../storage/world-clock.ts';
import { getWorldSettings, type WorldSettings } from '../storage/world-settings.ts';
import type { Caller, Hub } from './hub.ts';

export interface EventDraft {
  readonly type: EventType;
  readonly resourceId: string;
  /** JSON text of the resource as of now. */
  readonly object: string;
  readonly previousAttributes?: Record<string, unknown> | null;
}

/**
 * One writing transaction in one dealer's world. Holds the world's clock, so its times and sequences rise
 * strictly in commit order; events are collected and committed with the change that caused them.
 */
export class WorldWrite {
  readonly hub: Hub;
  readonly caller: Caller;
  readonly trx: Tx;
  readonly settings: WorldSettings;
  /** Lanes to wake after the commit. */
  readonly raisedLanes = new Set<string>();
  #clock: WorldClock;
  #saved: WorldClock;
  #events: NewEvent[] = [];
  #pings: { event: NewEvent; deliveries: NewDelivery[] }[] = [];
  #atEnd: (() => Promise<void>)[] = [];
  #isSilent = false;
  readonly #startUs: Micros;

  constructor(hub: Hub, caller: Caller, trx: Tx, clock: WorldClock, settings: WorldSettings) {
    this.hub = hub;
    this.caller = caller;
    this.trx = trx;
    this.settings = settings;
    this.#clock = { ...clock };
    this.#saved = clock;
    this.#startUs = hub.clock();
  }

  /** The next moment of this world: now, or just after the last one when the wall clock has not moved on. */
  nextTime(): Micros {
    this.#clock.lastUpdatedUs = this.peekTime();
    return this.#clock.lastUpdatedUs;
  }

  /** What `nextTime` will return, without using it up: for a change that may turn out to be none. */
  peekTime(): Micros {
    return Math.max(this.#startUs, this.#clock.lastUpdatedUs + 1);
  }

  nextOrderNumber(): number {
    this.#clock.lastOrderNumber += 1;
    return this.#clock.lastOrderNumber;
  }

  /** Makes the event happen when this transaction commits. */
  record(draft: EventDraft): void {
    if (!this.#isSilent) this.#events.push(this.#newEvent(draft));
  }

  /** What will happen, in order. */
  get recorded(): readonly NewEvent[] {
    return this.#events;
  }

  /** Runs `work` without recording events: to set a scene in the sandbox. */
  async silently<T>(work: () => Promise<T>): Promise<T> {
    this.#isSilent = true;
    try {
      return await work();
    } finally {
      this.#isSilent = false;
    }
  }

  /**
   * Records an event for exactly the enabled endpoints of this world (or the one named), whatever they
   * subscribe to, in test mode too. Returns its deliveries.
   */
  recordPing(draft: EventDraft, endpointId?: string): { event: NewEvent; deliveries: NewDelivery[] } {
    const event = this.#newEvent(draft);
    const deliveries = planPing(this.caller, this.settings, event).filter(
      (delivery) => endpointId === undefined || delivery.endpointId === endpointId,
    );
    this.#pings.push({ event, deliveries });
    return { event, deliveries };
  }

  /** Forgets what the operation drew from the clock and recorded: its statements were rolled back. */
  forget(): void {
    this.#clock = { ...this.#saved };
    this.#events = [];
    this.#pings = [];
    this.#atEnd = [];
  }

  /** A statement that goes out with the commit; it starts by `send`. */
  atEnd(statement: () => Promise<void>): void {
    this.#atEnd.push(statement);
  }

  /** Sequence of the newest event of this write; null when it made none. */
  get newestSequence(): number | null {
    const { lastSequence } = this.#clock;
    return lastSequence === this.#saved.lastSequence ? null : lastSequence;
  }

  /** Starts what writes clock, events and deliveries: the statements that go out with the commit. */
  flush(): Promise<void>[] {
    const statements = this.#atEnd.map((statement) => statement());
    if (this.#clock.lastUpdatedUs !== this.#saved.lastUpdatedUs) {
      statements.push(saveWorldClock(this.trx, this.caller, this.#clock), ...this.#writeEvents());
    }
    return statements;
  }

  #writeEvents(): Promise<void>[] {
    const events = [...this.#events, ...this.#pings.map((ping) => ping.event)];
    if (events.length === 0) return [];
    const deliveries = [
      ...planDeliveries(this.caller, this.settings, this.caller.source, this.#events),
      ...this.#pings.flatMap((ping) => ping.deliveries),
    ];
    const statements = [insertEvents(this.trx, this.caller, events)];
    if (deliveries.length === 0) return statements;
    const dueUs = Math.min(this.hub.clock(), this.#clock.lastUpdatedUs);
    statements.push(insertDeliveries(this.trx, this.caller, deliveries, dueUs));
    for (const delivery of deliveries) {
      if (delivery.cancelReason === null) this.raisedLanes.add(delivery.endpointId);
    }
    if (this.raisedLanes.size > 0) {
      const due = { dueUs, isUrgent: this.#pings.length > 0 };
      statements.push(raiseLanes(this.trx, this.caller.dealerId, [...this.raisedLanes], due));
    }
    return statements;
  }

  #newEvent(draft: EventDraft): NewEvent {
    const createdUs = this.nextTime();
    this.#clock.lastSequence += 1;
    const id = newId(createdUs);
    const body = buildEventBody({
      id,
      type: draft.type,
      apiVersion: this.settings.api_version,
      createdUs,
      livemode: this.caller.livemode,
      sequence: this.#clock.lastSequence,
      object: draft.object,
      previousAttributes: draft.previousAttributes ?? null,
    });
    return {
      id,
      sequence: this.#clock.lastSequence,
      type: draft.type,
      resourceId: draft.resourceId,
      createdUs,
      body,
      traceparent: this.caller.traceparent ?? null,
    };
  }
}

/** Runs `work` as one transaction of the caller's world; wakes the lanes it put work into and the event streams. */
export async function writeWorld<T>(
  hub: Hub,
  caller: Caller,
  work: (write: WorldWrite) => Promise<T>,
): Promise<T> {
  const nothing = async () => null;
  return await writeWorldAfter(hub, caller, nothing, (write) => work(write));
}

/** The same, with something read together with the settings, once the clock is held. */
export async function writeWorldAfter<T, R>(
  hub: Hub,
  caller: Caller,
  read: (trx: Tx) => Promise<R>,
  work: (write: WorldWrite, found: R) => Promise<T>,
): Promise<T> {
  return await hub.writers.run(caller.dealerId, async () => {
    const { result, write } = await inTransaction(
      hub.database,
      async (trx) => {
        // Sent together; the readings run once the clock is held.
        const [clock, settings, found] = await Promise.all([
          lockWorldClock(trx, caller),
          getWorldSettings(trx, caller.dealerId),
          read(trx),
        ]);
        const write = new WorldWrite(hub, caller, trx, clock, settings);
        return { result: await work(write, found), write };
      },
      ({ write }) => write.flush(),
    );
    if (write.raisedLanes.size > 0) {
      hub.wake([...write.raisedLanes].map((endpointId) => ({ dealerId: caller.dealerId, endpointId })));
    }
    if (write.newestSequence !== null) hub.commits.raise(caller, write.newestSequence);
    return result;
  });
}
