import { once } from 'node:events';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import Fastify from 'fastify';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { HubEvent } from '../src/api-shapes.ts';
import { expressHandler } from '../src/receiver/express.ts';
import { fastifyReceiver } from '../src/receiver/fastify.ts';
import { honoHandler } from '../src/receiver/hono.ts';
import { memoryStore } from '../src/receiver/memory-store.ts';
import { nextHandler } from '../src/receiver/next.ts';
import { nodeHandler } from '../src/receiver/node.ts';
import { BODY_BYTES_MAX } from '../src/receiver/read-body.ts';
import { createReceiver, type Receiver } from '../src/receiver/receiver.ts';
import { webHandler } from '../src/receiver/web.ts';
import { Feed, newSecret, toWebhook } from './support/feed.ts';

const SECRET = newSecret();
type Post = (body: string, headers: Record<string, string>) => Promise<Response>;
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function serve(listener: http.RequestListener): Promise<Post> {
  const server = http.createServer(listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return (body, headers) => fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body, headers });
}

const toRequest = (body: string, headers: Record<string, string>) =>
  new Request('https://shop.example.com/webhooks', { method: 'POST', body, headers });

/** Express leaves body, response and `next` where Node's own have them. */
const serveExpress = (receiver: Receiver, prepare: (request: http.IncomingMessage) => Promise<object>) =>
  serve(async (request, response) => {
    const expressRequest = Object.assign(request, await prepare(request));
    await expressHandler(receiver)(expressRequest, response, (error) =>
      response.writeHead(599).end(String(error)),
    );
  });

async function serveFastify(receiver: Receiver): Promise<Post> {
  const app = Fastify();
  app.register(fastifyReceiver, { receiver, path: '/webhooks' });
  app.post('/json', async (request) => request.body);
  await app.listen({ port: 0, host: '127.0.0.1' });
  closers.push(() => app.close());
  const { port } = app.server.address() as AddressInfo;
  const post = (path: string): Post => {
    return (body, headers) => fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', body, headers });
  };
  const other = await post('/json')('{ "a" : 1 }', { 'content-type': 'application/json' });
  expect(await other.json()).toEqual({ a: 1 });
  return post('/webhooks');
}

const ADAPTERS: Record<string, (receiver: Receiver) => Promise<Post>> = {
  'node:http': (receiver) => serve(nodeHandler(receiver)),
  'Express, before any parser': (receiver) => serveExpress(receiver, async () => ({})),
  'Express 4, whose parsers leave an empty object': (receiver) =>
    serveExpress(receiver, async () => ({ body: {} })),
  'Express, behind express.raw()': (receiver) =>
    serveExpress(receiver, async (request) => ({ body: await buffer(request) })),
  'Express, behind express.text()': (receiver) =>
    serveExpress(receiver, async (request) => ({ body: (await buffer(request)).toString() })),
  Fastify: serveFastify,
  Hono: async (receiver) => {
    const handle = honoHandler(receiver);
    return (body, headers) => handle({ req: { raw: toRequest(body, headers) } });
  },
  'a route of Next': async (receiver) => {
    const POST = nextHandler(receiver);
    return (body, headers) => POST(toRequest(body, headers));
  },
  'Web requests': async (receiver) => {
    const handle = webHandler(receiver);
    return (body, headers) => handle(toRequest(body, headers));
  },
};

function setUp() {
  const handled: HubEvent[] = [];
  const receiver = createReceiver({
    secrets: SECRET,
    store: memoryStore(),
    handle: (event) => {
      if (event.data.object.id === 'broken') throw new Error('broken');
      handled.push(event);
    },
    onProblem: () => {},
  });
  return { receiver, handled };
}

describe.each(Object.entries(ADAPTERS))('%s', (name, connect) => {
  it('hands over the exact bytes and answers as the receiver says', async () => {
    const { receiver, handled } = setUp();
    const post = await connect(receiver);
    const event = new Feed().change({ title: 'Ω Speedmaster “Moonwatch” 時計' });
    const { rawBody, headers } = await toWebhook(event, SECRET);
    const first = await post(rawBody, headers);
    expect([first.status, await first.json()]).toEqual([200, { outcome: 'handled' }]);
    expect(first.headers.get('content-type')).toMatch(/^application\/json/);
    expect(await (await post(rawBody, headers)).json()).toEqual({ outcome: 'duplicate' });
    expect(handled).toEqual([event]);
  });

  it('answers 400 to a changed body, to none, and to no signature; 500 when the handler throws', async () => {
    const { receiver, handled } = setUp();
    const post = await connect(receiver);
    const { rawBody, headers } = await toWebhook(new Feed().change(), SECRET);
    const { 'wth-signature': _, ...unsigned } = headers;
    expect((await post(`${rawBody} `, headers)).status).toBe(400);
    expect((await post('', headers)).status).toBe(400);
    expect((await post(rawBody, unsigned)).status).toBe(400);
    expect(handled).toEqual([]);
    const broken = await toWebhook(new Feed().change({ id: 'broken' }), SECRET);
    expect((await post(broken.rawBody, broken.headers)).status).toBe(500);
  });

  // Express's own parsers have their own bound.
  const isReadByAdapter = !/raw\(\)|text\(\)/.test(name);
  if (!isReadByAdapter) return;
  it('answers 413 to a body above every event', async () => {
    const post = await connect(setUp().receiver);
    expect((await post('x'.repeat(BODY_BYTES_MAX + 1), { 'content-type': 'application/json' })).status).toBe(
      413,
    );
  });
});

it('Express behind express.json() hears why that can not work', async () => {
  const post = await serveExpress(setUp().receiver, async (request) => ({
    body: JSON.parse((await buffer(request)).toString()) as unknown,
  }));
  const answer = await post('{}', {});
  expect([answer.status, await answer.text()]).toEqual([599, expect.stringContaining('express.json()')]);
});

it('node:http outlives a sender that goes away in the middle of a body', async () => {
  const { receiver } = setUp();
  const handle = nodeHandler(receiver);
  const finished: Promise<void>[] = [];
  let port = 0;
  const post = await serve((request, response) => {
    port = request.socket.localPort!;
    finished.push(handle(request, response));
  });
  const { rawBody, headers } = await toWebhook(new Feed().change(), SECRET);
  expect((await post(rawBody, headers)).status).toBe(200);
  const socket = net.connect(port, '127.0.0.1');
  socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf');
  await vi.waitFor(() => expect(finished).toHaveLength(2));
  socket.destroy();
  await finished[1];
  expect((await post(rawBody, headers)).status).toBe(200);
});
