import { sql } from 'kysely';
import type { ImportRef } from './imports.ts';
import type { Reader } from './transaction.ts';

/** Bytes of the file that one row holds. */
export const CHUNK_BYTES = 256 * 1024;

export async function insertImportChunk(
  db: Reader,
  ref: ImportRef,
  position: number,
  bytes: Buffer,
): Promise<void> {
  await sql`
    insert into import_chunks (dealer_id, livemode, import_id, position, bytes)
    values (${ref.dealerId}, ${ref.livemode}, ${ref.id}, ${position}, ${bytes})
  `.execute(db);
}

/** Null behind the last one. */
export async function findImportChunk(db: Reader, ref: ImportRef, position: number): Promise<Buffer | null> {
  const { rows } = await sql<{ bytes: Buffer }>`
    select bytes from import_chunks
    where dealer_id = ${ref.dealerId} and livemode = ${ref.livemode} and import_id = ${ref.id}
      and position = ${position}
  `.execute(db);
  return rows[0]?.bytes ?? null;
}
