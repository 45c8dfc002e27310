import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDashboardApp, type DashboardApp, type SignedIn } from '../support/dashboard.ts';
import { eventsOf, live, sandbox } from '../support/hub.ts';

let dashboard: DashboardApp;
let dealer: SignedIn;
beforeAll(async () => {
  dashboard = await createDashboardApp();
  dealer = await dashboard.signUp();
});
afterAll(() => dashboard.close());

const api = (path: string) => `/api/dashboard${path}`;
const EUR = (amount: number) => ({ amount, currency: 'EUR' });

const bulk = (body: object, query = '', who = dealer) =>
  who.call('POST', api(`/listings/bulk${query}`), body);
const read = async (id: string, query = '') =>
  (await dealer.call('GET', api(`/listings/${id}${query}`))).body;

async function create(input: object = {}, query = '', who = dealer): Promise<string> {
  return (await who.call('POST', api(`/listings${query}`), { title: 'Speedmaster', ...input })).body.id;
}

async function published(input: object = {}): Promise<string> {
  const id = await create({ price: EUR(1_000_00), ...input });
  await dealer.call('POST', api(`/listings/${id}/publish`));
  return id;
}

/** Types and resources of what has happened since. */
async function eventsDuring(work: () => Promise<unknown>): Promise<[string, unknown][]> {
  const before = (await eventsOf(dashboard.hub, live(dealer.dealerId))).length;
  await work();
  const all = await eventsOf(dashboard.hub, live(dealer.dealerId));
  return all.slice(before).map((event) => [event.type, event.body.data.object.id]);
}

describe('a bulk change of listings', () => {
  it('publishes each, in the order named, with the events of single changes', async () => {
    const ids = [await create(), await published(), await create()];
    const events = await eventsDuring(async () => {
      expect(await bulk({ ids, action: 'publish' })).toMatchObject({
        status: 200,
        body: {
          object: 'bulk_result',
          changed: 2,
          unchanged: 1,
          failed: 0,
          results: [
            { index: 0, id: ids[0], status: 'changed', listing: { status: 'published', version: 2 } },
            { index: 1, id: ids[1], status: 'unchanged', listing: { status: 'published', version: 2 } },
            { index: 2, id: ids[2], status: 'changed', listing: { status: 'published', version: 2 } },
          ],
        },
      });
    });
    expect(events).toEqual([
      ['listing.published', ids[0]],
      ['listing.published', ids[2]],
    ]);
    expect(await read(ids[2]!)).toMatchObject({ status: 'published', version: 2 });
  });

  it('does to many what the buttons do to one', async () => {
    const a = await published();
    const b = await published({ quantity: 3 });
    const step = async (action: string) =>
      (await bulk({ ids: [a, b], action })).body.results.map(
        ({ listing }: { listing: { status: string; quantity: number } }) => [
          listing.status,
          listing.quantity,
        ],
      );
    const events = await eventsDuring(async () => {
      expect(await step('mark_sold')).toEqual([
        ['sold', 0],
        ['sold', 0],
      ]);
      expect(await step('return_to_stock')).toEqual([
        ['published', 1],
        ['published', 3],
      ]);
      expect(await step('unpublish')).toEqual([
        ['unpublished', 1],
        ['unpublished', 3],
      ]);
    });
    expect(events.map(([type]) => type)).toEqual([
      'listing.sold',
      'listing.sold',
      'listing.in_stock',
      'listing.in_stock',
      'listing.unpublished',
      'listing.unpublished',
    ]);
  });

  it('sets a price, or takes it away', async () => {
    const ids = [await published(), await published({ price: EUR(5) })];
    const { body } = await bulk({ ids, action: 'set_price', price: EUR(5) });
    expect(body).toMatchObject({ changed: 1, unchanged: 1 });
    expect((await read(ids[0]!)).price).toEqual(EUR(5));
    expect((await bulk({ ids, action: 'set_price', price: null })).body.changed).toBe(2);
    expect((await read(ids[1]!)).price).toBe(null);
  });

  it('changes prices by a percentage; one on request fails alone', async () => {
    const ids = [await published({ price: EUR(1_234_56) }), await published({ price: null })];
    const events = await eventsDuring(async () => {
      const { body } = await bulk({ ids, action: 'change_price_percent', percent: -10, round_to: 10 });
      expect(body).toMatchObject({
        changed: 1,
        failed: 1,
        results: [
          { status: 'changed', listing: { price: EUR(1_110_00) } },
          { status: 'failed', error: { type: 'conflict_error', code: 'invalid_state' } },
        ],
      });
    });
    expect(events).toEqual([['listing.updated', ids[0]]]);
  });

  it('deletes drafts, and fails for what a channel has seen', async () => {
    const ids = [await create(), await published(), await create()];
    const { body } = await bulk({ ids, action: 'delete' });
    expect(body).toMatchObject({ changed: 2, unchanged: 0, failed: 1 });
    expect(body.results).toEqual([
      { index: 0, id: ids[0], status: 'changed' },
      { index: 1, id: ids[1], status: 'failed', error: expect.objectContaining({ code: 'invalid_state' }) },
      { index: 2, id: ids[2], status: 'changed' },
    ]);
    expect((await dealer.call('GET', api(`/listings/${ids[0]}`))).status).toBe(404);
    expect((await read(ids[1]!)).status).toBe('published');
  });

  it('lets a bad row fail alone', async () => {
    const [draft, good] = [await create(), await published()];
    const { status, body } = await bulk({ ids: [randomUUID(), 'x', draft, good], action: 'unpublish' });
    expect(status).toBe(200);
    expect(body.results.map((it: { error?: { code: string } }) => it.error?.code)).toEqual([
      'resource_not_found',
      'resource_not_found',
      'invalid_state',
      undefined,
    ]);
    expect(body.results[0].error.message).toMatch(/no listing/);
    expect((await read(good)).status).toBe('unpublished');
  });

  it("knows neither another dealer's listings nor the other world's", async () => {
    const other = await dashboard.signUp();
    const theirs = await create({}, '', other);
    const test = await create({}, '?mode=test');
    const { body } = await bulk({ ids: [theirs, test], action: 'publish' });
    expect(body).toMatchObject({ changed: 0, failed: 2 });
    expect(body.results[1].error.code).toBe('resource_not_found');
    expect((await other.call('GET', api(`/listings/${theirs}`))).body.status).toBe('draft');
    expect((await bulk({ ids: [test], action: 'publish' }, '?mode=test')).body.changed).toBe(1);
    expect((await read(test, '?mode=test')).status).toBe('published');
    const events = await eventsOf(dashboard.hub, sandbox(dealer.dealerId));
    expect(events.map((event) => event.type)).toEqual(['listing.published']);
  });

  it('takes 200 listings in one transaction', async () => {
    const ids = Array.from({ length: 199 }, () => randomUUID());
    const id = await create();
    expect((await bulk({ ids: [...ids, id], action: 'publish' })).body).toMatchObject({
      changed: 1,
      failed: 199,
    });
  });
});

