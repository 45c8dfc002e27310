import type { EventType } from './api-shapes.ts';
import { ApiError, ConnectionError, RateLimitError, toApiError } from './errors.ts';
import { EventStreamParser } from './event-stream-parser.ts';
import { isPassing, RETRY_AFTER_S_MAX, retryDelayMs } from './retry-delay.ts';
import { sleep, type Transport } from './transport.ts';

/** The hub sends a heartbeat every 15 s. */
const SILENCE_MS_MAX = 45_000;
const FIRST_RETRIES_MAX = 3;

export interface StreamQuery {
  /** Begins after it; older than what is kept is `invalid_cursor`. */
  readonly after_sequence?: number;
  /** Without a sequence: with the oldest event kept, or with the next one that happens; `oldest` by default. */
  readonly start?: 'oldest' | 'latest';
  readonly types?: readonly EventType[];
}

export interface StreamOptions {
  /** Ends the stream; the iteration throws the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** The stream is open, at first or again: whatever happens from now on will come. */
  readonly onOpen?: (() => void) | undefined;
  /** The stream broke and is opened again where it was. */
  readonly onBroken?: ((cause: Error) => void) | undefined;
  /** Silence after which the connection counts as dead, in milliseconds; 45,000 by default. */
  readonly silenceMs?: number | undefined;
}

/** A step of the feed: an event, or, without a body, a position past events that were left out. */
export interface StreamStep {
  readonly sequence: number;
  /** The JSON text of the event, as the hub signs it. */
  readonly body: string | null;
}

/** `closed` names no HTTP status; its error's type stands for one. */
const STATUS_OF: Readonly<Record<string, number>> = {
  validation_error: 400,
  authentication_error: 401,
  permission_error: 403,
  not_found_error: 404,
  conflict_error: 409,
  rate_limit_error: 429,
};

/**
 * The feed as it happens, for as long as it is read, without gap or duplicate: after a break it goes on behind the last
 * step. The first connection is tried as often as any call; one that was open is opened again until it succeeds.
 * @throws ApiError when the hub refuses or ends it for good; ConnectionError when it could never be opened
 */
export async function* readEventStream(
  transport: Transport,
  query: StreamQuery = {},
  options: StreamOptions = {},
): AsyncGenerator<StreamStep> {
  const stream = new EventStreamConnection(transport, query, options);
  for (let retry = 0; ; retry += 1) {
    const failure = yield* stream.run();
    if (stream.takeWasOpen()) retry = 0;
    const delayMs = stream.delayMs(failure, retry);
    if (delayMs === null) throw failure;
    if (stream.hasOpened) options.onBroken?.(failure);
    await sleep(delayMs, options.signal);
  }
}

class EventStreamConnection {
  readonly #transport: Transport;
  readonly #query: StreamQuery;
  readonly #options: StreamOptions;
  #position: string | null = null;
  #wasOpen = false;
  hasOpened = false;

  constructor(transport: Transport, query: StreamQuery, options: StreamOptions) {
    this.#transport = transport;
    this.#query = query;
    this.#options = options;
  }

  /** Since it was asked last. */
  takeWasOpen(): boolean {
    const wasOpen = this.#wasOpen;
    this.#wasOpen = false;
    return wasOpen;
  }

  /** Null when trying again is of no use. */
  delayMs(failure: Error, retry: number): number | null {
    const askedSeconds = failure instanceof RateLimitError ? failure.retryAfterSeconds : null;
    if (failure instanceof ApiError && !isPassing(failure.status)) return null;
    if (!this.hasOpened && retry >= FIRST_RETRIES_MAX) return null;
    // Nobody is there to decide about a longer one: a stream that was open asks again in between.
    const isCut = this.hasOpened && askedSeconds !== null;
    const retryAfterSeconds = isCut ? Math.min(askedSeconds, RETRY_AFTER_S_MAX) : askedSeconds;
    return retryDelayMs(retry, retryAfterSeconds, Math.random());
  }

  /** One connection. Returns why it is over; throws what no other connection would mend. */
  async *run(): AsyncGenerator<StreamStep, ApiError | ConnectionError> {
    const connection = new AbortController();
    const outer = this.#options.signal;
    const signal = outer ? AbortSignal.any([outer, connection.signal]) : connection.signal;
    try {
      const body = await this.#open(signal, connection);
      const parser = new EventStreamParser();
      let isPlaced = false;
      for (;;) {
        const chunk = await this.#unlessSilent(connection, () => body.read().catch(toConnectionError));
        if (chunk.done) return new ConnectionError('The hub ended the stream without a reason.');
        for (const { name, id, data } of parser.push(chunk.value)) {
          if (id !== '') this.#position = id;
          if (id !== '' && !isPlaced) this.#opened();
          isPlaced ||= id !== '';
          if (name === 'closed') return toApiError(statusOf(data ?? ''), data ?? '', null);
          if (name === 'message' && id !== '') yield { sequence: Number(id), body: data };
        }
      }
    } catch (cause) {
      outer?.throwIfAborted();
      if (cause instanceof ApiError || cause instanceof ConnectionError) return cause;
      throw cause;
    } finally {
      connection.abort();
    }
  }

  /** From its first id on nothing can be missed. */
  #opened(): void {
    this.#wasOpen = true;
    this.hasOpened = true;
    this.#options.onOpen?.();
  }

  async #open(signal: AbortSignal, connection: AbortController) {
    const { types, start, after_sequence } = this.#query;
    const query = {
      ...(types ? { types } : {}),
      ...(start ? { start } : {}),
      ...(after_sequence === undefined ? {} : { after_sequence }),
    };
    const headers = {
      Accept: 'text/event-stream',
      ...(this.#position === null ? {} : { 'Last-Event-ID': this.#position }),
    };
    const response = await this.#unlessSilent(connection, () =>
      this.#transport.open('/events/stream', query, headers, signal),
    );
    if (response.body === null) throw new ConnectionError('The answer to the event stream has no body.');
    return response.body.getReader();
  }

  /** A reader that takes its time is no silence of the hub's: the clock runs only while the hub is waited for. */
  async #unlessSilent<T>(connection: AbortController, wait: () => Promise<T>): Promise<T> {
    const silenceMs = this.#options.silenceMs ?? SILENCE_MS_MAX;
    const timer = setTimeout(
      () => connection.abort(new ConnectionError(`Nothing has come for ${silenceMs} ms.`)),
      silenceMs,
    );
    try {
      return await wait();
    } finally {
      clearTimeout(timer);
    }
  }
}

function toConnectionError(cause: unknown): never {
  throw new ConnectionError('The event stream broke off.', { cause });
}

function statusOf(errorText: string): number {
  try {
    const { error } = JSON.parse(errorText) as { error?: { type?: string } };
    return STATUS_OF[error?.type ?? ''] ?? 503;
  } catch {
    return 503;
  }
}
