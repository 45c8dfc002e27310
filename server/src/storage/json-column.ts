import type { ColumnType } from 'kysely';

/**
 * Read parsed, written as JSON text: `pg` turns a JavaScript array into a PostgreSQL array, not into JSON, so
 * only text is safe.
 */
export type JsonColumn = ColumnType<unknown, string, string>;
