import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import {
  type ArchiveHeader,
  type ArchiveTable,
  FRAME_BYTES_MAX,
  FRAME_HEAD_BYTES,
  FRAME_KINDS,
  type Frame,
  type FrameKind,
  frameParts,
  MAGIC,
  type TableSum,
} from './archive-format.ts';
import { BackupError } from './backup-error.ts';

/** A table of a backup. Its chunks have to be read to their end before the next table comes. */
export interface ReadTable extends ArchiveTable {
  /** Rejects at the end when they are not the ones that were saved. */
  readonly chunks: AsyncIterable<Buffer>;
  /** Once the chunks have been read. */
  readonly sum: () => TableSum;
}

const damaged = (file: string, what: string): BackupError =>
  new BackupError(`${file} is damaged or incomplete: ${what}`);

/** Reads a backup from its beginning. @throws BackupError, in words, for anything but a whole backup */
export class ArchiveReader {
  readonly #file: string;
  readonly #frames: AsyncGenerator<Frame>;
  readonly #hash = createHash('sha256');

  constructor(file: string) {
    this.#file = file;
    this.#frames = readFrames(file);
  }

  async header(): Promise<ArchiveHeader> {
    return this.#parse<ArchiveHeader>(await this.#expect('header'));
  }

  async *tables(): AsyncGenerator<ReadTable> {
    for (;;) {
      const sumSoFar = this.#hash.copy().digest('hex');
      const { kind, payload } = await this.#next();
      if (kind === 'end') {
        if (payload.toString() !== sumSoFar) throw damaged(this.#file, 'its checksum is another');
        // Only now is what stands behind the end looked at.
        if (!(await this.#frames.next()).done) throw damaged(this.#file, 'something follows its end');
        return;
      }
      if (kind !== 'table') throw damaged(this.#file, `a ${kind} stands where a table should`);
      yield this.#readTable(this.#parse<ArchiveTable>(payload));
    }
  }

  #readTable(table: ArchiveTable): ReadTable {
    let sum: TableSum | undefined;
    const readChunks = async function* (this: ArchiveReader): AsyncGenerator<Buffer> {
      const hash = createHash('sha256');
      let rows = 0;
      for (;;) {
        const { kind, payload } = await this.#next();
        if (kind === 'data') {
          hash.update(payload);
          rows += countRows(payload);
          yield payload;
          continue;
        }
        if (kind !== 'sum') throw damaged(this.#file, `table ${table.name} has no end`);
        sum = this.#parse<TableSum>(payload);
        if (sum.sha256 === hash.digest('hex') && sum.rows === rows) return;
        throw damaged(this.#file, `the rows of ${table.name} are not the ones that were saved`);
      }
    };
    return { ...table, chunks: readChunks.call(this), sum: () => sum! };
  }

  #parse<T>(payload: Buffer): T {
    try {
      return JSON.parse(payload.toString()) as T;
    } catch (cause) {
      throw damaged(this.#file, (cause as Error).message);
    }
  }

  async #expect(kind: FrameKind): Promise<Buffer> {
    const frame = await this.#next();
    if (frame.kind === kind) return frame.payload;
    throw damaged(this.#file, `a ${frame.kind} stands where its ${kind} should`);
  }

  async #next(): Promise<Frame> {
    const { done, value } = await this.#frames.next();
    if (done) throw damaged(this.#file, 'its end is missing');
    for (const part of frameParts(value.kind, value.payload)) this.#hash.update(part);
    return value;
  }

  /** For whoever doesn't read to the end. */
  async close(): Promise<void> {
    await this.#frames.return(undefined);
  }
}

const NEW_LINE = 0x0a;

/** Line breaks inside of values are escaped by COPY, so each that is left ends a row. */
function countRows(chunk: Buffer): number {
  let rows = 0;
  for (let at = chunk.indexOf(NEW_LINE); at !== -1; at = chunk.indexOf(NEW_LINE, at + 1)) rows += 1;
  return rows;
}

async function* readFrames(file: string): AsyncGenerator<Frame> {
  const size = await checkMagic(file);
  const source = createReadStream(file, { start: MAGIC.length });
  const gunzip = createGunzip();
  source.once('error', (error) => gunzip.destroy(error));
  source.pipe(gunzip);
  try {
    yield* cutFrames(file, gunzip);
    // Node.js leaves what is no gzip behind the end unread.
    if (gunzip.bytesWritten !== size - MAGIC.length) throw damaged(file, 'something follows its end');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (typeof code === 'string' && code.startsWith('Z_')) throw damaged(file, (error as Error).message);
    throw error;
  } finally {
    source.destroy();
    gunzip.destroy();
  }
}

async function* cutFrames(file: string, source: AsyncIterable<Buffer>): AsyncGenerator<Frame> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const bytes of source) {
    rest = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
    while (rest.length >= FRAME_HEAD_BYTES) {
      const kind = FRAME_KINDS[rest.readUInt8(0)];
      const end = FRAME_HEAD_BYTES + rest.readUInt32BE(1);
      if (kind === undefined || end > FRAME_HEAD_BYTES + FRAME_BYTES_MAX) {
        throw damaged(file, 'it has parts that no backup has');
      }
      if (rest.length < end) break;
      yield { kind, payload: rest.subarray(FRAME_HEAD_BYTES, end) };
      rest = rest.subarray(end);
    }
  }
  if (rest.length > 0) throw damaged(file, 'its end is missing');
}

/** @returns the file's size in bytes */
async function checkMagic(file: string): Promise<number> {
  const handle = await openFile(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(MAGIC.length), 0, MAGIC.length, 0);
    if (bytesRead === MAGIC.length && buffer.equals(MAGIC)) return (await handle.stat()).size;
    const isOurs = buffer.subarray(0, bytesRead).toString().startsWith('WatchTraderHub backup ');
    if (!isOurs) throw new BackupError(`${file} is no backup of WatchTraderHub`);
    throw new BackupError(`${file} is a backup of another format: restore it with the build that made it`);
  } finally {
    await handle.close();
  }
}

async function openFile(file: string): Promise<FileHandle> {
  try {
    const handle = await open(file);
    if ((await handle.stat()).isFile()) return handle;
    await handle.close();
  } catch (cause) {
    throw new BackupError(`${file} can't be read: ${(cause as Error).message}`, { cause });
  }
  throw new BackupError(`${file} is no file`);
}
