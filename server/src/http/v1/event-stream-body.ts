import { Readable } from 'node:stream';
import type { ApiError } from '../../domain/api-error.ts';
import type { EventStream } from '../../operations/event-stream.ts';

export interface EventStreamTiming {
  /** Between two heartbeats. */
  readonly heartbeatMs: number;
  /** How long a reader may take nothing before it is cut off. */
  readonly stallMs: number;
}

export interface EventStreamOutput extends EventStreamTiming {
  /** JSON text for the reader. */
  readonly explain: (reason: ApiError) => string;
  /** Breaks the connection. */
  readonly cut: (why: 'stalled' | 'closed') => void;
}

/** What waits for a reader: this, what the socket holds (64 KiB), and one event. */
const BUFFER_BYTES = 16_384;
/** Readers come back after this long. */
const RECONNECT_MS = 1_000;
/** A reader that doesn't take the end in this time is cut off. */
const END_MS_MAX = 300;

/**
 * An event stream as `text/event-stream` (WHATWG HTML, section 9.2.6). Every record has the id to go on from. Events
 * have no name, so that one `message` listener hears all; a record of id alone moves past what was left out; one
 * named `closed` says why the hub ends the stream.
 */
export class EventStreamBody extends Readable {
  readonly #stream: EventStream;
  readonly #output: EventStreamOutput;
  readonly #heartbeat: NodeJS.Timeout;
  /** Everything up to here is in the buffer or was left out. */
  #position: number;
  #announced: number;
  /** Set while the buffer is full. */
  #resume: (() => void) | null = null;
  #isOver = false;

  constructor(stream: EventStream, output: EventStreamOutput) {
    super({ highWaterMark: BUFFER_BYTES });
    this.#stream = stream;
    this.#output = output;
    this.#position = stream.position;
    this.#announced = stream.position;
    this.#heartbeat = setInterval(() => this.#beat(), output.heartbeatMs);
    void stream.ended.then((reason) => this.#finish(reason));
    this.push(`retry: ${RECONNECT_MS}\nid: ${this.#position}\n\n`);
    this.#run().catch((error: Error) => this.destroy(error));
  }

  async #run(): Promise<void> {
    for (;;) {
      const batch = await this.#stream.next();
      if (batch === null) return;
      for (const { sequence, body } of batch.rows) {
        this.#position = sequence;
        this.#announced = sequence;
        if (!this.push(`id: ${sequence}\ndata: ${body}\n\n`)) await this.#drained();
        if (this.#isOver) return;
      }
      this.#position = batch.upTo;
    }
  }

  async #drained(): Promise<void> {
    const stall = setTimeout(() => this.#output.cut('stalled'), this.#output.stallMs);
    await new Promise<void>((resolve) => {
      this.#resume = resolve;
    });
    this.#resume = null;
    clearTimeout(stall);
  }

  #beat(): void {
    if (this.#resume === null && !this.#isOver) this.push(`: heartbeat\n${this.#newId()}\n`);
  }

  /** The line that moves the reader past events that were left out, if there were any. */
  #newId(): string {
    if (this.#position === this.#announced) return '';
    this.#announced = this.#position;
    return `id: ${this.#position}\n`;
  }

  #finish(reason: ApiError): void {
    if (this.#isOver) return;
    this.#isOver = true;
    if (this.#resume !== null) {
      this.#output.cut('closed');
      return;
    }
    setTimeout(() => this.#output.cut('closed'), END_MS_MAX).unref();
    this.push(`${this.#newId()}event: closed\ndata: ${this.#output.explain(reason)}\n\n`);
    this.push(null);
  }

  override _read(): void {
    this.#resume?.();
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.#isOver = true;
    clearInterval(this.#heartbeat);
    this.#stream.close();
    this.#resume?.();
    callback(error);
  }
}
