import { isUuid } from '../domain/ids.ts';
import type { Database } from '../storage/database.ts';
import type { LaneRef } from '../storage/lanes.ts';
import { notifyWakeUp, subscribeToWakeUps, type WakeUpSubscription } from '../storage/wake-up-channel.ts';
import type { EngineLog } from './engine-log.ts';

/** PostgreSQL takes less than 8,000 bytes; a lane is two UUIDs in JSON. */
const LANES_MAX = 90;
/** `NOTIFY` takes a lock of the whole database at its commit. */
const INTERVAL_MS = 5;
const RECONNECT_MS_MIN = 100;
const RECONNECT_MS_MAX = 10_000;

export interface WakeUpPublisher {
  publish(lanes: readonly LaneRef[]): void;
  /** Sends what waits. */
  close(): Promise<void>;
}

export interface WakeUpOptions {
  readonly database: Database;
  readonly log: EngineLog;
}

/**
 * Tells the workers of other processes, for a process that has none itself: at once, then at most every 5 ms. A
 * message that gets lost costs at most the 2 s of their sweep.
 */
export function createWakeUpPublisher({ database, log }: WakeUpOptions): WakeUpPublisher {
  const waiting = new Map<string, LaneRef>();
  let running: Promise<void> | null = null;
  const run = async (): Promise<void> => {
    while (waiting.size > 0) {
      const payload = encode([...waiting.values()]);
      waiting.clear();
      try {
        await notifyWakeUp(database, payload);
      } catch (error) {
        log.warn({ err: error }, 'waking the workers failed; their sweep finds the work');
      }
      await new Promise((resolve) => setTimeout(resolve, INTERVAL_MS));
    }
    running = null;
  };
  return {
    publish(lanes) {
      for (const lane of lanes) waiting.set(`${lane.dealerId}/${lane.endpointId}`, lane);
      if (waiting.size > 0) running ??= run();
    },
    async close() {
      await running;
    },
  };
}

export interface WakeUpListener {
  /** Resolves when it listens or has failed to for the first time; it goes on trying. */
  start(): Promise<void>;
  close(): Promise<void>;
}

/** @param onWake null = anything may be due: after a (re)connection, or when there were too many lanes to name */
export function createWakeUpListener(
  options: WakeUpOptions & { readonly onWake: (lanes: readonly LaneRef[] | null) => void },
): WakeUpListener {
  const { database, log, onWake } = options;
  let subscription: WakeUpSubscription | null = null;
  let timer: NodeJS.Timeout | undefined;
  let connecting: Promise<void> = Promise.resolve();
  let failures = 0;
  let isClosed = false;
  const connectLater = (error: unknown): void => {
    subscription = null;
    if (isClosed) return;
    const waitMs = Math.min(RECONNECT_MS_MIN * 2 ** failures, RECONNECT_MS_MAX);
    failures += 1;
    log.warn({ err: error, waitMs }, 'listening for wake-ups failed; connecting again');
    timer = setTimeout(() => {
      connecting = connect();
    }, waitMs);
  };
  const connect = async (): Promise<void> => {
    try {
      subscription = await subscribeToWakeUps(database, (payload) => onWake(decode(payload)), connectLater);
      failures = 0;
      onWake(null); // what was announced while nobody listened
    } catch (error) {
      connectLater(error);
    }
  };
  return {
    async start() {
      connecting = connect();
      await connecting;
    },
    async close() {
      isClosed = true;
      clearTimeout(timer);
      await connecting;
      await subscription?.close();
    },
  };
}

function encode(lanes: readonly LaneRef[]): string {
  if (lanes.length > LANES_MAX) return '';
  return JSON.stringify(lanes.map((lane) => [lane.dealerId, lane.endpointId]));
}

/** Anybody on this database can send on the channel: what is not ours only makes the workers look everywhere. */
function decode(payload: string): LaneRef[] | null {
  try {
    const pairs = JSON.parse(payload) as [string, string][];
    const lanes = pairs.map(([dealerId, endpointId]) => ({ dealerId, endpointId }));
    return lanes.every((lane) => isUuid(lane.dealerId) && isUuid(lane.endpointId)) ? lanes : null;
  } catch {
    return null;
  }
}
