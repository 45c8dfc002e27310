import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestApi, type Dealer, errorOf, type TestApi } from '../support/api.ts';

let api: TestApi;
let dealer: Dealer;
let ids: string[];
beforeAll(async () => {
  api = await createTestApi();
  dealer = await api.createDealer();
  const listing_id = await api.createListing(dealer.id, { quantity: 9 });
  ids = [];
  for (let count = 0; count < 4; count += 1) {
    const { body } = await api.post(
      '/v1/orders',
      { external_id: `o-${count}`, line_items: [{ listing_id }] },
      { key: dealer.liveKey },
    );
    ids.unshift(body.id);
  }
});
afterAll(() => api.close());

const list = (query = '', key = dealer.liveKey) => api.get(`/v1/orders${query}`, { key });
const idsOf = (body: { data: { id: string }[] }) => body.data.map((it) => it.id);

it('lists orders, newest change first', async () => {
  const { status, body } = await list();
  expect(status).toBe(200);
  expect(idsOf(body)).toEqual(ids);
});

it('pages', async () => {
  const first = (await list('?limit=3')).body;
  expect(first.has_more).toBe(true);
  const second = (await list(`?limit=3&after=${first.next_cursor}`)).body;
  expect([...idsOf(first), ...idsOf(second)]).toEqual(ids);
  expect(second).toMatchObject({ has_more: false, next_cursor: null });
});

it('filters by external_id, status and time', async () => {
  expect(idsOf((await list('?external_id=o-2')).body)).toEqual([ids[1]]);
  expect((await list('?external_id=O-2')).body.data).toEqual([]);
  expect((await list('?status=fulfilled')).body.data).toEqual([]);
  const newest = (await list('?limit=1')).body.data[0].updated_at;
  expect((await list(`?updated_after=${newest}`)).body.data).toEqual([]);
  await api.post(`/v1/orders/${ids[3]}/cancel`, {}, { key: dealer.liveKey });
  expect(idsOf((await list(`?updated_after=${newest}`)).body)).toEqual([ids[3]]);
  expect(idsOf((await list('?status=cancelled')).body)).toEqual([ids[3]]);
});

it("shows neither another dealer's orders nor the other world's", async () => {
  const other = await api.createDealer();
  expect((await list('', other.liveKey)).body.data).toEqual([]);
  expect((await list('', dealer.testKey)).body.data).toEqual([]);
});

it('refuses a bad cursor', async () => {
  expect(errorOf(await list('?after=zzz'))).toMatchObject({ code: 'invalid_cursor', param: 'after' });
});
