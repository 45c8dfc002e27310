import { ApiError, invalidParameter } from '../../domain/api-error.ts';
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

/** `after` is the list parameter every list has; of a list of events it holds a sequence, as the parameter `name` does. */
export function readSequence<N extends string>(
  query: { after?: string } & { [name in N]?: number },
  name: N,
): number | undefined {
  if (query.after === undefined) return query[name];
  if (query[name] !== undefined) throw invalidParameter('after', `give either after or ${name}, not both.`);
  return parseSequence(query.after, 'after');
}

/** A sequence of the feed in text. @throws ApiError `invalid_cursor` */
export function parseSequence(text: string, param: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new ApiError('invalid_cursor', { param });
  return Number(text);
}
