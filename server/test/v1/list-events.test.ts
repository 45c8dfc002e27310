import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApi, type Dealer, errorOf, type TestApi } from '../support/api.ts';

let api: TestApi;
let dealer: Dealer;
beforeAll(async () => {
  api = await createTestApi();
  dealer = await api.createDealer();
  for (let count = 0; count < 3; count += 1) {
    const listing_id = await api.createListing(dealer.id);
    await api.post('/v1/orders', { line_items: [{ listing_id }] }, { key: dealer.liveKey });
  }
});
afterAll(() => api.close());

const feed = (query = '', key = dealer.liveKey) => api.get(`/v1/events${query}`, { key });
const sequencesOf = (body: { data: { sequence: number }[] }) => body.data.map((it) => it.sequence);

describe('the feed', () => {
  it('has every event in order, without gaps', async () => {
    const { status, body } = await feed();
    expect(status).toBe(200);
    expect(sequencesOf(body)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(body).toMatchObject({ object: 'list', has_more: false, next_cursor: null, last_sequence: 9 });
    expect(body.data.slice(0, 3).map((it: { type: string }) => it.type)).toEqual([
      'listing.published',
      'order.received',
      'listing.sold',
    ]);
  });

  it('goes on after a sequence or a cursor', async () => {
    const first = (await feed('?limit=4')).body;
    expect(first).toMatchObject({ has_more: true, last_sequence: 4 });
    for (const query of ['?after_sequence=4', `?after=${first.next_cursor}`]) {
      expect(sequencesOf((await feed(query)).body)).toEqual([5, 6, 7, 8, 9]);
    }
    expect((await feed('?after_sequence=9')).body).toMatchObject({ data: [], last_sequence: 9 });
  });

  it('moves last_sequence past what types left out', async () => {
    const { body } = await feed('?types=order.received,order.cancelled');
    expect(sequencesOf(body)).toEqual([2, 5, 8]);
    expect(body.last_sequence).toBe(9);
    expect(sequencesOf((await feed('?types=order.received&types=listing.sold')).body)).toEqual([
      2, 3, 5, 6, 8, 9,
    ]);
  });

  it('refuses what is no longer kept, and says what is', async () => {
    const other = await api.createDealer();
    await api.createListing(other.id);
    await api.hub.database.kysely
      .updateTable('dealer_clocks')
      .set({ oldest_sequence: 2 })
      .where('dealer_id', '=', other.id)
      .where('livemode', '=', true)
      .execute();
    const response = await feed('?after_sequence=0', other.liveKey);
    expect(response.status).toBe(400);
    expect(errorOf(response)).toMatchObject({
      code: 'invalid_cursor',
      message: expect.stringContaining('2'),
    });
  });

  it("has nothing of another dealer's or the other world's", async () => {
    const other = await api.createDealer();
    expect((await feed('', other.liveKey)).body).toMatchObject({ data: [], last_sequence: 0 });
    for (const event of (await feed('', dealer.testKey)).body.data) expect(event.livemode).toBe(false);
  });
});
