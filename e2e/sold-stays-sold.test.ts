import { beforeAll, describe, expect, it } from 'vitest';
import type { Api } from './support/api.ts';
import { createDealer, type Dealer } from './support/dealer.ts';
import { expectStatus } from './support/http-client.ts';
import { hubForFile } from './support/hub-for-file.ts';
import { type Import, importFile } from './support/import-file.ts';
import type { Listing } from './support/shapes.ts';

const RACES = 8;
const AT_ONCE = 5;

const scene = hubForFile();
let dealer: Dealer;
let api: Api;

beforeAll(async () => {
  dealer = await createDealer(scene.hub);
  api = await dealer.api('live');
});

async function importPublished(csv: string): Promise<Import['counts']> {
  const ended = await importFile(dealer, csv, { options: { publish: true } });
  expect(ended.state, JSON.stringify(ended)).toBe('completed');
  return ended.counts;
}

describe("importing yesterday's file again", () => {
  const file = [
    'stock_number,title,price,currency,quantity',
    'Y-1,Rolex Explorer 124270,8200,EUR,1',
    'Y-2,Omega Speedmaster 310.30,6900,EUR,3',
    'Y-3,Tudor Pelagos 39,4100,EUR,1',
  ].join('\n');

  it('leaves what was sold since then sold, and gives no piece back', async () => {
    expect(await importPublished(file)).toMatchObject({ created: 3, failed: 0 });
    for (const stock_number of ['Y-1', 'Y-2']) {
      expectStatus(await api.post('/orders', { line_items: [{ stock_number }] }), 201);
    }
    const before = await api.events();
    expect(await importPublished(file)).toMatchObject({ created: 0, updated: 0, skipped_sold: 1, failed: 0 });

    const stock = new Map((await api.listings()).map((it) => [it.stock_number, [it.status, it.quantity]]));
    expect(stock.get('Y-1')).toEqual(['sold', 0]);
    expect(stock.get('Y-2')).toEqual(['published', 2]);
    expect(stock.get('Y-3')).toEqual(['published', 1]);
    expect(await api.events()).toEqual(before);
  });
});

describe('a form that was opened before the sale', () => {
  it.each([
    [
      'with the version it saw',
      (opened: Listing) => ({ quantity: 1, version: opened.version }),
      'version_conflict',
    ],
    ['without a version', () => ({ quantity: 1 }), 'version_conflict'],
    [
      'with the version after the sale',
      (opened: Listing) => ({ quantity: 1, version: opened.version + 1 }),
      'invalid_state',
    ],
  ])('%s does not bring the watch back', async (_, form, code) => {
    const opened = await dealer.newListing();
    await api.order(opened);
    const answer = await dealer.dashboard.patch(`/listings/${opened.id}`, form(opened));
    expect([answer.status, answer.code]).toEqual([409, code]);
    expect(await api.listing(opened.id)).toMatchObject({ status: 'sold', quantity: 0 });
  });
});

describe('return-to-stock that races a cancel', () => {
  const cancels = (orderId: string) =>
    Array.from({ length: AT_ONCE }, () => api.post(`/orders/${orderId}/cancel`));
  const returns = (listing: Listing) =>
    Array.from({ length: AT_ONCE }, () => dealer.dashboard.post(`/listings/${listing.id}/return-to-stock`));

  it('gives back nothing of what an order holds', async () => {
    for (let race = 0; race < RACES; race += 1) {
      const listing = await dealer.newListing();
      const order = await api.order(listing);
      const [returned] = await Promise.all([Promise.all(returns(listing)), Promise.all(cancels(order.id))]);
      expect(returned.map((it) => it.code)).toEqual(Array(AT_ONCE).fill('invalid_state'));
      expect(await api.listing(listing.id)).toMatchObject({ status: 'published', quantity: 1 });
    }
  });

  it('gives back each piece once when both have something to give', async () => {
    for (let race = 0; race < RACES; race += 1) {
      const listing = await dealer.newListing({ quantity: 3 });
      const order = await api.order(listing, 1);
      await dealer.act(listing, 'mark-sold');
      const [returned] = await Promise.all([Promise.all(returns(listing)), Promise.all(cancels(order.id))]);
      expect(returned.filter((it) => it.status === 200)).toHaveLength(1);
      expect(await api.listing(listing.id)).toMatchObject({ status: 'published', quantity: 3 });
    }
  });

  it('and new orders still sells the one piece to one buyer at a time', async () => {
    for (let race = 0; race < RACES; race += 1) {
      const listing = await dealer.newListing();
      const order = await api.order(listing);
      const orders = Array.from({ length: AT_ONCE }, () =>
        api.post('/orders', { line_items: [{ listing_id: listing.id }] }),
      );
      await Promise.all([...orders, ...returns(listing), ...cancels(order.id)]);
      const open = (await api.orders()).filter(
        (it) => it.line_items[0]!.listing_id === listing.id && it.status === 'received',
      );
      expect(open.length).toBeLessThanOrEqual(1);
      expect((await api.listing(listing.id)).quantity).toBe(1 - open.length);
    }
  });
});
