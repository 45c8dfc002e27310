import type { HubEvent } from '../api-shapes.ts';
import type { WatchTraderHub } from '../client.ts';
import { readEventStream } from '../event-stream.ts';
import { KeyedLock } from '../keyed-lock.ts';
import { sleep } from '../transport.ts';
import { LISTING_TYPES, type ListingCopy } from './listing-copy.ts';
import type { SyncState } from './sync-store.ts';

export interface FollowOptions {
  readonly hub: WatchTraderHub;
  readonly signal: AbortSignal | undefined;
  /** Milliseconds between two looks for what changed without an event. */
  readonly reconcileIntervalMs: number;
  readonly onProblem: (error: unknown) => void;
}

/** Keeps a copy right from the stream and, for what no event tells, by the clock. Ends only by rejecting. */
export async function followStream(
  copy: ListingCopy,
  begin: SyncState,
  { hub, signal: outer, reconcileIntervalMs, onProblem }: FollowOptions,
): Promise<never> {
  const stop = new AbortController();
  const signal = outer ? AbortSignal.any([outer, stop.signal]) : stop.signal;
  const lock = new KeyedLock();
  let state = await copy.reconcile(begin);
  const change = (step: (from: SyncState) => Promise<SyncState>) =>
    lock.run('state', async () => {
      state = await step(state);
    });
  const takeSteps = async () => {
    const query = { after_sequence: state.sequence, types: LISTING_TYPES };
    for await (const { sequence, body } of readEventStream(hub.transport, query, {
      signal,
      onBroken: onProblem,
    })) {
      const event = body === null ? null : (JSON.parse(body) as HubEvent);
      await change((from) => copy.take(from, sequence, event));
    }
  };
  const reconcileByTheClock = async () => {
    for (;;) {
      await sleep(reconcileIntervalMs, signal);
      await change((from) => copy.reconcile(from));
    }
  };
  // The first to fail ends the other.
  const loops = [takeSteps(), reconcileByTheClock()];
  await Promise.all(loops.map((loop) => loop.catch((error: unknown) => stop.abort(error))));
  throw stop.signal.reason;
}
