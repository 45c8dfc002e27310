import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Api } from './support/api.ts';
import { beginRequest } from './support/begin-request.ts';
import { createDealer, type Dealer } from './support/dealer.ts';
import { eventually } from './support/eventually.ts';
import { forgeWebhook, SIGNATURE_SECONDS_MAX } from './support/forge-webhook.ts';
import { findFreePort } from './support/free-port.ts';
import { expectStatus, send } from './support/http-client.ts';
import { hubForFile } from './support/hub-for-file.ts';
import { startHub } from './support/hub-process.ts';
import { buildSdk } from './support/install-sdk.ts';
import { ProgramProcess } from './support/program-process.ts';
import { describeWithPython, PYTHON } from './support/python.ts';
import type { Endpoint, Listing } from './support/shapes.ts';
import { createTemporaryFolder } from './support/temporary-folder.ts';

const ROOT = join(import.meta.dirname, '..');

const scene = hubForFile();
let folder: string;
let dealer: Dealer;
let api: Api;
let endpoint: Endpoint;
let settings: Record<string, string>;
const started: ProgramProcess[] = [];
const servers: http.Server[] = [];
let copies = 0;

beforeAll(async () => {
  folder = await createTemporaryFolder();
  // The examples use the package as it is published.
  await buildSdk(join(ROOT, 'sdk/dist'));
});

beforeEach(async () => {
  dealer = await createDealer(scene.hub);
  api = await dealer.api('live');
  endpoint = await dealer.newEndpoint('http://127.0.0.1:9/webhooks', { is_enabled: false });
  copies += 1;
  settings = {
    WTH_URL: scene.hub.origin,
    WTH_API_KEY: api.key,
    WTH_SIGNING_SECRET: endpoint.signing_secret,
    PORT: '0',
    DATABASE: join(folder, `${copies}.sqlite`),
    WEBHOOKS_FILE: join(folder, `${copies}.json`),
  };
});

afterAll(async () => {
  for (const example of started) await example.stop();
  for (const server of servers) server.close();
  await rm(folder, { recursive: true, force: true });
});

function run(example: string, command: string, ...args: string[]): ProgramProcess {
  const process = new ProgramProcess(join(ROOT, 'examples', example), command, args, settings);
  started.push(process);
  return process;
}

async function changeEndpoint(change: object): Promise<void> {
  expectStatus(await dealer.dashboard.patch(`/webhook-endpoints/${endpoint.id}`, change), 200);
}

const sendWebhooksTo = (url: string) => changeEndpoint({ url, is_enabled: true });

async function expectSignaturesToCount(url: string): Promise<void> {
  const secret = endpoint.signing_secret;
  expect(await forgeWebhook(url, { secret })).toBe(200);
  expect(await forgeWebhook(url, { secret, ageSeconds: SIGNATURE_SECONDS_MAX + 10 })).toBe(400);
  expect(await forgeWebhook(url, { secret: 'whsec_another' })).toBe(400);
  expect(await forgeWebhook(url, { header: null })).toBe(400);
}