describe('a bulk change is refused', () => {
  const id = randomUUID();
  const ids = [id];

  it.each<[string, object, string, string]>([
    ['without listings', { ids: [], action: 'publish' }, 'invalid_parameter', 'ids'],
    [
      'with 201 listings',
      { ids: Array.from({ length: 201 }, () => randomUUID()), action: 'publish' },
      'too_many_items',
      'ids',
    ],
    [
      'with a listing twice',
      { ids: [id, id.toUpperCase()], action: 'publish' },
      'invalid_parameter',
      'ids[1]',
    ],
    ['with an unknown action', { ids, action: 'sell' }, 'invalid_parameter', 'action'],
    ['with an unknown field', { ids, action: 'publish', prize: 1 }, 'unknown_parameter', 'prize'],
    ['with a price to publish', { ids, action: 'publish', price: null }, 'invalid_parameter', 'price'],
    ['without the price to set', { ids, action: 'set_price' }, 'invalid_parameter', 'price'],
    [
      'with a price in no currency',
      { ids, action: 'set_price', price: { amount: 1, currency: 'XYZ' } },
      'invalid_parameter',
      'price.currency',
    ],
    ['without the percentage', { ids, action: 'change_price_percent' }, 'invalid_parameter', 'percent'],
    [
      'with a percentage to set a price',
      { ids, action: 'set_price', price: null, percent: 1 },
      'invalid_parameter',
      'percent',
    ],
    [
      'with 91 percent off',
      { ids, action: 'change_price_percent', percent: -91 },
      'invalid_parameter',
      'percent',
    ],
    [
      'with 501 percent more',
      { ids, action: 'change_price_percent', percent: 501 },
      'invalid_parameter',
      'percent',
    ],
    [
      'with a thousandth of a percent',
      { ids, action: 'change_price_percent', percent: 0.001 },
      'invalid_parameter',
      'percent',
    ],
    [
      'with multiples of nothing',
      { ids, action: 'change_price_percent', percent: 1, round_to: 0 },
      'invalid_parameter',
      'round_to',
    ],
    ['with multiples to publish', { ids, action: 'publish', round_to: 10 }, 'invalid_parameter', 'round_to'],
  ])('%s', async (_, body, code, param) => {
    const response = await bulk(body);
    expect([response.status, response.body.error.code, response.body.error.param]).toEqual([
      400,
      code,
      param,
    ]);
  });
});
