import type { EventType, HubEvent } from './api-shapes.ts';
import type { WatchTraderHub } from './client.ts';
import { ApiError } from './errors.ts';

export const FEED_PAGE = 250;

/** Happens so seldom that a filter by it skips over the whole feed in one page. */
const RARE: readonly EventType[] = ['integration.test_event'];

/** The newest sequence of the key's world; 0 when nothing has happened yet. */
export async function findFeedEnd(hub: WatchTraderHub, signal?: AbortSignal): Promise<number> {
  let from: { after_sequence?: number } = {};
  for (;;) {
    const page = await hub.listEvents({ ...from, types: RARE, limit: FEED_PAGE }, { signal });
    if (!page.has_more) return page.last_sequence;
    from = { after_sequence: page.last_sequence };
  }
}

export interface FeedSlice {
  readonly events: readonly HubEvent[];
  /** Where the next one begins. */
  readonly lastSequence: number;
  readonly hasMore: boolean;
  /** Events after the asked sequence are no longer kept; this slice begins with the oldest that is. */
  readonly isTorn: boolean;
}

export async function readFeed(
  hub: WatchTraderHub,
  afterSequence: number,
  types: readonly EventType[] | undefined,
  signal?: AbortSignal,
): Promise<FeedSlice> {
  const query = { limit: FEED_PAGE, ...(types ? { types } : {}) };
  const read = async (from: { after_sequence?: number }, isTorn: boolean): Promise<FeedSlice> => {
    const page = await hub.listEvents({ ...query, ...from }, { signal });
    return { events: page.data, lastSequence: page.last_sequence, hasMore: page.has_more, isTorn };
  };
  try {
    return await read({ after_sequence: afterSequence }, false);
  } catch (error) {
    if (!(error instanceof ApiError && error.code === 'invalid_cursor')) throw error;
    return await read({}, true);
  }
}
