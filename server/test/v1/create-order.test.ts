import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { unpublishListing } from '../../src/operations/inventory.ts';
import { createTestApi, type Dealer, errorOf, type TestApi } from '../support/api.ts';
import { eventsOf, inWorld, live } from '../support/hub.ts';

let api: TestApi;
let dealer: Dealer;
beforeAll(async () => {
  api = await createTestApi();
  dealer = await api.createDealer();
});
afterAll(() => api.close());

const order = (body: object, key = dealer.liveKey) => api.post('/v1/orders', body, { key });

describe('the price of a line', () => {
  it("is the listing's when it is null; null on both sides is refused", async () => {
    const listing_id = await api.createListing(dealer.id);
    const priced = await order({ line_items: [{ listing_id, price: null }] });
    expect(priced).toMatchObject({ status: 201, body: { total: { amount: 1_299_900, currency: 'EUR' } } });
    const onRequest = await api.createListing(dealer.id, { price: null });
    const refused = await order({ line_items: [{ listing_id: onRequest, price: null }] });
    expect(refused.status).toBe(400);
    expect(errorOf(refused)).toMatchObject({ code: 'invalid_parameter', param: 'line_items[0].price' });
  });
});

describe('an order', () => {
  it('takes the stock, knows the customer and tells receivers, all at once', async () => {
    const mine = await api.createDealer();
    const listing = await api.createListing(mine.id, { stockNumber: 'W-1' });
    const response = await order(
      {
        external_id: 'shop-1',
        line_items: [{ stock_number: 'W-1', price: { amount: 1_200_000, currency: 'EUR' } }],
        customer: { email: 'ada@example.com', last_name: 'Meier' },
        shipping_address: { city: 'Bern', country: 'CH' },
        ordered_at: '2026-05-07T10:00:00.5+02:00',
        note: 'Gift.',
        metadata: { a: 'b' },
      },
      mine.liveKey,
    );
    expect(response.status).toBe(201);
    expect(response.body).toMatchObject({
      object: 'order',
      is_test: false,
      external_id: 'shop-1',
      number: 1001,
      status: 'received',
      source: 'api',
      line_items: [
        {
          listing_id: listing,
          stock_number: 'W-1',
          quantity: 1,
          price: { amount: 1_200_000, currency: 'EUR' },
        },
      ],
      total: { amount: 1_200_000, currency: 'EUR' },
      customer: { email: 'ada@example.com', last_name: 'Meier' },
      shipping_address: { city: 'Bern', country: 'CH' },
      ordered_at: '2026-05-07T08:00:00.500000Z',
      cancellation: null,
      tracking: null,
    });
    expect((await api.get(`/v1/listings/${listing}`, { key: mine.liveKey })).body).toMatchObject({
      status: 'sold',
      quantity: 0,
    });
    const events = await eventsOf(api.hub, live(mine.id));
    expect(events.map((it) => it.type)).toEqual(['listing.published', 'order.received', 'listing.sold']);
  });

  it('totals its lines at their own or the listing’s price', async () => {
    const first = await api.createListing(dealer.id, {
      quantity: 5,
      price: { amount: 100, currency: 'CHF' },
    });
    const second = await api.createListing(dealer.id, { quantity: 5, price: null });
    const { body } = await order({
      line_items: [
        { listing_id: first, quantity: 3 },
        { listing_id: second, quantity: 2, price: { amount: 7, currency: 'CHF' } },
      ],
    });
    expect(body.total).toEqual({ amount: 314, currency: 'CHF' });
  });

  it('may name an existing customer by id', async () => {
    const customer = await api.post('/v1/customers', { external_id: 'known' }, { key: dealer.liveKey });
    const listing = await api.createListing(dealer.id);
    const { body } = await order({ line_items: [{ listing_id: listing }], customer_id: customer.body.id });
    expect(body.customer.id).toBe(customer.body.id);
  });
});

describe('one watch is never sold twice', () => {
  it('of 20 orders at once exactly one succeeds', async () => {
    const listing = await api.createListing(dealer.id);
    const responses = await Promise.all(
      Array.from({ length: 20 }, () => order({ line_items: [{ listing_id: listing }] })),
    );
    expect(responses.filter((it) => it.status === 201)).toHaveLength(1);
    for (const refused of responses.filter((it) => it.status !== 201)) {
      expect(refused.status).toBe(409);
      expect(errorOf(refused)).toMatchObject({
        code: 'listing_unavailable',
        param: 'line_items[0].listing_id',
      });
    }
  });

  it('20 times the same request at once is one order', async () => {
    const listing = await api.createListing(dealer.id, { quantity: 20 });
    const options = { key: dealer.liveKey, idempotencyKey: randomUUID() };
    const responses = await Promise.all(
      Array.from({ length: 20 }, () =>
        api.post('/v1/orders', { line_items: [{ listing_id: listing }] }, options),
      ),
    );
    expect(new Set(responses.map((it) => it.text)).size).toBe(1);
    expect(responses.filter((it) => it.headers['idempotent-replay'] === undefined)).toHaveLength(1);
    expect((await api.get(`/v1/listings/${listing}`, { key: dealer.liveKey })).body.quantity).toBe(19);
  });
});

