import { ApiError, invalidParameter } from '../domain/api-error.ts';
import { EncodingDetector } from '../domain/csv-encoding.ts';
import { newId } from '../domain/ids.ts';
import { ImportFileError } from '../domain/import-file-error.ts';
import { readImportOptions } from '../domain/import-options.ts';
import { CHUNK_BYTES, insertImportChunk } from '../storage/import-chunks.ts';
import { deleteImport, type ImportRef, insertImport, queueImport } from '../storage/imports.ts';
import type { Caller, Hub } from './hub.ts';

export const IMPORT_FILE_BYTES_MAX = 64 * 1024 * 1024;

export interface ImportUpload {
  readonly fileName: string;
  readonly file: AsyncIterable<Buffer>;
  /** As parsed from JSON; see readImportOptions. */
  readonly options: unknown;
}

/** The name alone, without folders or control characters. */
const cleanFileName = (name: string): string =>
  name
    .replace(/^.*[\\/]/s, '')
    .replace(/\p{Cc}/gu, '')
    .toWellFormed()
    .slice(0, 255) || 'import.csv';

/** The file in pieces of one size, whatever sizes it came in. */
async function* inChunks(file: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let held: Buffer[] = [];
  let heldBytes = 0;
  for await (const piece of file) {
    held.push(piece);
    heldBytes += piece.length;
    if (heldBytes < CHUNK_BYTES) continue;
    const bytes = Buffer.concat(held);
    let at = 0;
    for (; bytes.length - at >= CHUNK_BYTES; at += CHUNK_BYTES) yield bytes.subarray(at, at + CHUNK_BYTES);
    held = [bytes.subarray(at)];
    heldBytes = bytes.length - at;
  }
  if (heldBytes > 0) yield Buffer.concat(held);
}

async function storeFile(hub: Hub, ref: ImportRef, file: AsyncIterable<Buffer>): Promise<void> {
  const detector = new EncodingDetector();
  let bytes = 0;
  let position = 0;
  for await (const chunk of inChunks(file)) {
    bytes += chunk.length;
    if (bytes > IMPORT_FILE_BYTES_MAX) {
      throw new ApiError('payload_too_large', {
        param: 'file',
        message: 'A file may have 64 MiB. Split it.',
      });
    }
    detector.write(chunk);
    await insertImportChunk(hub.database.kysely, ref, position, chunk);
    position += 1;
  }
  if (bytes === 0) throw invalidParameter('file', 'is empty.');
  await queueImport(hub.database.kysely, ref, { bytes, encoding: detector.end() });
}

/**
 * Stores an uploaded file and queues its import. Piece by piece, each committed by itself: a slow upload then
 * holds neither a connection nor a transaction. The import exists from the last statement on; what an
 * upload that broke off has left is deleted, or pruned when the process died.
 * @throws ApiError `invalid_parameter`, `unknown_parameter`, `payload_too_large`
 */
export async function createImport(hub: Hub, caller: Caller, upload: ImportUpload): Promise<{ id: string }> {
  const options = readImportOptions(upload.options);
  const createdUs = hub.clock();
  const ref = { dealerId: caller.dealerId, livemode: caller.livemode, id: newId(createdUs) };
  await insertImport(hub.database.kysely, ref, {
    fileName: cleanFileName(upload.fileName),
    options,
    createdUs,
  });
  try {
    await storeFile(hub, ref, upload.file);
  } catch (error) {
    await deleteImport(hub.database.kysely, ref);
    throw error instanceof ImportFileError ? invalidParameter('file', error.message) : error;
  }
  return { id: ref.id };
}
