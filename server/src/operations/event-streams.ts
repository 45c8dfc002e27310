import { setTimeout as delay } from 'node:timers/promises';
import { ApiError } from '../domain/api-error.ts';
import type { World } from '../domain/world.ts';
import { type ApiKeyIdentity, listApiKeyIdentities } from '../storage/api-keys.ts';
import { getFeedBounds, listLastSequences, readFeed } from '../storage/events.ts';
import { Turns } from '../storage/turns.ts';
import { assertAlive, assertAllowed, type Requirement } from './authenticate.ts';
import { EventStream } from './event-stream.ts';
import { assertKept } from './events.ts';
import type { Hub } from './hub.ts';
import { type FeedPage, WorldFeed } from './world-feed.ts';

export interface EventStreamBounds {
  /** Open streams of one integration and world in this process. */
  readonly perWorldMax: number;
  readonly perProcessMax: number;
}

export interface StreamQuery {
  readonly afterSequence: number | undefined;
  /** Without a sequence: with the oldest event kept, or after the newest. */
  readonly start: 'oldest' | 'latest';
  readonly types: readonly string[] | undefined;
  /** Where the sequence was given. */
  readonly param: string;
}

/** What every stream needs, when it opens and for as long as it is open. */
export const STREAM_REQUIREMENT: Requirement = { scope: 'read' };

const BOUNDS: EventStreamBounds = { perWorldMax: 10, perProcessMax: 1_000 };
const PLACE_RETRY_SECONDS = 10;
/** How soon events of other processes are noticed. */
const SWEEP_MS = 100;
/** The contract gives 1 s, of which the statements and the closing take some. */
const KEY_CHECK_MS = 500;
const FAILURE_WAIT_MS = 500;
/** So that a thousand streams that come back at once leave the pool to requests. */
const READS_MAX = 2;
/** A page in memory: 100 events, or 128 KiB and one event. */
const PAGE = { limit: 100, bytesMax: 131_072, scanMax: 5_000 };

interface OpenWorld extends World {
  readonly feed: WorldFeed;
  readonly streams: Set<EventStream>;
  /** Places taken, by streams that are still opening too. */
  places: number;
}

interface FeedPosition {
  readonly afterSequence: number;
  readonly types: readonly string[] | undefined;
}

type StreamHub = Pick<Hub, 'database' | 'clock' | 'log' | 'commits'>;

/**
 * The event streams of one process. Events written here wake their world's streams directly, those of other
 * processes are found by a sweep (docs/adr/0006): one statement for all worlds with open streams, and another that
 * closes the streams of keys that have ended. Nothing runs while no stream is open.
 */
export class EventStreams {
  readonly #hub: StreamHub;
  readonly #bounds: EventStreamBounds;
  readonly #onCount: (open: number) => void;
  readonly #worlds = new Map<string, OpenWorld>();
  readonly #reads = new Turns(READS_MAX);
  readonly #unlisten: () => void;
  #places = 0;
  #sweeping: Promise<void> | null = null;
  #keysCheckedMs = 0;
  #isStopped = false;

