import net from 'node:net';
import express from 'express';
import type { MiddlewareHandler } from 'hono';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { HubEvent } from '../src/api-shapes.ts';
import { memoryStore } from '../src/receiver/memory-store.ts';
import { nextHandler } from '../src/receiver/next.ts';
import { nodeHandler } from '../src/receiver/node.ts';
import { BODY_BYTES_MAX } from '../src/receiver/read-body.ts';
import { createReceiver, type Receiver } from '../src/receiver/receiver.ts';
import { webHandler } from '../src/receiver/web.ts';
import {
  type AppServer,
  serveExpress,
  serveFastify,
  serveHono,
  serveNode,
  serveWeb,
} from './support/adapter-servers.ts';
import { Feed, newSecret, toWebhook } from './support/feed.ts';

const SECRET = newSecret();
type Post = (body: string, headers: Record<string, string>) => Promise<Response>;
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function postTo(starting: Promise<AppServer>, path = '/webhooks'): Promise<Post> {
  const { origin, close } = await starting;
  closers.push(close);
  return (body, headers) => fetch(`${origin}${path}`, { method: 'POST', body, headers });
}

const raw = () => express.raw({ type: 'application/json' });
const text = () => express.text({ type: 'application/json' });
/** What Express 4 does where no parser applies. */
const emptyBody: express.RequestHandler = (request, _, next) => {
  request.body = {};
  next();
};
const readJson: MiddlewareHandler = async (context, next) => {
  await context.req.json().catch(() => {});
  await next();
};

const ADAPTERS: Record<string, (receiver: Receiver) => Promise<AppServer>> = {
  'node:http': (receiver) => serveNode(nodeHandler(receiver)),
  'Express, before any parser': (receiver) => serveExpress(receiver),
  'Express 4, whose parsers leave an empty object': (receiver) => serveExpress(receiver, emptyBody),
  'Express, behind express.raw()': (receiver) => serveExpress(receiver, raw()),
  'Express, behind express.text()': (receiver) => serveExpress(receiver, text()),
  Fastify: serveFastify,
  Hono: (receiver) => serveHono(receiver),
  'Hono, behind a middleware that has read the body': (receiver) => serveHono(receiver, readJson),
  'a route of Next': (receiver) => serveWeb(nextHandler(receiver)),
  'Web requests': (receiver) => serveWeb(webHandler(receiver)),
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
    const post = await postTo(connect(receiver));
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
    const post = await postTo(connect(receiver));
    const { rawBody, headers } = await toWebhook(new Feed().change(), SECRET);
    const { 'wth-signature': _, ...unsigned } = headers;
    expect((await post(`${rawBody} `, headers)).status).toBe(400);
    expect((await post('', headers)).status).toBe(400);
    expect((await post(rawBody, unsigned)).status).toBe(400);
    expect(handled).toEqual([]);
    const broken = await toWebhook(new Feed().change({ id: 'broken' }), SECRET);
    expect((await post(broken.rawBody, broken.headers)).status).toBe(500);
  });

  // A parser in front has its own bound, or none.
  const isReadByAdapter = !/raw\(\)|text\(\)|has read/.test(name);
  if (!isReadByAdapter) return;
  it('answers 413 to a body above every event', async () => {
    const post = await postTo(connect(setUp().receiver));
    expect((await post('x'.repeat(BODY_BYTES_MAX + 1), { 'content-type': 'application/json' })).status).toBe(
      413,
    );
  });
});

it.each(Object.entries({ Express: serveExpress, Fastify: serveFastify, Hono: serveHono }))(
  '%s goes on parsing the bodies of its other routes',
  async (_, serve) => {
    const post = await postTo(serve(setUp().receiver), '/json');
    const answer = await post('{ "a" : 1 }', { 'content-type': 'application/json' });
    expect(await answer.json()).toEqual({ a: 1 });
  },
);

it('Express behind express.json() hears why that can not work', async () => {
  const { receiver, handled } = setUp();
  const post = await postTo(serveExpress(receiver, express.json()));
  const { rawBody, headers } = await toWebhook(new Feed().change(), SECRET);
  const answer = await post(rawBody, headers);
  expect([answer.status, await answer.text()]).toEqual([599, expect.stringContaining('express.json()')]);
  expect(handled).toEqual([]);
});

it('a handler of Web requests says that the body had been read before it', async () => {
  const { rawBody, headers } = await toWebhook(new Feed().change(), SECRET);
  const request = new Request('https://shop.example.com/webhooks', {
    method: 'POST',
    body: rawBody,
    headers,
  });
  await request.json();
  await expect(nextHandler(setUp().receiver)(request)).rejects.toThrow('was read before');
});

it('node:http outlives a sender that goes away in the middle of a body', async () => {
  const { receiver } = setUp();
  const handle = nodeHandler(receiver);
  const finished: Promise<void>[] = [];
  let port = 0;
  const post = await postTo(
    serveNode((request, response) => {
      port = request.socket.localPort!;
      finished.push(handle(request, response));
    }),
  );
  const { rawBody, headers } = await toWebhook(new Feed().change(), SECRET);
  expect((await post(rawBody, headers)).status).toBe(200);
  const socket = net.connect(port, '127.0.0.1');
  socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf');
  await vi.waitFor(() => expect(finished).toHaveLength(2));
  socket.destroy();
  await finished[1];
  expect((await post(rawBody, headers)).status).toBe(200);
});
