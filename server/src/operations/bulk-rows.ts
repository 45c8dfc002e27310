import { ApiError, invalidParameter } from '../domain/api-error.ts';

/** The ids of a bulk call as the database writes them. @throws ApiError `invalid_parameter` when one comes twice */
export function uniqueIds(ids: readonly string[]): string[] {
  const known = new Set<string>();
  return ids.map((text, index) => {
    const id = text.toLowerCase();
    if (known.has(id)) throw invalidParameter(`ids[${index}]`, 'is in the list for the second time.');
    known.add(id);
    return id;
  });
}

/** What one row's work gives, or its refusal, so that it fails alone; any other error ends the call. */
export async function orRefusal<T>(work: () => T | Promise<T>): Promise<T | ApiError> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
}

export const countRows = (results: readonly { readonly status: string }[], status: string): number =>
  results.filter((result) => result.status === status).length;
