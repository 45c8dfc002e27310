import { once } from 'node:events';
import { type Duplex, Readable } from 'node:stream';
import pg from 'pg';

/** What the driver's types leave out of its connection. */
interface CopyConnection {
  readonly stream: Duplex;
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
  sendCopyFail(reason: string): void;
}

const CHUNK_BYTES = 64 * 1024;

/** Rows of `copy … to stdout`, cut only between rows; the socket waits while nobody reads them. */
export class CopiedRows extends Readable {
  /** Pushed so far. */
  rows = 0;
  #stream: Duplex | undefined;
  #pending: Buffer[] = [];
  #bytes = 0;

  constructor() {
    super({ highWaterMark: CHUNK_BYTES });
  }

  override _read(): void {
    this.#stream?.resume();
  }

  /** PostgreSQL sends a message for each row. */
  add(row: Buffer, stream: Duplex): void {
    this.#stream = stream;
    this.rows += 1;
    // The driver reuses the memory that the row stands in.
    this.#pending.push(Buffer.from(row));
    this.#bytes += row.length;
    if (this.#bytes >= CHUNK_BYTES && !this.#flush()) stream.pause();
  }

  finish(error: Error | null): void {
    // Nobody asks for more once the end is in; the next statement's answer has to get through.
    this.#stream?.resume();
    if (error !== null) {
      this.destroy(error);
      return;
    }
    if (this.#bytes > 0) this.#flush();
    this.push(null);
  }

  #flush(): boolean {
    const chunk = Buffer.concat(this.#pending);
    this.#pending = [];
    this.#bytes = 0;
    return this.push(chunk);
  }
}

class CopyOut extends pg.Query {
  readonly copied: CopiedRows;

  constructor(sql: string) {
    const copied = new CopiedRows();
    super(sql, (error?: Error | null) => copied.finish(error ?? null));
    this.copied = copied;
  }

  handleCopyData({ chunk }: { chunk: Buffer }, { stream }: CopyConnection): void {
    this.copied.add(chunk, stream);
  }
}

/** Sends `copy … to stdout`. Whoever stops reading early must end the connection. */
export function copyOut(client: pg.Client, sql: string): CopiedRows {
  return client.query(new CopyOut(sql)).copied;
}

class CopyIn extends pg.Query {
  readonly done: Promise<number>;
  readonly #chunks: AsyncIterable<Buffer>;
  readonly #stop = new AbortController();
  #sourceError: unknown;

  constructor(sql: string, chunks: AsyncIterable<Buffer>) {
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    super(sql, (error?: Error | null, result?: { rowCount: number | null }) => {
      this.#stop.abort();
      if (error) reject(this.#sourceError ?? error);
      else resolve(result?.rowCount ?? 0);
    });
    this.done = promise;
    this.#chunks = chunks;
  }

  handleCopyInResponse(connection: CopyConnection): void {
    this.#send(connection).then(
      () => connection.endCopyFrom(),
      (error: Error) => {
        // When PostgreSQL has refused a row, it waits for nothing more.
        if (this.#stop.signal.aborted) return;
        this.#sourceError = error;
        connection.sendCopyFail('the source ended');
      },
    );
  }

  async #send(connection: CopyConnection): Promise<void> {
    const { signal } = this.#stop;
    for await (const chunk of this.#chunks) {
      signal.throwIfAborted();
      connection.sendCopyFromChunk(chunk);
      if (connection.stream.writableNeedDrain) await once(connection.stream, 'drain', { signal });
    }
    signal.throwIfAborted();
  }
}

/**
 * Sends `chunks` to `copy … from stdin`; resolves with the number of rows.
 * Rejects with PostgreSQL's error, or with that of `chunks`: the transaction has then failed either way.
 */
export async function copyIn(client: pg.Client, sql: string, chunks: AsyncIterable<Buffer>): Promise<number> {
  return await client.query(new CopyIn(sql, chunks)).done;
}
