import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import net, { type AddressInfo } from 'node:net';
import { TEST_CERTIFICATE, TEST_CERTIFICATE_KEY } from './test-certificate.ts';

interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

/** Answers a request that has arrived completely; answering nothing leaves it waiting. */
export type Respond = (request: ReceivedRequest, response: http.ServerResponse) => void;

export interface Receiver {
  /** Without a slash at its end. */
  readonly origin: string;
  readonly port: number;
  /** In the order of their arrival. */
  readonly requests: ReceivedRequest[];
  /** Connections it has had. */
  readonly connections: () => number;
  /** Answers differently from now on. */
  respondWith(respond: Respond): void;
  /** Resolves as soon as `count` requests have arrived since the start. */
  received(count: number): Promise<void>;
  close(): Promise<void>;
}

export const answer =
  (status: number, headers: http.OutgoingHttpHeaders = {}, body = ''): Respond =>
  (_, response) => {
    response.writeHead(status, headers).end(body);
  };

/** A webhook receiver on a socket; answers 200 unless told otherwise. */
export async function startReceiver(options: { tls?: boolean; respond?: Respond } = {}): Promise<Receiver> {
  const requests: ReceivedRequest[] = [];
  const waiting = new Map<number, () => void>();
  let respond = options.respond ?? answer(200);
  let connections = 0;
  const listener: http.RequestListener = (incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const { method = '', url: path = '', headers } = incoming;
      const request = { method, path, headers, body: Buffer.concat(chunks).toString() };
      requests.push(request);
      waiting.get(requests.length)?.();
      respond(request, response);
    });
    // A request that its sender gave up.
    incoming.on('error', () => {});
  };
  const server = options.tls
    ? https.createServer({ cert: TEST_CERTIFICATE, key: TEST_CERTIFICATE_KEY }, listener)
    : http.createServer(listener);
  server.on('connection', () => {
    connections += 1;
  });
  const port = await listen(server);
  return {
    origin: `${options.tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    port,
    requests,
    connections: () => connections,
    respondWith(next) {
      respond = next;
    },
    received: (count) =>
      requests.length >= count ? Promise.resolve() : new Promise((resolve) => waiting.set(count, resolve)),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

export interface RawReceiver {
  readonly origin: string;
  readonly port: number;
  close(): Promise<void>;
}

/** A receiver that does not speak proper HTTP; `onRequest` runs when the first bytes of a request are there. */
export async function startRawReceiver(onRequest: (socket: net.Socket) => void): Promise<RawReceiver> {
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.once('data', () => onRequest(socket));
    socket.on('error', () => {});
  });
  const port = await listen(server);
  return {
    origin: `http://127.0.0.1:${port}`,
    port,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

async function listen(server: net.Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}
