import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDashboardApp, type DashboardApp, type SignedIn } from '../support/dashboard.ts';

let dashboard: DashboardApp;
let dealer: SignedIn;
let other: SignedIn;
const api = (path: string) => `/api/dashboard${path}`;
const get = async (path: string, who = dealer) => (await who.call('GET', api(path))).body;

async function list(title: string, query = ''): Promise<string> {
  const price = { amount: 100, currency: 'EUR' };
  const input = { title, price, quantity: 9, stock_number: title };
  const { body } = await dealer.call('POST', api(`/listings${query}`), input);
  await dealer.call('POST', api(`/listings/${body.id}/publish${query}`));
  return body.id;
}

beforeAll(async () => {
  dashboard = await createDashboardApp();
  dealer = await dashboard.signUp();
  other = await dashboard.signUp();
  const submariner = await list('Submariner');
  const gone = await list('Submariner, gone');
  await dealer.call('POST', api(`/listings/${gone}/mark-sold`));
  const hidden = await list('GMT');
  await dealer.call('POST', api(`/listings/${hidden}/unpublish`));
  await dealer.call('POST', api('/listings'), { title: 'A draft' });
  await list('Sandbox', '?mode=test');
  const order = async (input: object) =>
    (await dealer.call('POST', api('/orders'), { line_items: [{ listing_id: submariner }], ...input })).body;
  await order({ external_id: 'first', customer: { email: 'anna@example.com' } });
  const second = await order({ external_id: 'second' });
  await dealer.call('POST', api(`/orders/${second.id}/cancel`), {});
  const third = await order({ customer_id: (await get('/orders?external_id=first')).data[0].customer.id });
  await dealer.call('POST', api(`/orders/${third.id}/fulfill`), {});
});
afterAll(() => dashboard.close());

describe('GET /listings/counts', () => {
  const counts = (all: number, draft: number, published: number, unpublished: number, sold: number) => ({
    object: 'listing_counts',
    all,
    draft,
    published,
    unpublished,
    sold,
  });

  it('tells how many listings each status has, zeros too', async () => {
    expect(await get('/listings/counts')).toEqual(counts(4, 1, 1, 1, 1));
  });

  it('counts what the same search lists', async () => {
    expect(await get('/listings/counts?q=submariner')).toEqual(counts(2, 0, 1, 0, 1));
    expect((await get('/listings?q=submariner')).data).toHaveLength(2);
    expect(await get('/listings/counts?q=%25')).toEqual(counts(0, 0, 0, 0, 0));
  });

  it('counts neither the other world nor another dealer', async () => {
    expect(await get('/listings/counts?mode=test')).toEqual(counts(1, 0, 1, 0, 0));
    expect(await get('/listings/counts', other)).toEqual(counts(0, 0, 0, 0, 0));
  });

  it.each([
    ['q=', 'invalid_parameter'],
    ['mode=both', 'invalid_parameter'],
    ['status=sold', 'unknown_parameter'],
  ])('refuses %s', async (query, code) => {
    const { status, body } = await dealer.call('GET', api(`/listings/counts?${query}`));
    expect([status, body.error.code]).toEqual([400, code]);
  });
});

describe('GET /orders/counts', () => {
  const counts = (all: number, received: number, fulfilled: number, cancelled: number) => ({
    object: 'order_counts',
    all,
    received,
    fulfilled,
    cancelled,
  });

  it('tells how many orders each status has, zeros too', async () => {
    expect(await get('/orders/counts')).toEqual(counts(3, 1, 1, 1));
    expect(await get('/orders/counts?mode=test')).toEqual(counts(0, 0, 0, 0));
    expect(await get('/orders/counts', other)).toEqual(counts(0, 0, 0, 0));
  });

  it.each([
    ['q=anna', 2],
    ['q=1002', 1],
    ['q=submariner', 3],
    ['q=listing_id', 0],
    ['external_id=second', 1],
    ['customer_id=none', 0],
    ['source=dashboard', 3],
    ['source=api', 0],
    ['from=2020-01-01T00:00:00Z', 3],
    ['from=2100-01-01T00:00:00Z', 0],
    ['to=2020-01-01T00:00:00Z', 0],
    ['from=2020-01-01T00:00:00Z&to=2100-01-01T00:00:00Z', 3],
  ])('counts what the list with %s shows', async (query, expected) => {
    expect((await get(`/orders/counts?${query}`)).all).toBe(expected);
    expect((await get(`/orders?${query}`)).data).toHaveLength(expected);
  });

  it('has a range that holds its beginning and not its end', async () => {
    const { created_at } = (await get('/orders?external_id=first')).data[0];
    expect((await get(`/orders/counts?from=${created_at}`)).all).toBe(3);
    expect((await get(`/orders/counts?to=${created_at}`)).all).toBe(0);
  });

  it.each(['source=fax', 'from=yesterday', 'to=2026-02-30T00:00:00Z'])('refuses %s', async (query) => {
    for (const path of ['/orders', '/orders/counts']) {
      const { status, body } = await dealer.call('GET', api(`${path}?${query}`));
      expect([status, body.error.code, body.error.param]).toEqual([
        400,
        'invalid_parameter',
        query.split('=')[0],
      ]);
    }
  });
});
