import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { eventually } from './eventually.ts';
import type { HubEvent } from './shapes.ts';

export interface Received {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The bytes of the body as they came. */
  readonly raw: Buffer;
  readonly event: HubEvent;
}

export type Respond = (request: Received, response: http.ServerResponse) => void;

export const answering =
  (status: number, headers: http.OutgoingHttpHeaders = {}, body = ''): Respond =>
  (_request, response) => {
    response.writeHead(status, headers).end(body);
  };

/** A webhook receiver on a socket; answers 200 unless told otherwise. */
export class Receiver {
  /** In the order of their arrival. */
  readonly requests: Received[] = [];
  #respond: Respond = answering(200);
  readonly #server: http.Server;

  constructor() {
    this.#server = http.createServer((incoming, response) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      // A sender that was killed.
      incoming.on('error', () => {});
      incoming.on('end', () => {
        const raw = Buffer.concat(chunks);
        const headers = incoming.headers as Record<string, string>;
        const request = { path: incoming.url!, headers, raw, event: JSON.parse(raw.toString()) as HubEvent };
        this.requests.push(request);
        this.#respond(request, response);
      });
    });
  }

  async listen(): Promise<void> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  url(path = '/hook'): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}${path}`;
  }

  /** Answers differently from now on. */
  respondWith(respond: Respond): void {
    this.#respond = respond;
  }

  at(path: string): Received[] {
    return this.requests.filter((it) => it.path === path);
  }

  of(type: string, path = '/hook'): Received[] {
    return this.at(path).filter((it) => it.event.type === type);
  }

  /** The first request of this event type. */
  async first(type: string, path = '/hook'): Promise<Received> {
    return await eventually(`${type} arrives at ${path}`, () => this.of(type, path)[0]);
  }

  async close(): Promise<void> {
    if (!this.#server.listening) return;
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

export async function startReceiver(): Promise<Receiver> {
  const receiver = new Receiver();
  await receiver.listen();
  return receiver;
}
