import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import express, { type RequestHandler } from 'express';
import Fastify from 'fastify';
import { Hono, type MiddlewareHandler } from 'hono';
import { expressHandler } from '../../src/receiver/express.ts';
import { fastifyReceiver } from '../../src/receiver/fastify.ts';
import { honoHandler } from '../../src/receiver/hono.ts';
import type { Receiver } from '../../src/receiver/receiver.ts';

/** An application that listens on a port of its own. */
export interface AppServer {
  readonly origin: string;
  close(): unknown;
}

export async function serveNode(listener: http.RequestListener): Promise<AppServer> {
  const server = http.createServer(listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}

type FetchHandler = (request: Request) => Response | Promise<Response>;

/** Web requests over a real socket, as Bun, Deno and edge runtimes take them by themselves. */
export function serveWeb(fetchHandler: FetchHandler): Promise<AppServer> {
  return serveNode(async (message, response) => {
    const { method, url, headers } = message;
    const request = new Request(new URL(url!, 'http://shop.example.com'), {
      method: method!,
      headers: headers as Record<string, string>,
      body: Readable.toWeb(message),
      duplex: 'half',
    } as RequestInit);
    const answer = await fetchHandler(request);
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    response.end(await answer.text());
  });
}

/** The route of the receiver behind these parsers, and one of the shop's own behind `express.json()`. */
export function serveExpress(receiver: Receiver, ...parsers: RequestHandler[]): Promise<AppServer> {
  const app = express();
  app.post('/webhooks', ...parsers, expressHandler(receiver));
  app.post('/json', express.json(), (request, response) => {
    response.json(request.body);
  });
  app.use(((error: Error, _request, response, _next) => {
    response.status(599).send(String(error));
  }) as express.ErrorRequestHandler);
  return serveNode(app);
}

export async function serveFastify(receiver: Receiver): Promise<AppServer> {
  const app = Fastify();
  app.register(fastifyReceiver, { receiver, path: '/webhooks' });
  app.post('/json', async (request) => request.body);
  return { origin: await app.listen({ port: 0, host: '127.0.0.1' }), close: () => app.close() };
}

export function serveHono(receiver: Receiver, ...middleware: MiddlewareHandler[]): Promise<AppServer> {
  const app = new Hono();
  for (const handler of middleware) app.use('/webhooks', handler);
  app.post('/webhooks', honoHandler(receiver));
  app.post('/json', async (context) => context.json(await context.req.json()));
  return serveWeb(app.fetch);
}
