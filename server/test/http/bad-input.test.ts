import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApi, type Dealer, errorOf, type TestApi } from '../support/api.ts';

let api: TestApi;
let dealer: Dealer;
let listingId: string;
beforeAll(async () => {
  api = await createTestApi();
  dealer = await api.createDealer();
  listingId = await api.createListing(dealer.id, { quantity: 1_000, livemode: false });
});
afterAll(() => api.close());

const LONG = 'x'.repeat(10_000);
const order = (change: object) => ({ line_items: [{ listing_id: listingId }], ...change });

type Expected = [code: string, param?: string];

describe('a bad body is refused with the code and the place of the fault', () => {
  const rows: [name: string, path: string, body: () => unknown, expected: Expected][] = [
    ['nothing', '/v1/orders', () => ({}), ['invalid_parameter', 'line_items']],
    ['no lines', '/v1/orders', () => order({ line_items: [] }), ['invalid_parameter', 'line_items']],
    [
      'lines of the wrong type',
      '/v1/orders',
      () => order({ line_items: {} }),
      ['invalid_parameter', 'line_items'],
    ],
    ['a list instead of an object', '/v1/orders', () => [], ['invalid_parameter']],
    ['null instead of an object', '/v1/orders', () => null, ['invalid_parameter']],
    ['a text instead of an object', '/v1/orders', () => 'order', ['invalid_parameter']],
    ['an unknown field', '/v1/orders', () => order({ lines: [] }), ['unknown_parameter', 'lines']],
    [
      'a misspelt required field',
      '/v1/orders',
      () => ({ line_item: [] }),
      ['unknown_parameter', 'line_item'],
    ],
    [
      'an unknown field in a line',
      '/v1/orders',
      () => order({ line_items: [{ listing_id: listingId, colour: 1 }] }),
      ['unknown_parameter', 'line_items[0].colour'],
    ],
    [
      'a number as text',
      '/v1/orders',
      () => order({ line_items: [{ listing_id: listingId, quantity: '1' }] }),
      ['invalid_parameter', 'line_items[0].quantity'],
    ],
    [
      'a fraction of a piece',
      '/v1/orders',
      () => order({ line_items: [{ listing_id: listingId, quantity: 1.5 }] }),
      ['invalid_parameter', 'line_items[0].quantity'],
    ],
    [
      'no pieces',
      '/v1/orders',
      () => order({ line_items: [{ listing_id: listingId, quantity: 0 }] }),
      ['invalid_parameter', 'line_items[0].quantity'],
    ],
    [
      'a negative price',
      '/v1/orders',
      () => order({ line_items: [{ listing_id: listingId, price: { amount: -1, currency: 'EUR' } }] }),
      ['invalid_parameter', 'line_items[0].price.amount'],
    ],
    [
      'an unknown currency',
      '/v1/orders',
      () => order({ line_items: [{ listing_id: listingId, price: { amount: 1, currency: 'EURO' } }] }),
      ['invalid_parameter', 'line_items[0].price.currency'],
    ],
    [
      '51 lines',
      '/v1/orders',
      () => order({ line_items: Array.from({ length: 51 }, () => ({ listing_id: randomUUID() })) }),
      ['too_many_items', 'line_items'],
    ],
    ['a long text', '/v1/orders', () => order({ external_id: LONG }), ['invalid_parameter', 'external_id']],
    ['a long note', '/v1/orders', () => order({ note: LONG }), ['invalid_parameter', 'note']],
    [
      'a date that is none',
      '/v1/orders',
      () => order({ ordered_at: '2026-02-30T00:00:00Z' }),
      ['invalid_parameter', 'ordered_at'],
    ],
    [
      'a text in an object',
      '/v1/orders',
      () => order({ customer: 'Ada' }),
      ['invalid_parameter', 'customer'],
    ],
    [
      'an unknown customer field',
      '/v1/orders',
      () => order({ customer: { mail: 'a@b.ch' } }),
      ['unknown_parameter', 'customer.mail'],
    ],
    [
      'a bad e-mail',
      '/v1/orders',
      () => order({ customer: { email: 'nobody' } }),
      ['invalid_parameter', 'customer.email'],
    ],
    [
      'a number in metadata',
      '/v1/orders',
      () => order({ metadata: { a: 1 } }),
      ['invalid_parameter', 'metadata.a'],
    ],
    [
      'a long metadata name',
      '/v1/orders',
      () => order({ metadata: { ['n'.repeat(41)]: '' } }),
      ['invalid_parameter', `metadata.${'n'.repeat(41)}`],
    ],
    [
      '51 metadata entries',
      '/v1/orders',
      () =>
        order({ metadata: Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`n${index}`, ''])) }),
      ['invalid_parameter', 'metadata'],
    ],
    ['a NUL in a text', '/v1/orders', () => order({ note: 'a\0b' }), ['invalid_parameter', 'note']],
    [
      'half a surrogate pair in a text',
      '/v1/orders',
      () => order({ customer: { email: 'a@b.ch', first_name: '\ud83d' } }),
      ['invalid_parameter', 'customer.first_name'],
    ],
    [
      'a NUL in a name',
      '/v1/orders',
      () => order({ metadata: { 'a\0': '' } }),
      ['invalid_parameter', 'metadata["a\u{fffd}"]'],
    ],
    [
      'half a surrogate pair in a name',
      '/v1/orders',
      () => order({ metadata: { '\udc00': '' } }),
      ['invalid_parameter', 'metadata["\u{fffd}"]'],
    ],
    [
      'an unknown cancel reason',
      `/v1/orders/${randomUUID()}/cancel`,
      () => ({ reason: 'mood' }),
      ['invalid_parameter', 'reason'],
    ],
    ['no customer key', '/v1/customers', () => ({ first_name: 'Ada' }), ['invalid_parameter', 'external_id']],
    [
      '251 tags',
      '/v1/customers',
      () => ({ external_id: 'a', tags: Array.from({ length: 251 }, String) }),
      ['too_many_items', 'tags'],
    ],
    [
      'a number as a tag',
      '/v1/customers',
      () => ({ external_id: 'a', tags: ['a', 2] }),
      ['invalid_parameter', 'tags[1]'],
    ],
    [
      'no country',
      '/v1/customers',
      () => ({ external_id: 'a', address: { country: 'XX' } }),
      ['invalid_parameter', 'address.country'],
    ],
    ['no rows', '/v1/customers/bulk', () => ({ customers: [] }), ['invalid_parameter', 'customers']],
    [
      '1,001 rows',
      '/v1/customers/bulk',
      () => ({ customers: Array.from({ length: 1_001 }, () => ({})) }),
      ['too_many_items', 'customers'],
    ],
    [
      'an unknown event type',
      '/v1/test/events',
      () => ({ type: 'listing.stolen' }),
      ['invalid_parameter', 'type'],
    ],
    ['a body where none is needed', '/v1/test/reset', () => ({ now: true }), ['unknown_parameter', 'now']],
  ];
  it.each(rows)('%s', async (_name, path, body, [code, param]) => {
    const response = await api.post(path, body(), { key: dealer.testKey });
    expect(response.status).toBe(400);
    expect(errorOf(response)).toMatchObject({ code });
    expect(errorOf(response).param).toBe(param);
  });

  const raw: [name: string, raw: string | Buffer, code: string, param?: string][] = [
    ['malformed JSON', '{"line_items": [', 'invalid_json'],
    ['two values', '{} {}', 'invalid_json'],
    ['single quotes', "{'a':1}", 'invalid_json'],
    ['NaN', '{"a":NaN}', 'invalid_json'],
    ['invalid UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), 'invalid_json'],
    ['UTF-16', Buffer.from('{"a":1}', 'utf16le'), 'invalid_json'],
    ['a body 100,000 levels deep', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, 'invalid_parameter'],
    ['objects 10,000 levels deep', `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`, 'invalid_parameter'],
    ['a prototype', '{"line_items":[],"__proto__":{"admin":true}}', 'invalid_parameter', '__proto__'],
    ['a prototype further in', '{"metadata":{"__proto__":"x"}}', 'invalid_parameter', 'metadata.__proto__'],
    ['a constructor', '{"constructor":{"prototype":{}}}', 'invalid_parameter', 'constructor'],
  ];
  it.each(raw)('%s', async (_name, body, code, param) => {
    const response = await api.call('POST', '/v1/orders', { key: dealer.testKey, raw: body });
    expect(response.status).toBe(400);
    expect(errorOf(response)).toMatchObject({ code });
    expect(errorOf(response).param).toBe(param);
  });
});

