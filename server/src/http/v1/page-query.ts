import { ApiError } from '../../domain/api-error.ts';
import { parseTime } from '../../domain/time.ts';
import { DEFAULT_LIMIT } from './schemas/schema-parts.ts';

interface PageQuery {
  limit?: number;
  after?: string;
  updated_after?: string;
}

/** The list parameters as operations take them; their format has been checked. */
export function readPageQuery(query: PageQuery) {
  const updatedAfterUs = query.updated_after === undefined ? null : parseTime(query.updated_after);
  return {
    limit: query.limit ?? DEFAULT_LIMIT,
    after: query.after,
    updatedAfterUs: updatedAfterUs ?? undefined,
  };
}

/** A sequence of the feed in text. @throws ApiError `invalid_cursor` */
export function parseSequence(text: string, param: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new ApiError('invalid_cursor', { param });
  return Number(text);
}