describe('the shop in Express', () => {
  let shop: ProgramProcess;
  let origin: string;

  async function open(): Promise<void> {
    shop = run('express-shop', process.execPath, 'shop.ts');
    origin = await shop.shows(/on sale at (http:\/\/127\.0\.0\.1:\d+)\//);
  }

  const get = <T>(path: string) => send<T>({ origin }, { method: 'GET', path });
  const onSale = async () => (await get<Listing[]>('/')).body.map((it) => it.id).sort();

  const shows = (...listings: Listing[]) => {
    const ids = listings.map((it) => it.id).sort();
    return eventually(`the shop shows ${ids}`, async () => String(await onSale()) === String(ids));
  };

  const post = (body?: unknown) =>
    send<{ number: number; listing_id: string }>({ origin }, { method: 'POST', path: '/checkout', body });
  const checkOut = (cart: string, listing: Listing, email = 'ada@example.com') =>
    post({ cart, listing_id: listing.id, email });

  const hears = (cart: string, status: string) =>
    eventually(`${cart} is ${status}`, async () => {
      const order = await get<{ status: string; tracking: unknown }>(`/orders/${cart}`);
      return order.status === 200 && order.body.status === status && order.body;
    });

  const fulfill = async (cart: string, tracking: object) => {
    const order = (await api.orders()).find((it) => it.external_id === cart);
    expectStatus(await dealer.dashboard.post(`/orders/${order!.id}/fulfill`, { tracking }), 200);
  };

  it('mirrors what was there before it, what happens, and what happened while it was closed', async () => {
    const before = await dealer.newListing();
    await dealer.newDraft();
    await open();
    expect(await onSale()).toEqual([before.id]);

    const told = await dealer.newListing();
    await shows(before, told);
    await dealer.act(before, 'mark-sold');
    await shows(told);

    await shop.stop();
    await dealer.act(told, 'unpublish');
    const missed = await dealer.newListing();
    await open();
    expect(await onSale()).toEqual([missed.id]);
  });

  it('goes on mirroring when the hub restarts', async () => {
    const port = await findFreePort();
    const hub = await startHub({ PORT: String(port) });
    try {
      dealer = await createDealer(hub);
      settings = { ...settings, WTH_URL: hub.origin, WTH_API_KEY: (await dealer.newKey('live')).key };
      const first = await dealer.newListing();
      await open();
      await shows(first);
      await hub.kill();
      expect(await onSale()).toEqual([first.id]);
      await hub.start();
      const second = await dealer.newListing();
      await shows(first, second);
    } finally {
      await hub.dispose();
    }
  });

  it('orders a watch once however often its form is sent, and tells the next shopper that it is gone', async () => {
    const listing = await dealer.newListing();
    await open();
    const [first, again] = await Promise.all([checkOut('cart-1', listing), checkOut('cart-1', listing)]);
    expect([first.status, again.status, again.body]).toEqual([201, 201, first.body]);
    expect(await checkOut('cart-1', listing)).toMatchObject({ status: 201, body: first.body });
    expect(await checkOut('cart-2', listing)).toMatchObject({ status: 409, body: { error: 'sold_out' } });
    expect(await api.orders()).toMatchObject([{ external_id: 'cart-1', number: first.body.number }]);
    await shows();
  });

  it('lets a form that was refused be mended: another e-mail address, another watch', async () => {
    const [gone, there] = [await dealer.newListing(), await dealer.newListing()];
    await open();
    const refused = await checkOut('cart-1', gone, 'ada');
    expect(refused).toMatchObject({ status: 400, body: { error: 'invalid' } });
    expect(refused.text).toContain('is not an e-mail address');
    await dealer.act(gone, 'mark-sold');
    expect(await checkOut('cart-1', gone)).toMatchObject({ status: 409, body: { error: 'sold_out' } });
    expect(await checkOut('cart-1', there)).toMatchObject({ status: 201, body: { listing_id: there.id } });
    expect(await api.orders()).toHaveLength(1);
  });

  it('answers a cart that was ordered with that order, whatever else it asks for, and after the loss of its file', async () => {
    const [first, second] = [await dealer.newListing(), await dealer.newListing()];
    await open();
    const { number } = (await checkOut('cart-1', first)).body;
    const same = { status: 201, body: { number, listing_id: first.id } };
    expect(await checkOut('cart-1', second)).toMatchObject(same);
    await shop.stop();
    settings = { ...settings, DATABASE: join(folder, `${copies}-new.sqlite`) };
    await open();
    expect(await checkOut('cart-1', second)).toMatchObject(same);
    expect(await api.orders()).toHaveLength(1);
    expect(await onSale()).toEqual([second.id]);
  });

  it('tells who sends no form what is wrong with it', async () => {
    await open();
    const form = { cart: 'cart-1', listing_id: 'x', email: 'ada@example.com' };
    const wrong = [
      undefined,
      '{"cart":',
      [],
      { ...form, cart: '' },
      { ...form, cart: 1 },
      { ...form, email: null },
    ];
    for (const body of wrong) {
      expect(await post(body), JSON.stringify(body)).toMatchObject({
        status: 400,
        body: { error: 'invalid' },
      });
    }
    expect(await api.orders()).toEqual([]);
  });

  it('hears by webhook what becomes of an order, and from the feed what no webhook told', async () => {
    const [first, second] = [await dealer.newListing(), await dealer.newListing()];
    await open();
    await sendWebhooksTo(`${origin}/webhooks`);
    await checkOut('cart-1', first);
    await checkOut('cart-2', second);
    expect((await get('/orders/cart-3')).status).toBe(404);
    const tracking = { carrier: 'DHL', number: '4711', url: null };
    await fulfill('cart-1', tracking);
    expect((await hears('cart-1', 'fulfilled')).tracking).toEqual(tracking);

    await shop.stop();
    await changeEndpoint({ is_enabled: false });
    await fulfill('cart-2', tracking);
    await open();
    expect((await get('/orders/cart-2')).body).toMatchObject({ status: 'fulfilled', tracking });
  });

  it('finds by the clock what no webhook told while it was open', async () => {
    settings = { ...settings, HEAL_SECONDS: '0.1' };
    const listing = await dealer.newListing();
    await open();
    await checkOut('cart-1', listing);
    await fulfill('cart-1', {});
    await hears('cart-1', 'fulfilled');
  });

  it('refuses a webhook with a wrong, an old or no signature', async () => {
    await open();
    await expectSignaturesToCount(`${origin}/webhooks`);
  });
});

describeWithPython('the sync job in Python', [], () => {
  const sync = (...args: string[]) => run('python-sync', PYTHON, 'sync.py', ...args);

  const pull = async () =>
    JSON.parse(await sync('pull').finish()) as { readonly listings: number; readonly events: number };

  /** Answers in the hub's place, each request by the next of these. */
  async function standBefore(answers: http.RequestListener[]): Promise<void> {
    const server = http.createServer((request, response) => answers.shift()!(request, response));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    servers.push(server);
    settings = { ...settings, WTH_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
  }

  const copied = async () =>
    (await sync('show').finish())
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Listing);

  it('copies the whole stock and feed, then only what has changed', async () => {
    const first = await dealer.newListing();
    const second = await dealer.newListing();
    expect(await pull()).toEqual({ listings: 2, events: 2 });
    expect(await pull()).toEqual({ listings: 0, events: 0 });
    await dealer.act(first, 'mark-sold');
    expect(await pull()).toEqual({ listings: 1, events: 1 });
    const ids = [first.id, second.id].sort();
    expect((await copied()).map((it) => it.id)).toEqual(ids);
    expect((await copied()).find((it) => it.id === first.id)).toEqual(await api.listing(first.id));
  });

  it('takes each webhook once, and the next run goes on from there', async () => {
    const job = sync('listen', '--port', '0');
    await sendWebhooksTo(await job.shows(/listening on (\S+)/));
    const listing = await dealer.newListing();
    await job.shows(/received listing\.published/);
    expect(await copied()).toEqual([await api.listing(listing.id)]);

    const [delivery] = await dealer.deliveries();
    expectStatus(await dealer.dashboard.post(`/deliveries/${delivery!.id}/retry`, {}), 200, 202);
    await job.shows(/known listing\.published/);
    expect(await pull()).toEqual({ listings: 0, events: 0 });
  });

  it('waits out a hub that hangs up, a page of a proxy, and an answer cut off', async () => {
    await dealer.newListing();
    const hangUp: http.RequestListener = (request) => request.socket.destroy();
    const proxyPage: http.RequestListener = (_request, response) =>
      response.writeHead(502, { 'retry-after': new Date().toUTCString() }).end('<h1>Bad Gateway</h1>');
    const cutOff: http.RequestListener = (_request, response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('{"data":', () => response.destroy());
    };
    const pass: http.RequestListener = (request, response) => {
      const headers = { authorization: request.headers.authorization! };
      send(scene.hub, { method: 'GET', path: request.url!, headers }).then((answer) =>
        response.writeHead(answer.status).end(answer.text),
      );
    };
    await standBefore([hangUp, pass, proxyPage, cutOff, pass]);
    expect(await pull()).toEqual({ listings: 1, events: 1 });
  });

  it('ends with what a proxy said, and at once when it is asked to wait for an hour', async () => {
    await standBefore([(_request, response) => response.writeHead(404).end('<h1>nginx</h1>')]);
    await expect(pull()).rejects.toThrow(/Refused: HTTP 404: <h1>nginx/);
    await standBefore([(_request, response) => response.writeHead(503, { 'retry-after': '3600' }).end()]);
    await expect(pull()).rejects.toThrow(/Refused: HTTP 503/);
  });

  it('answers 4xx to a body that is too long, or of a length that is no number', async () => {
    const job = sync('listen', '--port', '0');
    const url = await job.shows(/listening on (\S+)/);
    const lengths = { x: 400, '-1': 400, ['9'.repeat(400)]: 400, [String(4 * 1024 * 1024 + 1)]: 413 };
    for (const [length, status] of Object.entries(lengths)) {
      const socket = await beginRequest(url, length, '{}');
      expect(String(await once(socket, 'data')), length).toMatch(new RegExp(`^HTTP/1\\.[01] ${status} `));
      socket.destroy();
    }
    await expectSignaturesToCount(url);
  });

  it('refuses a webhook with a wrong, an old or no signature', async () => {
    const job = sync('listen', '--port', '0');
    await expectSignaturesToCount(await job.shows(/listening on (\S+)/));
  });
});
