import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApi, type Dealer, errorOf, type TestApi } from '../support/api.ts';
import { eventsOf, live } from '../support/hub.ts';

let api: TestApi;
let dealer: Dealer;
beforeAll(async () => {
  api = await createTestApi();
  dealer = await api.createDealer();
});
afterAll(() => api.close());

const upsert = (body: object, key = dealer.liveKey, idempotencyKey: string = randomUUID()) =>
  api.post('/v1/customers', body, { key, idempotencyKey });

const FULL = {
  external_id: 'full',
  email: 'Full@Example.com',
  phone: '044 123 45 67',
  first_name: 'Ada',
  last_name: 'Meier',
  company: 'Meier AG',
  vat_number: 'CHE-123',
  address: {
    name: 'Ada Meier',
    line1: 'Bahnhofstrasse 1',
    postal_code: '8001',
    city: 'Zürich',
    country: 'CH',
  },
  tags: ['vip', 'vintage'],
  note: 'Rings twice.',
  marketing_consent: true,
  locale: 'de-CH',
  metadata: { shop: '42' },
};

describe('a new customer', () => {
  it('is 201 with every field, keys in normal form', async () => {
    const response = await upsert(FULL);
    expect(response.status).toBe(201);
    expect(response.body).toMatchObject({
      ...FULL,
      object: 'customer',
      is_test: false,
      email: 'full@example.com',
      phone: '+41441234567',
      match: { status: 'created', matched_on: [] },
    });
  });

  it('needs external_id, email or phone', async () => {
    const response = await upsert({ first_name: 'Nobody' });
    expect(response.status).toBe(400);
    expect(errorOf(response)).toMatchObject({ code: 'invalid_parameter' });
  });
});

describe('a known customer', () => {
  it('is 200 with what matched; omitted fields stay; the event tells receivers', async () => {
    const mine = await api.createDealer();
    const first = await upsert({ external_id: 'a', email: 'a@example.com', first_name: 'Ada' }, mine.liveKey);
    const second = await upsert({ email: 'A@EXAMPLE.COM', last_name: 'Meier' }, mine.liveKey);
    expect(second.status).toBe(200);
    expect(second.body).toMatchObject({
      id: first.body.id,
      external_id: 'a',
      first_name: 'Ada',
      last_name: 'Meier',
      match: { status: 'matched', matched_on: ['email'] },
    });
    const events = await eventsOf(api.hub, live(mine.id));
    expect(events.map((event) => event.type)).toEqual(['customer.matched']);
    expect(events[0]!.body.data.object).toMatchObject({ id: first.body.id, last_name: 'Meier' });
  });

  it('whose keys point at two people is 409 customer_conflict, and nothing changes', async () => {
    await upsert({ external_id: 'one', email: 'one@example.com' });
    await upsert({ external_id: 'two', email: 'two@example.com' });
    const conflict = await upsert({ external_id: 'one', email: 'two@example.com', first_name: 'Changed' });
    expect(conflict.status).toBe(409);
    expect(errorOf(conflict)).toMatchObject({ code: 'customer_conflict', param: 'email' });
    expect((await upsert({ external_id: 'one' })).body.first_name).toBeNull();
  });

  it('of another dealer or the other world is not met', async () => {
    const other = await api.createDealer();
    const mine = await upsert({ external_id: 'mine' });
    for (const key of [other.liveKey, dealer.testKey]) {
      const response = await upsert({ external_id: 'mine' }, key);
      expect(response.status).toBe(201);
      expect(response.body.id).not.toBe(mine.body.id);
    }
  });
});

describe('the idempotency key', () => {
  it('replays the first answer byte for byte', async () => {
    const first = await upsert({ external_id: 'again', first_name: 'A' }, dealer.liveKey, 'again');
    const replay = await api.call('POST', '/v1/customers', {
      key: dealer.liveKey,
      idempotencyKey: 'again',
      raw: '{ "first_name": "A",\n "external_id": "again" }',
    });
    expect(replay).toMatchObject({ status: 201, text: first.text });
    expect(replay.headers).toMatchObject({
      'idempotent-replay': 'true',
      'x-request-id': first.headers['x-request-id'],
    });
    expect(first.headers['idempotent-replay']).toBeUndefined();
  });

  it('with another body or path is 409 key_reused_with_different_body', async () => {
    await upsert({ external_id: 'reuse' }, dealer.liveKey, 'reuse');
    const other = await upsert({ external_id: 'reuse', first_name: 'B' }, dealer.liveKey, 'reuse');
    expect(other.status).toBe(409);
    expect(errorOf(other)).toMatchObject({
      code: 'key_reused_with_different_body',
      type: 'idempotency_error',
      param: 'Idempotency-Key',
    });
    const path = await api.post(
      '/v1/orders',
      { line_items: [{ stock_number: 'x' }] },
      { key: dealer.liveKey, idempotencyKey: 'reuse' },
    );
    expect(errorOf(path).code).toBe('key_reused_with_different_body');
  });

  it('is free in the other world and for another dealer', async () => {
    const other = await api.createDealer();
    await upsert({ external_id: 'world' }, dealer.liveKey, 'world');
    expect((await upsert({ external_id: 'w2' }, dealer.testKey, 'world')).status).toBe(201);
    expect((await upsert({ external_id: 'w3' }, other.liveKey, 'world')).status).toBe(201);
  });

  it('is not used up by a request that was refused for its body', async () => {
    expect((await upsert({ external_id: 'mend', colour: 1 }, dealer.liveKey, 'mend')).status).toBe(400);
    expect((await upsert({ external_id: 'mend' }, dealer.liveKey, 'mend')).status).toBe(201);
  });

  it('keeps a conflict, which is the answer to this request', async () => {
    await upsert({ external_id: 'k1', email: 'k1@example.com' });
    await upsert({ external_id: 'k2', email: 'k2@example.com' });
    const body = { external_id: 'k1', email: 'k2@example.com' };
    const first = await upsert(body, dealer.liveKey, 'kept');
    const replay = await upsert(body, dealer.liveKey, 'kept');
    expect(replay).toMatchObject({ status: 409, text: first.text });
    expect(replay.headers['idempotent-replay']).toBe('true');
  });
});
