import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDashboardApp, type DashboardApp, type SignedIn } from '../support/dashboard.ts';

let dashboard: DashboardApp;
let dealer: SignedIn;
let key: string;
let listingId: string;
const api = (path: string) => `/api/dashboard${path}${path.includes('?') ? '&' : '?'}mode=test`;

beforeAll(async () => {
  dashboard = await createDashboardApp();
  dealer = await dashboard.signUp();
  key = (await dealer.call('POST', '/api/dashboard/api-keys', { mode: 'test' })).body.key;
  const price = { amount: 100, currency: 'EUR' };
  const { body } = await dealer.call('POST', api('/listings'), { title: 'Tank', price, quantity: 99 });
  listingId = body.id;
  await dealer.call('POST', api(`/listings/${listingId}/publish`));
});
afterAll(() => dashboard.close());

const order = async (input: object) =>
  (await dealer.call('POST', api('/orders'), { line_items: [{ listing_id: listingId }], ...input })).body;
const newEmail = () => `${randomUUID()}@example.com`;

describe('an order keeps how its customer was met:', () => {
  it('somebody new', async () => {
    const { customer_match } = await order({ customer: { email: newEmail() } });
    expect(customer_match).toEqual({ status: 'created', matched_on: [] });
  });

  it('somebody known, and by which keys', async () => {
    const customer = { email: newEmail(), external_id: randomUUID(), last_name: 'Meier' };
    await order({ customer });
    const { email, external_id } = customer;
    expect((await order({ customer: { email } })).customer_match).toEqual({
      status: 'matched',
      matched_on: ['email'],
    });
    expect((await order({ customer: { email, external_id } })).customer_match).toEqual({
      status: 'matched',
      matched_on: ['external_id', 'email'],
    });
  });

  it('by the stronger key where keys differ', async () => {
    const first = await order({ customer: { external_id: randomUUID() } });
    const second = await order({ customer: { email: newEmail() } });
    const { external_id } = first.customer;
    const { email } = second.customer;
    expect(await order({ customer: { external_id, email } })).toMatchObject({
      customer: { id: first.customer.id },
      customer_match: { status: 'matched', matched_on: ['external_id'] },
      customer_conflict: [{ key: 'email', customer_id: second.customer.id }],
    });
  });

  it('somebody named by id', async () => {
    const { customer } = await order({ customer: { email: newEmail() } });
    expect((await order({ customer_id: customer.id })).customer_match).toEqual({
      status: 'given',
      matched_on: [],
    });
  });

  it('nobody', async () => {
    expect(await order({})).toMatchObject({ customer: null, customer_match: null });
  });

  it('through its whole life, in the list and by itself', async () => {
    const match = { status: 'created', matched_on: [] };
    for (const action of ['fulfill', 'cancel']) {
      const { id } = await order({ customer: { email: newEmail() } });
      const done = await dealer.call('POST', api(`/orders/${id}/${action}`), {});
      expect(done).toMatchObject({ status: 200, body: { customer_match: match } });
      expect((await dealer.call('GET', api(`/orders/${id}`))).body.customer_match).toEqual(match);
    }
    const { data } = (await dealer.call('GET', api('/orders?limit=2'))).body;
    expect(data).toMatchObject([{ customer_match: match }, { customer_match: match }]);
  });

  it('for the dealer alone: neither the API nor an event shows it', async () => {
    const headers = { authorization: `Bearer ${key}`, 'idempotency-key': randomUUID() };
    const placed = await dashboard.call(
      'POST',
      '/api/v1/orders',
      { line_items: [{ listing_id: listingId }], customer: { email: newEmail() } },
      headers,
    );
    expect(placed.status).toBe(201);
    const read = await dashboard.call('GET', `/api/v1/orders/${placed.body.id}`, undefined, headers);
    const events = await dashboard.call('GET', '/api/v1/events?types=order.received', undefined, headers);
    expect(events.text).toContain(placed.body.id);
    for (const { text } of [placed, read, events]) expect(text).not.toContain('customer_match');
    const seen = await dealer.call('GET', api(`/orders/${placed.body.id}`));
    expect(seen.body).toMatchObject({ source: 'api', customer_match: { status: 'created' } });
  });
});
