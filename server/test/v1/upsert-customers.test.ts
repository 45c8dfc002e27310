import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestApi, type Dealer, errorOf, type TestApi } from '../support/api.ts';

let api: TestApi;
let dealer: Dealer;
beforeAll(async () => {
  api = await createTestApi();
  dealer = await api.createDealer();
});
afterAll(() => api.close());

const bulk = (customers: unknown[], key = dealer.liveKey) =>
  api.post('/v1/customers/bulk', { customers }, { key });

it('creates, matches and refuses row by row', async () => {
  const response = await bulk([
    { external_id: 'r1', email: 'r1@example.com' },
    { email: 'r1@example.com', first_name: 'Met' },
    { first_name: 'Nobody' },
    { external_id: 'r4' },
  ]);
  expect(response.status).toBe(200);
  expect(response.body).toMatchObject({ object: 'bulk_result', created: 2, matched: 1, failed: 1 });
  const { results } = response.body;
  expect(results.map((it: { index: number; status: string }) => [it.index, it.status])).toEqual([
    [0, 'created'],
    [1, 'matched'],
    [2, 'failed'],
    [3, 'created'],
  ]);
  expect(results[1]).toMatchObject({ matched_on: ['email'], customer: { id: results[0].customer.id } });
  expect(results[2].error.code).toBe('invalid_parameter');
});

it.each<[name: string, row: unknown, code: string, param: string | undefined]>([
  ['an unknown field', { external_id: 'a', mail: 'x' }, 'unknown_parameter', 'mail'],
  ['a wrong type', { external_id: 5 }, 'invalid_parameter', 'external_id'],
  ['too long a text', { external_id: 'x'.repeat(501) }, 'invalid_parameter', 'external_id'],
  ['a bad e-mail', { email: 'nobody' }, 'invalid_parameter', 'email'],
  ['a NUL', { external_id: 'a\0' }, 'invalid_parameter', 'external_id'],
  [
    'half a surrogate pair',
    { external_id: 'a', address: { city: '\ud800' } },
    'invalid_parameter',
    'address.city',
  ],
  ['a number', 5, 'invalid_parameter', undefined],
  ['null', null, 'invalid_parameter', undefined],
  ['a list', [], 'invalid_parameter', undefined],
  [
    'too many tags',
    { external_id: 'a', tags: Array.from({ length: 251 }, String) },
    'too_many_items',
    'tags',
  ],
])('a row with %s fails alone', async (_name, row, code, param) => {
  const response = await bulk([row, { external_id: 'good' }]);
  expect(response.status).toBe(200);
  expect(response.body.failed).toBe(1);
  expect(response.body.results[0]).toMatchObject({ index: 0, status: 'failed', error: { code } });
  expect(response.body.results[0].error.param).toBe(param);
  expect(response.body.results[1].status).not.toBe('failed');
});

it('takes 1,000 rows and not one more', async () => {
  const rows = Array.from({ length: 1_001 }, (_, index) => ({ external_id: `many-${index}` }));
  const response = await bulk(rows.slice(0, 1_000));
  expect(response.body).toMatchObject({ created: 1_000, failed: 0 });
  expect(errorOf(await bulk(rows))).toMatchObject({ code: 'too_many_items', param: 'customers' });
  expect(errorOf(await bulk([]))).toMatchObject({ code: 'invalid_parameter', param: 'customers' });
});

it('a conflict of one row leaves the others', async () => {
  await bulk([
    { external_id: 'c1', email: 'c1@example.com' },
    { external_id: 'c2', email: 'c2@example.com' },
  ]);
  const response = await bulk([{ external_id: 'c1', email: 'c2@example.com' }, { external_id: 'c3' }]);
  expect(response.body.results[0]).toMatchObject({
    status: 'failed',
    error: { code: 'customer_conflict', param: 'email' },
  });
  expect(response.body.results[1].status).toBe('created');
});

it("meets neither another dealer's customers nor the other world's", async () => {
  const other = await api.createDealer();
  await bulk([{ external_id: 'apart' }]);
  for (const key of [other.liveKey, dealer.testKey]) {
    expect((await bulk([{ external_id: 'apart' }], key)).body.created).toBe(1);
  }
});
