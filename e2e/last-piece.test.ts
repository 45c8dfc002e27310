import { beforeAll, describe, expect, it } from 'vitest';
import type { Api } from './support/api.ts';
import { createDealer, type Dealer } from './support/dealer.ts';
import type { Answer } from './support/http-client.ts';
import { hubForFile } from './support/hub-for-file.ts';
import type { Order, Refusal } from './support/shapes.ts';

const ORDERS_AT_ONCE = 200;

const scene = hubForFile();
let dealer: Dealer;
let api: Api;

beforeAll(async () => {
  dealer = await createDealer(scene.hub);
  api = await dealer.api('live');
});

/** Half through the API, half through the dashboard, by id and by stock number. */
async function orderAtOnce(listing: {
  id: string;
  stock_number: string;
}): Promise<Answer<Order & Refusal>[]> {
  return (await Promise.all(
    Array.from({ length: ORDERS_AT_ONCE }, (_, index) => {
      const line = index % 4 < 2 ? { listing_id: listing.id } : { stock_number: listing.stock_number };
      const body = { line_items: [line] };
      return index % 2 === 0 ? api.post('/orders', body) : dealer.dashboard.post('/orders', body);
    }),
  )) as Answer<Order & Refusal>[];
}

describe.each([1, 3])('%i left and 200 orders at once from API and dashboard', (pieces) => {
  it('sells each piece once and refuses every other order by naming its line', async () => {
    const listing = await dealer.newListing({ quantity: pieces });
    const answers = await orderAtOnce(listing);

    const won = answers.filter((it) => it.status === 201);
    const lost = answers.filter((it) => it.status !== 201);
    expect(won).toHaveLength(pieces);
    expect(new Set(lost.map((it) => `${it.status} ${it.code}`))).toEqual(
      new Set(['409 listing_unavailable']),
    );
    for (const { body } of lost)
      expect(body.error.param).toMatch(/^line_items\[0\]\.(listing_id|stock_number)$/);

    expect(await api.listing(listing.id)).toMatchObject({ status: 'sold', quantity: 0 });
    const orders = (await api.orders()).filter((it) => it.line_items[0]!.listing_id === listing.id);
    expect(orders.map((it) => it.id).sort()).toEqual(won.map((it) => it.body.id).sort());
    const events = (await api.events()).filter((it) => it.data.object.id === listing.id);
    expect(events.map((it) => it.type)).toEqual([
      'listing.published',
      ...Array<string>(pieces - 1).fill('listing.updated'),
      'listing.sold',
    ]);
  });
});