describe('texts', () => {
  it('are counted in characters, not in UTF-16 units', async () => {
    const response = await api.post(
      '/v1/customers',
      { external_id: 'emoji', first_name: '⌚🕰'.repeat(250) },
      { key: dealer.testKey },
    );
    expect(response.status).toBe(201);
    expect(response.body.first_name).toBe('⌚🕰'.repeat(250));
  });

  it('that look like SQL, HTML or templates are kept as they are', async () => {
    const note = `'); drop table orders; -- <script>alert(1)</script> \${7*7} {{x}} %s \\`;
    const response = await api.post('/v1/customers', { external_id: note, note }, { key: dealer.testKey });
    expect(response.body).toMatchObject({ external_id: note, note });
    const orders = await api.get(`/v1/orders?external_id=${encodeURIComponent(note)}`, {
      key: dealer.testKey,
    });
    expect(orders.body.data).toEqual([]);
  });
});

describe('the body', () => {
  it('may begin with a byte order mark', async () => {
    const raw = Buffer.from(`\u{feff}{"external_id":"bom"}`);
    expect((await api.call('POST', '/v1/customers', { key: dealer.testKey, raw })).status).toBe(201);
  });

  it.each([
    ['none at all', {}],
    ['an empty JSON body', { raw: '', headers: { 'content-type': 'application/json' } }],
    ['an empty form', { raw: '', headers: { 'content-type': 'application/x-www-form-urlencoded' } }],
    ['white space', { raw: ' \n', headers: { 'content-type': 'application/json' } }],
  ])('%s counts as {}', async (_name, options) => {
    const response = await api.call('POST', '/v1/test/reset', { key: dealer.testKey, ...options });
    expect(response.status).toBe(200);
  });

  it.each([
    ['a form', 'application/x-www-form-urlencoded'],
    ['text', 'text/plain'],
    ['XML', 'application/xml'],
    ['a nonsense type', 'json'],
    ['another charset', 'application/json; charset=utf-16'],
  ])('%s is 415 unsupported_media_type', async (_name, type) => {
    const response = await api.call('POST', '/v1/customers', {
      key: dealer.testKey,
      raw: '{"external_id":"a"}',
      headers: { 'content-type': type },
    });
    expect(response.status).toBe(415);
    expect(errorOf(response)).toMatchObject({ code: 'unsupported_media_type', param: 'Content-Type' });
  });

  it('may say that it is UTF-8', async () => {
    const headers = { 'content-type': 'application/json; charset="UTF-8"' };
    const response = await api.call('POST', '/v1/customers', {
      key: dealer.testKey,
      raw: '{"external_id":"a"}',
      headers,
    });
    expect(response.status).toBe(201);
  });

  it('above 1 MiB is 413, above 8 MiB for bulk', async () => {
    const raw = (bytes: number) => `{"external_id":"${'x'.repeat(bytes)}"}`;
    const single = await api.call('POST', '/v1/customers', { key: dealer.testKey, raw: raw(1_048_576) });
    expect(errorOf(single)).toMatchObject({ code: 'payload_too_large' });
    expect(single.status).toBe(413);
    const allowed = await api.call('POST', '/v1/customers/bulk', {
      key: dealer.testKey,
      raw: raw(7_000_000),
    });
    expect(errorOf(allowed)).toMatchObject({ code: 'unknown_parameter' });
    const bulk = await api.call('POST', '/v1/customers/bulk', {
      key: dealer.testKey,
      raw: raw(8 * 1_048_576),
    });
    expect(errorOf(bulk)).toMatchObject({ code: 'payload_too_large' });
  });
});