describe('an order is refused', () => {
  it('as a whole when one line is not available', async () => {
    const free = await api.createListing(dealer.id, { quantity: 3 });
    const hidden = await api.createListing(dealer.id);
    await inWorld(api.hub, live(dealer.id, 'dashboard'), (write) => unpublishListing(write, hidden));
    const response = await order({ line_items: [{ listing_id: free }, { listing_id: hidden }] });
    expect(response.status).toBe(409);
    expect(errorOf(response)).toMatchObject({
      code: 'listing_unavailable',
      param: expect.stringContaining('line_items[1]'),
    });
    const short = await order({ line_items: [{ listing_id: free, quantity: 4 }] });
    expect(errorOf(short).code).toBe('listing_unavailable');
    expect((await api.get(`/v1/listings/${free}`, { key: dealer.liveKey })).body.quantity).toBe(3);
  });

  it('when its external_id is taken in this world', async () => {
    const listing = await api.createListing(dealer.id, { quantity: 9 });
    const body = { external_id: 'taken', line_items: [{ listing_id: listing }] };
    expect((await order(body)).status).toBe(201);
    const response = await order(body);
    expect(response.status).toBe(409);
    expect(errorOf(response)).toMatchObject({ code: 'duplicate_external_id', param: 'external_id' });
    const other = await api.createListing(dealer.id, { livemode: false });
    expect(
      (await order({ external_id: 'taken', line_items: [{ listing_id: other }] }, dealer.testKey)).status,
    ).toBe(201);
  });

  it("when a listing is unknown, a draft, another dealer's or the other world's", async () => {
    const other = await api.createDealer();
    const ids = [
      randomUUID(),
      'no-uuid',
      await api.createListing(dealer.id, { publish: false }),
      await api.createListing(other.id),
      await api.createListing(dealer.id, { livemode: false }),
    ];
    for (const listing_id of ids) {
      const response = await order({ line_items: [{ listing_id }] });
      expect(response.status).toBe(404);
      expect(errorOf(response)).toMatchObject({
        code: 'resource_not_found',
        param: 'line_items[0].listing_id',
      });
    }
    const byNumber = await order({ line_items: [{ stock_number: 'nowhere' }] });
    expect(errorOf(byNumber)).toMatchObject({
      code: 'resource_not_found',
      param: 'line_items[0].stock_number',
    });
  });

  it('when its customer_id is unknown', async () => {
    const listing_id = await api.createListing(dealer.id);
    const response = await order({ line_items: [{ listing_id }], customer_id: randomUUID() });
    expect(response.status).toBe(404);
    expect(errorOf(response)).toMatchObject({ code: 'resource_not_found', param: 'customer_id' });
  });

  it.each<[name: string, change: (ids: string[]) => object]>([
    ['neither id nor stock number', () => ({ line_items: [{}] })],
    ['the same listing on two lines', ([id]) => ({ line_items: [{ listing_id: id }, { listing_id: id }] })],
    ['no price at all', ([, unpriced]) => ({ line_items: [{ listing_id: unpriced }] })],
    [
      'two currencies',
      ([id, unpriced]) => ({
        line_items: [{ listing_id: id }, { listing_id: unpriced, price: { amount: 1, currency: 'USD' } }],
      }),
    ],
    [
      'an unknown currency',
      ([id]) => ({ line_items: [{ listing_id: id, price: { amount: 1, currency: 'XYZ' } }] }),
    ],
    [
      'a customer without a key',
      ([id]) => ({ line_items: [{ listing_id: id }], customer: { first_name: 'A' } }),
    ],
    [
      'an unknown country',
      ([id]) => ({ line_items: [{ listing_id: id }], shipping_address: { country: 'ZZ' } }),
    ],
  ])('with %s', async (_name, change) => {
    const ids = [
      await api.createListing(dealer.id, { quantity: 9 }),
      await api.createListing(dealer.id, { quantity: 9, price: null }),
    ];
    const response = await order(change(ids));
    expect(response.status).toBe(400);
    expect(errorOf(response).code).toBe('invalid_parameter');
    expect(errorOf(response).param).toBeDefined();
  });

  it.each(['9999-12-31T23:59:59Z', '0000-01-01T00:00:00Z'])(
    'with ordered_at %s, which microseconds can not hold',
    async (ordered_at) => {
      const listing_id = await api.createListing(dealer.id);
      const response = await order({ line_items: [{ listing_id }], ordered_at });
      expect(response.status).toBe(400);
      expect(errorOf(response)).toMatchObject({ code: 'invalid_parameter', param: 'ordered_at' });
      expect((await api.get('/v1/orders', { key: dealer.liveKey })).status).toBe(200);
    },
  );
});