  /** @param onCount called with the number of streams, open and opening, whenever it changes */
  constructor(
    hub: StreamHub,
    bounds: Partial<EventStreamBounds> = {},
    onCount: (open: number) => void = () => {},
  ) {
    this.#hub = hub;
    this.#onCount = onCount;
    this.#bounds = { ...BOUNDS, ...bounds };
    this.#unlisten = hub.commits.listen((world, newest) =>
      this.#worlds.get(nameOf(world))?.feed.wake(newest),
    );
  }

  /**
   * Opens a stream of the key's world.
   * @throws ApiError `invalid_cursor`; `too_many_requests` when the world has its streams; `service_unavailable`
   * when the process has, or stops
   */
  async open(identity: ApiKeyIdentity, query: StreamQuery): Promise<EventStream> {
    const world = this.#takePlace({ dealerId: identity.dealer_id, livemode: identity.livemode });
    try {
      const bounds = await getFeedBounds(this.#hub.database.kysely, world);
      const first = query.start === 'latest' ? bounds.last_sequence : bounds.oldest_sequence - 1;
      const position = query.afterSequence ?? first;
      assertKept(position, bounds, query.param);
      if (this.#isStopped) throw stopping();
      world.feed.wake(bounds.last_sequence);
      const stream: EventStream = new EventStream(identity, { ...query, feed: world.feed, position }, () => {
        world.streams.delete(stream);
        this.#leavePlace(world);
      });
      world.streams.add(stream);
      this.#sweeping ??= this.#sweepWhileOpen();
      return stream;
    } catch (error) {
      this.#leavePlace(world);
      throw error;
    }
  }

  /** Ends all streams at once, so that their readers go elsewhere. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#unlisten();
    for (const stream of this.#openStreams()) stream.end(stopping());
    await this.#sweeping;
  }

  #takePlace(wanted: World): OpenWorld {
    if (this.#isStopped) throw stopping();
    const { perWorldMax, perProcessMax } = this.#bounds;
    const world = this.#worlds.get(nameOf(wanted)) ?? this.#newWorld(wanted);
    if (world.places >= perWorldMax) {
      throw new ApiError('too_many_requests', {
        retryAfterSeconds: PLACE_RETRY_SECONDS,
        message: `This integration has ${perWorldMax} event streams open here, which is the most; close one first.`,
      });
    }
    if (this.#places >= perProcessMax) {
      throw new ApiError('service_unavailable', {
        retryAfterSeconds: PLACE_RETRY_SECONDS,
        message: 'The hub has as many event streams open as it can hold.',
      });
    }
    this.#worlds.set(nameOf(world), world);
    world.places += 1;
    this.#places += 1;
    this.#onCount(this.#places);
    return world;
  }

  #leavePlace(world: OpenWorld): void {
    this.#places -= 1;
    this.#onCount(this.#places);
    world.places -= 1;
    if (world.places === 0) this.#worlds.delete(nameOf(world));
  }

  #newWorld({ dealerId, livemode }: World): OpenWorld {
    const feed: WorldFeed = new WorldFeed((afterSequence, types) =>
      this.#readPage(world, { afterSequence, types }),
    );
    const world: OpenWorld = { dealerId, livemode, feed, streams: new Set(), places: 0 };
    return world;
  }

  async #readPage(world: OpenWorld, query: FeedPosition): Promise<FeedPage> {
    const feed = await this.#insist(world, () =>
      this.#reads.run(() => readFeed(this.#hub.database.kysely, world, { ...PAGE, ...query })),
    );
    const { afterSequence } = query;
    assertKept(afterSequence, feed, 'Last-Event-ID');
    const { rows, last_sequence: newest } = feed;
    const bytes = rows.reduce((sum, row) => sum + Buffer.byteLength(row.body), 0);
    const isCut = rows.length === PAGE.limit || bytes >= PAGE.bytesMax;
    const upTo = isCut ? rows.at(-1)!.sequence : Math.min(newest, afterSequence + PAGE.scanMax);
    return { rows, upTo, newest };
  }

  /** Streams outlive a failing database; their readers need not come back all at once. */
  async #insist<T>(world: OpenWorld, read: () => Promise<T>): Promise<T> {
    for (;;) {
      if (world.places === 0) throw stopping();
      try {
        return await read();
      } catch (error) {
        this.#hub.log.warn({ err: error }, 'the feed could not be read for its streams; trying again');
        await delay(FAILURE_WAIT_MS);
      }
    }
  }

  async #sweepWhileOpen(): Promise<void> {
    while (this.#places > 0) {
      try {
        await Promise.all([this.#noticeEvents(), this.#checkKeysWhenDue()]);
        await delay(SWEEP_MS);
      } catch (error) {
        this.#hub.log.warn({ err: error }, 'the event streams could not be looked after; trying again');
        await delay(FAILURE_WAIT_MS);
      }
    }
    this.#sweeping = null;
  }

  async #noticeEvents(): Promise<void> {
    const dealerIds = new Set([...this.#worlds.values()].map((world) => world.dealerId));
    for (const newest of await listLastSequences(this.#hub.database.kysely, [...dealerIds])) {
      this.#worlds.get(nameOf(newest))?.feed.wake(newest.sequence);
    }
  }

  async #checkKeysWhenDue(): Promise<void> {
    if (performance.now() - this.#keysCheckedMs < KEY_CHECK_MS) return;
    this.#keysCheckedMs = performance.now();
    const streams = [...this.#openStreams()];
    const keys = new Map(streams.map(({ identity }) => [identity.key_id, identity]));
    const found = await listApiKeyIdentities(this.#hub.database.kysely, keys.values());
    const current = new Map(found.map((identity) => [identity.key_id, identity]));
    for (const stream of streams) {
      const refusal = findRefusal(current.get(stream.identity.key_id) ?? null, this.#hub.clock());
      if (refusal !== null) stream.end(refusal);
    }
  }

  *#openStreams(): Generator<EventStream> {
    for (const world of this.#worlds.values()) yield* world.streams;
  }
}

const nameOf = (world: World) => `${world.dealerId} ${world.livemode}`;

const stopping = () =>
  new ApiError('service_unavailable', {
    retryAfterSeconds: 1,
    message: 'This process of the hub stops; reconnect with Last-Event-ID.',
  });

/** Why a stream of this key may not go on. */
function findRefusal(identity: ApiKeyIdentity | null, nowUs: number): ApiError | null {
  try {
    assertAlive(identity, nowUs);
    assertAllowed(identity, STREAM_REQUIREMENT);
    return null;
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
}
