import type { HubEvent } from '../api-shapes.ts';
import { KeyedLock } from '../keyed-lock.ts';
import type { ReceiverStore, ResourceState } from './receiver-store.ts';

export type HandleEvent = (event: HubEvent) => unknown;

/** What became of an event: `stale` came after a newer one of the same resource. */
export type Outcome = 'handled' | 'duplicate' | 'stale';

/** The one way events reach the handler, from webhooks and from the feed alike. */
export class EventIntake {
  readonly #store: ReceiverStore;
  readonly #handle: HandleEvent;
  readonly #lock = new KeyedLock();

  constructor(store: ReceiverStore, handle: HandleEvent) {
    this.#store = store;
    this.#handle = handle;
  }

  /** Rejects with what the handler or the store threw; then nothing is recorded. */
  async take(event: HubEvent): Promise<Outcome> {
    const resource = resourceOf(event);
    const work = () => this.#takeLocked(event, resource);
    return await this.#lock.run(resource, () => this.#store.lock?.(resource, work) ?? work());
  }

  async #takeLocked(event: HubEvent, resource: string): Promise<Outcome> {
    if (await this.#store.hasEvent(event.id)) return 'duplicate';
    const { sequence, livemode } = event;
    const version = versionOf(event);
    const newest = await this.#store.getResource(resource);
    if (newest?.sequence === sequence) return 'duplicate';
    if (newest !== null && isOlder({ sequence, version }, newest)) return 'stale';
    await this.#handle(event);
    await this.#store.record({ eventId: event.id, livemode, resource, sequence, version });
    return 'handled';
  }
}

const isOlder = (a: ResourceState, b: ResourceState): boolean =>
  a.sequence < b.sequence || (a.version !== null && b.version !== null && a.version < b.version);

function resourceOf({ livemode, data: { object } }: HubEvent): string {
  return `${livemode ? 'live' : 'test'}:${object.object}:${object.id}`;
}

function versionOf({ data: { object } }: HubEvent): number | null {
  return object.object === 'listing' ? object.version : null;
}

/** Whether something that was signed is an event at all. */
export function isEvent(value: unknown): value is HubEvent {
  const event = value as HubEvent | null;
  const object = event?.data?.object as { readonly id?: unknown } | null | undefined;
  return (
    typeof event?.id === 'string' &&
    Number.isSafeInteger(event.sequence) &&
    typeof event.livemode === 'boolean' &&
    typeof object?.id === 'string'
  );
}
