import { notFound } from '../domain/api-error.ts';
import { decodeCursor, encodeCursor } from '../domain/cursor.ts';
import { isUuid } from '../domain/ids.ts';
import type { Micros } from '../domain/time.ts';
import { findPublicListing, listPublicListings } from '../storage/listings.ts';
import type { Caller, Hub } from './hub.ts';

export interface ListQuery {
  readonly status?: string | undefined;
  readonly limit: number;
  /** A `next_cursor`. */
  readonly after?: string | undefined;
  readonly updatedAfterUs?: Micros | undefined;
}

/**
 * What the channel may see, newest change first, as the JSON text of a list: joined from stored texts,
 * since parsing and writing 100 objects a page again costs two thirds of the pages per second.
 * @throws ApiError `invalid_cursor`
 */
export async function listListings(hub: Hub, caller: Caller, query: ListQuery): Promise<string> {
  const rows = await listPublicListings(hub.database.kysely, caller, {
    ...query,
    after: query.after === undefined ? undefined : decodeCursor('listings', query.after),
  });
  const page = rows.slice(0, query.limit);
  const last = page.at(-1);
  const next =
    rows.length > page.length && last !== undefined
      ? JSON.stringify(encodeCursor('listings', { timeUs: last.updated_us, id: last.id }))
      : 'null';
  const data = page.map((row) => row.public_json).join(',');
  return `{"object":"list","data":[${data}],"has_more":${next !== 'null'},"next_cursor":${next}}`;
}

/** The listing's JSON text. @throws ApiError `resource_not_found`, also for drafts */
export async function getListing(hub: Hub, caller: Caller, id: string): Promise<string> {
  const listing = isUuid(id) ? await findPublicListing(hub.database.kysely, caller, id) : null;
  if (listing === null) throw notFound('listing');
  return listing;
}
