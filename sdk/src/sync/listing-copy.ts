import type { EventType, HubEvent, Listing } from '../api-shapes.ts';
import type { ListingsQuery, WatchTraderHub } from '../client.ts';
import { ApiError, NotFoundError } from '../errors.ts';
import { FEED_PAGE, findFeedEnd, readFeed } from '../feed.ts';
import type { SyncState, SyncStore } from './sync-store.ts';

export interface CopyOptions {
  readonly hub: WatchTraderHub;
  readonly store: SyncStore;
  /** Writes a listing that is new or newer than the copy's. Runs again after a crash: make it an upsert. */
  readonly upsert: (listing: Listing) => unknown;
  /** A listing is gone, as happens only when the sandbox is reset; the live world never loses one. */
  readonly remove?: (listingId: string) => unknown;
  readonly signal?: AbortSignal;
}

export const LISTING_TYPES: readonly EventType[] = [
  'listing.published',
  'listing.updated',
  'listing.unpublished',
  'listing.sold',
  'listing.in_stock',
];
const START = { newest: null, cursor: null, isComplete: false };

/**
 * A copy of the listings of one world, moved forward step by step; every step may be repeated. Each takes the state the
 * step before gave, so only one may run at a time.
 */
export class ListingCopy {
  readonly #options: CopyOptions;
  #isLive: boolean | null = null;

  constructor(options: CopyOptions) {
    this.#options = options;
  }

  /** Goes on where the store says; reads all listings if that has not been done to the end. */
  async open(): Promise<SyncState> {
    const state = await this.#options.store.getState();
    if (state === null) return await this.readAnew();
    return state.isComplete ? state : await this.#backfill(state);
  }

  /** Reads all listings, whatever the store says. */
  async readAnew(): Promise<SyncState> {
    const { hub, signal } = this.#options;
    // The position comes first: what changes while the listings are read is in the feed after it.
    return await this.#backfill({ ...START, sequence: await findFeedEnd(hub, signal) });
  }

  /** Reads what the feed has at the moment. */
  async readFeed(from: SyncState): Promise<SyncState> {
    const { hub, signal } = this.#options;
    let state = from;
    for (let hasMore = true; hasMore; ) {
      const slice = await readFeed(hub, state.sequence, LISTING_TYPES, signal);
      if (slice.isTorn) {
        state = await this.readAnew();
        continue;
      }
      for (const event of slice.events) await this.#applyEvent(event);
      state = await this.#move(state, slice.lastSequence);
      hasMore = slice.hasMore;
    }
    return state;
  }

  /** @param event null where the feed moved on without one of interest */
  async take(state: SyncState, sequence: number, event: HubEvent | null): Promise<SyncState> {
    if (event !== null) await this.#applyEvent(event);
    return await this.#move(state, sequence);
  }

  /** Reads what changed without an event: edits of unpublished listings, and a sandbox that was reset. */
  async reconcile(state: SyncState): Promise<SyncState> {
    const { remove } = this.#options;
    if (remove !== undefined && !(await this.#isLiveWorld())) return await this.#reconcileAll(state, remove);
    const query = state.newest === null ? {} : { updated_after: state.newest };
    return await this.#saveNewest(state, await this.#applyAll(query));
  }

  async #backfill(from: SyncState): Promise<SyncState> {
    let state = await this.#save(from);
    while (!state.isComplete) {
      const page = await this.#readPage(state.cursor);
      if (page === null) {
        state = { ...state, ...START };
        continue;
      }
      for (const listing of page.data) await this.#apply(listing);
      const { next_cursor: cursor, data } = page;
      const newest = state.cursor === null ? (data[0]?.updated_at ?? null) : state.newest;
      state = await this.#save({ ...state, newest, cursor, isComplete: cursor === null });
    }
    return state;
  }

  /** Null when the hub no longer takes the cursor. */
  async #readPage(cursor: string | null) {
    const { hub, signal } = this.#options;
    try {
      const query = { limit: FEED_PAGE, ...(cursor === null ? {} : { after: cursor }) };
      return await hub.listListings(query, { signal });
    } catch (error) {
      if (cursor !== null && error instanceof ApiError && error.code === 'invalid_cursor') return null;
      throw error;
    }
  }

  async #reconcileAll(state: SyncState, remove: (listingId: string) => unknown): Promise<SyncState> {
    const { hub, store, signal } = this.#options;
    const seen = new Set<string>();
    const newest = await this.#applyAll({}, seen);
    for (const id of await store.listIds()) {
      if (seen.has(id)) continue;
      try {
        // Whatever changed while the pages were read moved to one that had been read.
        await this.#apply(await hub.getListing(id, { signal }));
      } catch (error) {
        if (!(error instanceof NotFoundError)) throw error;
        await remove(id);
        await store.forget(id);
      }
    }
    return await this.#saveNewest(state, newest);
  }

  /** @returns the newest `updated_at` */
  async #applyAll(query: ListingsQuery, seen?: Set<string>): Promise<string | null> {
    const { hub, signal } = this.#options;
    let newest: string | null = null;
    for await (const listing of hub.iterateListings({ ...query, limit: FEED_PAGE }, { signal })) {
      newest ??= listing.updated_at;
      seen?.add(listing.id);
      await this.#apply(listing);
    }
    return newest;
  }

  async #saveNewest(state: SyncState, newest: string | null): Promise<SyncState> {
    return newest === null || newest === state.newest ? state : await this.#save({ ...state, newest });
  }

  async #move(state: SyncState, sequence: number): Promise<SyncState> {
    return sequence === state.sequence ? state : await this.#save({ ...state, sequence });
  }

  async #save(state: SyncState): Promise<SyncState> {
    await this.#options.store.setState(state);
    return state;
  }

  async #applyEvent({ data }: HubEvent): Promise<void> {
    if (data.object.object === 'listing') await this.#apply(data.object);
  }

  async #apply(listing: Listing): Promise<void> {
    const { store, upsert, signal } = this.#options;
    signal?.throwIfAborted();
    const { id, version } = listing;
    const known = await store.getVersion(id);
    if (known !== null && known >= version) return;
    await upsert(listing);
    await store.setVersion(id, version);
  }

  async #isLiveWorld(): Promise<boolean> {
    const { hub, signal } = this.#options;
    this.#isLive ??= (await hub.describeIntegration({ signal })).livemode;
    return this.#isLive;
  }
}