describe('a bad query is refused', () => {
  it.each<[query: string, code: string, param: string]>([
    ['limit=0', 'invalid_parameter', 'limit'],
    ['limit=251', 'invalid_parameter', 'limit'],
    ['limit=ten', 'invalid_parameter', 'limit'],
    ['limit=0x10', 'invalid_parameter', 'limit'],
    ['limit=1e2', 'invalid_parameter', 'limit'],
    ['limit=', 'invalid_parameter', 'limit'],
    ['limit=1.5', 'invalid_parameter', 'limit'],
    ['limit=1&limit=2', 'invalid_parameter', 'limit'],
    ['limit=99999999999999999999', 'invalid_parameter', 'limit'],
    ['status=draft', 'invalid_parameter', 'status'],
    ['status=published&status=sold', 'invalid_parameter', 'status'],
    ['colour=blue', 'unknown_parameter', 'colour'],
    ['__proto__=1', 'unknown_parameter', '__proto__'],
    ['constructor=1', 'unknown_parameter', 'constructor'],
    ['Limit=5', 'unknown_parameter', 'Limit'],
    ['after=nonsense', 'invalid_cursor', 'after'],
    ['after=', 'invalid_cursor', 'after'],
    ['after=a&after=b', 'invalid_parameter', 'after'],
    ['after=%00', 'invalid_parameter', 'after'],
    ['updated_after=yesterday', 'invalid_parameter', 'updated_after'],
    ['updated_after=2026-05-07', 'invalid_parameter', 'updated_after'],
    ['updated_after=2026-05-07T10:00:00', 'invalid_parameter', 'updated_after'],
    ['updated_after=2026-05-07T10:00:00+02:00', 'invalid_parameter', 'updated_after'],
    ['status=%ff', 'invalid_parameter', 'status'],
    ['status=%zz', 'invalid_parameter', 'status'],
    ['%c3%28=1', 'invalid_parameter', 'query'],
  ])('%s', async (query, code, param) => {
    const response = await api.get(`/v1/listings?${query}`, { key: dealer.testKey });
    expect(response.status).toBe(400);
    expect(errorOf(response)).toMatchObject({ code, param });
  });

  it.each<[query: string, code: string, param: string]>([
    ['types=listing.stolen', 'invalid_parameter', 'types[0]'],
    ['types=order.received,listing.*', 'invalid_parameter', 'types[1]'],
    [`types=${Array.from({ length: 11 }, () => 'order.received').join(',')}`, 'too_many_items', 'types'],
    ['after_sequence=-1', 'invalid_parameter', 'after_sequence'],
    ['after_sequence=9007199254740993', 'invalid_parameter', 'after_sequence'],
    ['after_sequence=1&after=1', 'invalid_parameter', 'after'],
    ['after=x', 'invalid_cursor', 'after'],
    ['status=sold', 'unknown_parameter', 'status'],
  ])('events: %s', async (query, code, param) => {
    const response = await api.get(`/v1/events?${query}`, { key: dealer.testKey });
    expect(response.status).toBe(400);
    expect(errorOf(response)).toMatchObject({ code, param });
  });

  it('a cursor of 10,000 characters', async () => {
    const response = await api.get(`/v1/listings?after=${LONG}`, { key: dealer.testKey });
    expect(errorOf(response)).toMatchObject({ code: 'invalid_cursor', param: 'after' });
  });

  it('a time with an offset works when its + is encoded', async () => {
    const query = `updated_after=${encodeURIComponent('2026-05-07T10:00:00+02:00')}`;
    expect((await api.get(`/v1/listings?${query}`, { key: dealer.testKey })).status).toBe(200);
  });
});

