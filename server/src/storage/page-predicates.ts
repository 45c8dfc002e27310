import { sql } from 'kysely';
import type { Cursor } from '../domain/cursor.ts';

/** Rows behind the cursor in an order newest first; `id` tells rows of one time apart. */
export function isBehind(timeColumn: 'updated_us' | 'created_us', cursor: Cursor) {
  return sql<boolean>`(${sql.ref(timeColumn)}, id) < (${cursor.timeUs}::bigint, ${cursor.id}::uuid)`;
}

/** An `ilike` pattern for texts that contain `text`, whose own wildcards mean themselves. */
export function containing(text: string): string {
  return `%${text.replace(/[\\%_]/g, '\\$&')}%`;
}
