import { ApiError, notFound } from '../domain/api-error.ts';
import { parseEventId } from '../domain/ids.ts';
import {
  type FeedBounds,
  findEventBody,
  getFeedBounds,
  listEventsBefore,
  readFeed,
} from '../storage/events.ts';
import type { Caller, Hub } from './hub.ts';

export interface FeedQuery {
  readonly afterSequence?: number | undefined;
  readonly types?: readonly string[] | undefined;
  readonly limit: number;
}

/**
 * The gapless feed, ascending, as JSON text. `last_sequence` is where the next call goes on: it moves past
 * events that the type filter left out.
 * @throws ApiError `invalid_cursor` when `afterSequence` lies before what is kept
 */
export async function listEvents(hub: Hub, caller: Caller, query: FeedQuery): Promise<string> {
  const feed = await readFeed(hub.database.kysely, caller, {
    afterSequence: query.afterSequence ?? null,
    types: query.types,
    limit: query.limit + 1,
  });
  const afterSequence = query.afterSequence ?? feed.oldest_sequence - 1;
  assertKept(afterSequence, feed, 'after_sequence');
  const { rows, last_sequence: newest } = feed;
  const page = rows.slice(0, query.limit);
  const hasMore = rows.length > query.limit;
  const lastSequence = hasMore ? page.at(-1)!.sequence : Math.max(afterSequence, newest);
  const data = page.map((row) => row.body).join(',');
  return `{"object":"list","data":[${data}],"has_more":${hasMore},"next_cursor":${
    hasMore ? `"${lastSequence}"` : 'null'
  },"last_sequence":${lastSequence}}`;
}

/**
 * The same events newest first, for people, as JSON text. `next_cursor` is the sequence to go on before;
 * `last_sequence` and `oldest_sequence` are the bounds of what is kept, whatever the page shows.
 */
export async function listRecentEvents(
  hub: Hub,
  caller: Caller,
  query: {
    readonly beforeSequence?: number | undefined;
    readonly types?: readonly string[] | undefined;
    readonly limit: number;
  },
): Promise<string> {
  const db = hub.database.kysely;
  const bounds = await getFeedBounds(db, caller);
  const rows = await listEventsBefore(db, caller, {
    ...query,
    beforeSequence: query.beforeSequence ?? bounds.last_sequence + 1,
  });
  const page = rows.slice(0, query.limit);
  const hasMore = rows.length > query.limit;
  const data = page.map((row) => row.body).join(',');
  return `{"object":"list","data":[${data}],"has_more":${hasMore},"next_cursor":${
    hasMore ? `"${page.at(-1)!.sequence}"` : 'null'
  },"last_sequence":${bounds.last_sequence},"oldest_sequence":${bounds.oldest_sequence}}`;
}

/** @throws ApiError `invalid_cursor` when events after `afterSequence` have been pruned */
export function assertKept(afterSequence: number, { oldest_sequence }: FeedBounds, param: string): void {
  if (afterSequence >= oldest_sequence - 1) return;
  throw new ApiError('invalid_cursor', {
    param,
    message: `Events after sequence ${afterSequence} are no longer all kept; the oldest available is ${oldest_sequence}.`,
  });
}

/** The event's JSON text. @throws ApiError `resource_not_found` */
export async function getEvent(hub: Hub, caller: Caller, id: string): Promise<string> {
  const uuid = parseEventId(id);
  const body = uuid === null ? null : await findEventBody(hub.database.kysely, caller, uuid);
  if (body === null) throw notFound('event');
  return body;
}