describe('an id that nothing can have is 404', () => {
  it.each([
    ['a number', '1'],
    ['SQL', "' or 1=1 --"],
    ['a path', '../../etc/passwd'],
    ['NUL', '\0'],
    ['10,000 characters', LONG],
    ['zeros', '00000000-0000-0000-0000-000000000000'],
    ['a ring', '💍'],
  ])('%s', async (_name, id) => {
    for (const noun of ['listings', 'orders', 'events']) {
      const response = await api.get(`/v1/${noun}/${encodeURIComponent(id)}`, { key: dealer.testKey });
      expect(response.status).toBe(404);
      expect(errorOf(response).code).toBe('resource_not_found');
    }
    const cancel = await api.post(`/v1/orders/${encodeURIComponent(id)}/cancel`, {}, { key: dealer.testKey });
    expect(cancel.status).toBe(404);
  });
});

describe('Idempotency-Key', () => {
  it.each<[name: string, value: string | null, code: string]>([
    ['missing', null, 'missing_idempotency_key'],
    ['empty', '', 'invalid_idempotency_key'],
    ['of 256 bytes', 'k'.repeat(256), 'invalid_idempotency_key'],
  ])('%s is refused', async (_name, idempotencyKey, code) => {
    const response = await api.post(
      '/v1/customers',
      { external_id: 'a' },
      { key: dealer.testKey, idempotencyKey },
    );
    expect(response.status).toBe(400);
    expect(errorOf(response)).toMatchObject({ code, param: 'Idempotency-Key' });
  });

  it('of 255 bytes is taken', async () => {
    const response = await api.post(
      '/v1/customers',
      { external_id: 'a' },
      { key: dealer.testKey, idempotencyKey: 'ü'.repeat(255) },
    );
    expect([200, 201]).toContain(response.status);
  });
});
