import { once } from 'node:events';
import http from 'node:http';

export interface StreamedEvent {
  /** `message` when the record has no name. */
  readonly name: string;
  readonly id: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into what they expect
  readonly data: any;
}

export interface ReaderOptions {
  readonly key: string;
  /** Sent as `Last-Event-ID`. */
  readonly lastEventId?: string;
  /** Takes nothing from its socket until it is told to. */
  readonly isPaused?: boolean;
}

/** Reads one event stream as WHATWG HTML, section 9.2.6, says. */
export class EventReader {
  readonly response: http.IncomingMessage;
  readonly events: StreamedEvent[] = [];
  /** Kept over records without one. */
  lastEventId = '';
  retry = '';
  comments = 0;
  /** How the connection went: by an end of the stream, or broken. */
  readonly over: Promise<'ended' | 'broken'>;
  #changed = Promise.withResolvers<void>();
  #rest = '';
  #name = '';
  #data: string[] = [];

  private constructor(response: http.IncomingMessage) {
    this.response = response;
    response.setEncoding('utf8').on('data', (chunk: string) => this.#take(chunk));
    response.on('error', () => {}); // told by `over`
    this.over = new Promise((resolve) => {
      response.once('close', () => {
        this.#notify();
        resolve(response.complete ? 'ended' : 'broken');
      });
    });
  }

  /** Resolves when it is open; rejects with the status and the body of a refusal. */
  static async open(
    url: string,
    { key, lastEventId, isPaused = false }: ReaderOptions,
  ): Promise<EventReader> {
    const request = http.get(url, {
      agent: false,
      headers: {
        authorization: `Bearer ${key}`,
        ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
      },
    });
    const [response] = (await once(request, 'response')) as [http.IncomingMessage];
    if (response.statusCode === 200) {
      const reader = new EventReader(response);
      if (isPaused) response.pause();
      return reader;
    }
    const chunks = await response.setEncoding('utf8').toArray();
    throw new Error(`${response.statusCode} ${chunks.join('')}`);
  }

  get messages(): StreamedEvent[] {
    return this.events.filter((event) => event.name === 'message');
  }

  get sequences(): number[] {
    return this.messages.map((event) => Number(event.id));
  }

  /** Resolves when it is so; rejects when the stream is over before that. */
  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) {
      if (this.response.closed) throw new Error(`the stream is over: ${JSON.stringify(this.events.at(-1))}`);
      await this.#changed.promise;
    }
  }

  /** Resolves with the reason when the hub has ended the stream. */
  async closed(): Promise<{ code: string; message: string }> {
    await this.over;
    return this.events.find((event) => event.name === 'closed')?.data.error;
  }

  /** Breaks the connection. */
  async cut(): Promise<void> {
    this.response.destroy();
    await this.over;
  }

  #take(chunk: string): void {
    const lines = (this.#rest + chunk).split('\n');
    this.#rest = lines.pop()!;
    for (const line of lines) this.#takeLine(line);
    this.#notify();
  }

  #takeLine(line: string): void {
    const [, field, value] = /^([^:]*):? ?(.*)$/.exec(line)!;
    if (line === '') this.#dispatch();
    else if (field === '') this.comments += 1;
    else if (field === 'id') this.lastEventId = value!;
    else if (field === 'retry') this.retry = value!;
    else if (field === 'event') this.#name = value!;
    else if (field === 'data') this.#data.push(value!);
    else throw new Error(`not a field of an event stream: ${line}`);
  }

  #dispatch(): void {
    if (this.#data.length > 0) {
      const data = JSON.parse(this.#data.join('\n'));
      this.events.push({ name: this.#name || 'message', id: this.lastEventId, data });
    }
    this.#name = '';
    this.#data = [];
  }

  #notify(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }
}
