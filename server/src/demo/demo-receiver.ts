import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { DemoError } from './demo-error.ts';
import { isSignedBy } from './verify-signature.ts';

export interface DemoEvent {
  readonly type: string;
  readonly created_at: string;
  readonly livemode: boolean;
  readonly sequence: number;
  readonly data: {
    readonly object: { readonly id: string };
    readonly previous_attributes?: Record<string, unknown>;
  };
}

/** One request that arrived. */
export interface Arrival {
  readonly deliveryId: string;
  readonly attempt: number;
  /** Null when the signature is not the hub's, so that nothing in the body counts. */
  readonly event: DemoEvent | null;
  /** From the event's commit to its arrival. */
  readonly latencyMs: number;
  /** The HTTP status it was answered with. */
  readonly answer: number;
}

type Matches = (arrival: Arrival) => boolean;

const ARRIVALS_KEPT = 200;
const BODY_BYTES_MAX = 1024 * 1024;

/** What a dealer's platform runs: takes the hub's webhooks, trusts none that isn't signed, and reports each. */
export class DemoReceiver {
  readonly #server: Server;
  readonly #report: (arrival: Arrival) => void;
  readonly #arrivals: Arrival[] = [];
  readonly #waiting = new Set<() => void>();
  #secret = '';
  #failsOn: ((event: DemoEvent) => boolean) | null = null;

  private constructor(report: (arrival: Arrival) => void) {
    this.#report = report;
    this.#server = createServer((request, response) => {
      // A request that its sender gave up has nobody to answer.
      this.#receive(request, response).catch(() => response.destroy());
    });
  }

  /** @param port wanted; another one when it is taken */
  static async start(port: number | null, report: (arrival: Arrival) => void): Promise<DemoReceiver> {
    const receiver = new DemoReceiver(report);
    await receiver.#listen(port ?? 0).catch(() => receiver.#listen(0));
    return receiver;
  }

  async #listen(port: number): Promise<void> {
    this.#server.listen(port, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/webhooks`;
  }

  useSecret(secret: string): void {
    this.#secret = secret;
  }

  /** Answers 500 to the next matching event, and takes it when it comes again. */
  failOnceOn(matches: (event: DemoEvent) => boolean): void {
    this.#failsOn = matches;
  }

  /** @throws DemoError when it has not arrived in time; an AbortError when the demo is stopped */
  async waitFor(what: string, matches: Matches, waitMs: number, signal: AbortSignal): Promise<Arrival> {
    const timeout = AbortSignal.timeout(waitMs);
    const either = AbortSignal.any([timeout, signal]);
    for (;;) {
      const arrival = this.#arrivals.find(matches);
      if (arrival !== undefined) return arrival;
      signal.throwIfAborted();
      if (timeout.aborted) throw new DemoError(`the receiver got no ${what} within ${waitMs / 1000} s`);
      await this.#nextArrival(either);
    }
  }

  #nextArrival(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        this.#waiting.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      this.#waiting.add(wake);
      signal.addEventListener('abort', wake, { once: true });
    });
  }

  async #receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!(Number(request.headers['content-length']) <= BODY_BYTES_MAX)) {
      response.writeHead(413, { Connection: 'close' }).end();
      return;
    }
    const body = await buffer(request);
    const nowMs = Date.now();
    const header = String(request.headers['wth-signature'] ?? '');
    const isSigned = this.#secret !== '' && isSignedBy(this.#secret, header, body, Math.floor(nowMs / 1000));
    const event = isSigned ? (JSON.parse(body.toString()) as DemoEvent) : null;
    const arrival: Arrival = {
      deliveryId: String(request.headers['wth-delivery-id'] ?? ''),
      attempt: Number(request.headers['wth-delivery-attempt'] ?? 1),
      event,
      latencyMs: event === null ? 0 : Math.max(0, nowMs - Date.parse(event.created_at)),
      answer: this.#answerTo(event),
    };
    response.writeHead(arrival.answer).end();
    this.#arrivals.push(arrival);
    if (this.#arrivals.length > ARRIVALS_KEPT) this.#arrivals.shift();
    this.#report(arrival);
    for (const wake of [...this.#waiting]) wake();
  }

  #answerTo(event: DemoEvent | null): number {
    if (event === null) return 400;
    if (this.#failsOn?.(event) !== true) return 200;
    this.#failsOn = null;
    return 500;
  }

  async close(): Promise<void> {
    if (!this.#server.listening) return;
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
