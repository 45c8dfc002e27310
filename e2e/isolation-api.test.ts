import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { EventReader } from '../server/test/support/event-reader.ts';
import { type Belongings, createBelongings, readState } from './support/belongings.ts';
import { createDealer } from './support/dealer.ts';
import { type Answer, expectStatus } from './support/http-client.ts';
import { hubForFile } from './support/hub-for-file.ts';
import type { Page } from './support/shapes.ts';

const scene = hubForFile();

type World = 'a live' | 'a test' | 'b live' | 'b test';
const worlds = {} as Record<World, Belongings>;

/** Whose key asks for whose things. */
const CASES: readonly (readonly [World, World])[] = [
  ['a live', 'b live'],
  ['a live', 'b test'],
  ['a live', 'a test'],
  ['a test', 'a live'],
  ['a test', 'b test'],
  ['a test', 'b live'],
];

beforeAll(async () => {
  for (const name of ['a', 'b'] as const) {
    const dealer = await createDealer(scene.hub);
    await dealer.newEndpoint(scene.receiver.url(`/${name}`));
    // The sandbox first: filled later, it would hold copies of the live listings.
    worlds[`${name} test`] = await createBelongings(dealer, 'test');
    worlds[`${name} live`] = await createBelongings(dealer, 'live');
  }
});

type Check = (own: Belongings, foreign: Belongings) => Promise<void>;

function expectUnknown(answer: Answer<unknown>): void {
  expect([answer.status, answer.code], answer.text).toEqual([404, 'resource_not_found']);
}

const showsOnlyItsOwn =
  (path: string, kind: 'listing' | 'order' | 'event'): Check =>
  async (own, foreign) => {
    const page = expectStatus(await own.api.get<Page<{ id: string }>>(`${path}?limit=250`), 200);
    const ids = page.data.map((it) => it.id);
    expect(ids).toContain(own.ids[kind]);
    expect(ids).not.toContain(foreign.ids[kind]);
  };

const forTestKeys =
  (path: string, body: object, status: number): Check =>
  async (own) => {
    const answer = await own.api.post(path, body);
    if (own.mode === 'test') expectStatus(answer, status);
    else expect([answer.status, answer.code]).toEqual([403, 'test_key_required']);
  };

/** One row per operation of the OpenAPI document; a reset comes last, as it removes what the others look for. */
const OPERATIONS: Readonly<Record<string, Check>> = {
  getHealth: async (own) => void expectStatus(await own.api.get('/health'), 200),
  getOpenApi: async (own, foreign) => {
    const { text } = await own.api.get('/openapi.json');
    for (const id of Object.values(foreign.ids)) expect(text).not.toContain(id);
  },
  describeIntegration: async (own) => {
    const me = expectStatus(await own.api.get<{ livemode: boolean; dealer: { name: string } }>('/me'), 200);
    expect([me.livemode, me.dealer.name]).toEqual([own.mode === 'live', own.dealer.account.name]);
  },
  listListings: showsOnlyItsOwn('/listings', 'listing'),
  getListing: async (own, foreign) => expectUnknown(await own.api.get(`/listings/${foreign.ids.listing}`)),
  upsertCustomer: async (own, { customer }) => {
    const body = { external_id: customer.external_id, email: customer.email };
    const upserted = expectStatus(await own.api.post<{ id: string }>('/customers', body), 200, 201);
    expect(upserted.id).not.toBe(customer.id);
  },
  upsertCustomers: async (own, { customer }) => {
    const body = { customers: [{ external_id: customer.external_id, email: customer.email }] };
    const { text } = await own.api.post('/customers/bulk', body);
    expect(text).toContain('"failed":0');
    expect(text).not.toContain(customer.id);
  },
  listOrders: showsOnlyItsOwn('/orders', 'order'),
  createOrder: async (own, foreign) => {
    const ownLine = { listing_id: own.ids.listing };
    const bodies = [
      { line_items: [{ listing_id: foreign.ids.listing }] },
      { line_items: [{ stock_number: foreign.listing.stock_number }] },
      { line_items: [ownLine], customer_id: foreign.ids.customer },
    ];
    for (const body of bodies) expectUnknown(await own.api.post('/orders', body));
    const { quantity } = await own.api.listing(own.ids.listing);
    expect(quantity).toBe(49);
  },
  getOrder: async (own, foreign) => expectUnknown(await own.api.get(`/orders/${foreign.ids.order}`)),
  cancelOrder: async (own, foreign) =>
    expectUnknown(await own.api.post(`/orders/${foreign.ids.order}/cancel`)),
  listEvents: showsOnlyItsOwn('/events', 'event'),
  getEvent: async (own, foreign) => expectUnknown(await own.api.get(`/events/${foreign.ids.event}`)),
  streamEvents: async (own, foreign) => {
    const newest = (await own.api.events()).at(-1)!.sequence;
    const url = `${scene.hub.origin}/api/v1/events/stream`;
    const reader = await EventReader.open(url, { key: own.api.key });
    await reader.until(() => reader.sequences.includes(newest));
    await reader.cut();
    const ids = reader.messages.map((it) => it.data.id);
    expect(ids).toContain(own.ids.event);
    expect(ids).not.toContain(foreign.ids.event);
  },
  pingWebhooks: async (own) => {
    const ping = expectStatus(
      await own.api.post<{ deliveries: { url: string }[] }>('/test/webhook_ping'),
      202,
    );
    const path = own === worlds['a live'] || own === worlds['a test'] ? '/a' : '/b';
    expect(ping.deliveries.map((it) => it.url)).toEqual([scene.receiver.url(path)]);
  },
  makeTestEvent: forTestKeys('/test/events', { type: 'listing.sold' }, 202),
  resetSandbox: forTestKeys('/test/reset', {}, 200),
};

interface Document {
  readonly paths: Record<string, Record<string, { operationId: string }>>;
}

describe('every operation of the public API', () => {
  it('has a row in the table of these tests', async () => {
    const document = expectStatus(await worlds['a live'].api.get<Document>('/openapi.json'), 200);
    const names = Object.values(document.paths).flatMap((path) =>
      Object.values(path).map((it) => it.operationId),
    );
    expect(names.sort()).toEqual(Object.keys(OPERATIONS).sort());
  });

  const rows = Object.entries(OPERATIONS).flatMap(([name, check]) =>
    CASES.map(([own, foreign]) => [name, own, foreign, check] as const),
  );
  it.each(rows)(
    '%s with the key of %s neither shows nor changes anything of %s',
    async (_, own, foreign, check) => {
      const before = await readState(worlds[foreign]);
      await check(worlds[own], worlds[foreign]);
      expect(await readState(worlds[foreign])).toEqual(before);
    },
  );

  it('knows nothing of an id that nobody has', async () => {
    for (const path of ['/listings/', '/orders/']) {
      expectUnknown(await worlds['a live'].api.get(path + randomUUID()));
      expectUnknown(await worlds['a live'].api.get(`${path}x`));
    }
  });
});
