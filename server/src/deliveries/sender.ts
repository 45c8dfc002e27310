import type { IncomingHttpHeaders } from 'node:http';
import { StringDecoder } from 'node:string_decoder';
import { Agent, type Dispatcher } from 'undici';
import type { PrivateTargets } from '../domain/outbound-address.ts';
import { createCheckedConnector } from './checked-connector.ts';
import { classifyFailure, type FailureClass } from './failure-class.ts';
import { createNameResolver, type ResolveName } from './resolve-name.ts';

interface OutboundRequest {
  readonly url: URL;
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** What came of a request; `aborted` when we gave it up ourselves, so that nothing is known. */
export type SendResult =
  | {
      readonly kind: 'response';
      readonly status: number;
      readonly headers: Record<string, string>;
      readonly preview: string;
    }
  | { readonly kind: 'failure'; readonly failure: FailureClass }
  | { readonly kind: 'aborted' };

/** A request under way. */
interface Exchange {
  readonly result: Promise<SendResult>;
  abort(): void;
}

export interface Sender {
  send(request: OutboundRequest): Exchange;
  close(): Promise<void>;
}

export interface SenderOptions {
  /** Bounds the whole exchange: lookup, connection, TLS, headers and body. */
  readonly timeoutMs: number;
  readonly allowPrivate: PrivateTargets;
  /** Default: hosts file and DNS. */
  readonly resolveName?: ResolveName;
}

const BODY_BYTES_MAX = 64 * 1024;
const PREVIEW_BYTES_MAX = 4 * 1024;
const HEADER_COUNT_MAX = 64;
const HEADER_VALUE_LENGTH_MAX = 1_000;

/** Sends single requests: no redirects, no retries, no decompression, never to a forbidden address. */
export function createSender(options: SenderOptions): Sender {
  const agent = new Agent({
    allowH2: false,
    pipelining: 1,
    // The exchange has one timeout for everything.
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: createCheckedConnector({
      resolveName: options.resolveName ?? createNameResolver({ useSystem: options.allowPrivate !== false }),
      allowPrivate: options.allowPrivate,
      connectTimeoutMs: options.timeoutMs,
    }),
  });
  return {
    send: (request) => new UndiciExchange(agent, request, options.timeoutMs),
    close: async () => await agent.destroy(),
  };
}

/** Its result is settled once, by whatever comes first: end of body, 64 KiB of it, failure, timeout or abort. */
class UndiciExchange implements Exchange, Dispatcher.DispatchHandler {
  readonly result: Promise<SendResult>;
  #settle!: (result: SendResult) => void;
  #isSettled = false;
  #controller: Dispatcher.DispatchController | null = null;
  #response: { status: number; headers: IncomingHttpHeaders } | null = null;
  #preview: Buffer[] = [];
  #bodyBytes = 0;
  readonly #timer: NodeJS.Timeout;

  constructor(agent: Agent, request: OutboundRequest, timeoutMs: number) {
    this.result = new Promise((resolve) => {
      this.#settle = resolve;
    });
    this.#timer = setTimeout(() => this.#giveUp('timeout'), timeoutMs);
    const { origin, pathname, search } = request.url;
    agent.dispatch(
      { origin, path: pathname + search, method: 'POST', headers: request.headers, body: request.body },
      this,
    );
  }

  abort(): void {
    this.#finish({ kind: 'aborted' });
    this.#drop();
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    // Given up while the connection was being made: then nothing is sent any more.
    if (this.#isSettled) this.#drop();
  }

  onRequestUpgrade(): void {
    this.#giveUp('protocol');
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    if (status >= 200) this.#response = { status, headers };
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    // A copy, as the chunk may be a view of a large buffer; the rest of the body is counted only.
    const wanted = PREVIEW_BYTES_MAX - this.#bodyBytes;
    if (wanted > 0) this.#preview.push(Buffer.from(chunk.subarray(0, wanted)));
    this.#bodyBytes += chunk.length;
    if (this.#bodyBytes >= BODY_BYTES_MAX) this.#giveUp('protocol');
  }

  onResponseEnd(): void {
    this.#finish(this.#outcome('protocol'));
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.#finish(this.#outcome(classifyFailure(error)));
  }

  #giveUp(failure: FailureClass): void {
    this.#finish(this.#outcome(failure));
    this.#drop();
  }

  #drop(): void {
    this.#controller?.abort(new Error('the exchange is over'));
  }

  /** The status line decides: what goes wrong after it takes nothing back. */
  #outcome(failure: FailureClass): SendResult {
    if (this.#response === null) return { kind: 'failure', failure };
    return {
      kind: 'response',
      status: this.#response.status,
      headers: readHeaders(this.#response.headers),
      preview: decodePreview(Buffer.concat(this.#preview), this.#bodyBytes),
    };
  }

  #finish(result: SendResult): void {
    if (this.#isSettled) return;
    this.#isSettled = true;
    clearTimeout(this.#timer);
    this.#settle(result);
  }
}

/** PostgreSQL's text has neither NUL nor the half of a character that a cut may leave. */
const storable = (text: string): string => text.replaceAll('\0', '\uFFFD').toWellFormed();

function readHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const entries = Object.entries(headers).slice(0, HEADER_COUNT_MAX);
  return Object.fromEntries(
    entries.map(([name, value]) => [
      name,
      storable([value ?? ''].flat().join(', ').slice(0, HEADER_VALUE_LENGTH_MAX)),
    ]),
  );
}

/** A character that the cut went through is left out rather than shown broken. */
function decodePreview(bytes: Buffer, bodyBytes: number): string {
  const isCut = bodyBytes > bytes.length;
  return storable(isCut ? new StringDecoder('utf8').write(bytes) : bytes.toString('utf8'));
}
