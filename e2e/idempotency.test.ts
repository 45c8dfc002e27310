import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Api } from './support/api.ts';
import { createDealer, type Dealer } from './support/dealer.ts';
import { hubForFile } from './support/hub-for-file.ts';
import type { Listing, Order } from './support/shapes.ts';

const AT_ONCE = 20;

const scene = hubForFile();
let dealer: Dealer;
let api: Api;
let listing: Listing;

beforeAll(async () => {
  dealer = await createDealer(scene.hub);
  api = await dealer.api('live');
  listing = await dealer.newListing({ quantity: 1_000 });
});

const orderBody = (externalId: string) => ({
  external_id: externalId,
  line_items: [{ listing_id: listing.id }],
  customer: { email: `${externalId}@example.com`, last_name: 'Meier' },
});

async function ordersWith(externalId: string): Promise<Order[]> {
  return (await api.orders()).filter((it) => it.external_id === externalId);
}

describe('the same Idempotency-Key', () => {
  it('gives the first answer again, byte for byte, and does nothing twice', async () => {
    const key = randomUUID();
    const body = orderBody('twice');
    const first = await api.post<Order>('/orders', body, key);
    const before = await api.events();
    const again = await api.post<Order>('/orders', body, key);

    expect(first.status).toBe(201);
    expect(first.headers.get('idempotent-replay')).toBeNull();
    expect([again.status, again.text]).toEqual([first.status, first.text]);
    expect(again.headers.get('idempotent-replay')).toBe('true');
    expect(again.headers.get('x-request-id')).toBe(first.headers.get('x-request-id'));
    expect(await ordersWith('twice')).toHaveLength(1);
    expect(await api.events()).toEqual(before);
  });

  it('twenty times at once has one effect and one answer', async () => {
    const key = randomUUID();
    const { quantity } = await api.listing(listing.id);
    const answers = await Promise.all(
      Array.from({ length: AT_ONCE }, () => api.post<Order>('/orders', orderBody('at-once'), key)),
    );

    expect(new Set(answers.map((it) => `${it.status} ${it.text}`)).size).toBe(1);
    expect(new Set(answers.map((it) => it.headers.get('x-request-id'))).size).toBe(1);
    expect(answers[0]!.status).toBe(201);
    expect(answers.filter((it) => it.headers.get('idempotent-replay') === 'true')).toHaveLength(AT_ONCE - 1);
    expect(await ordersWith('at-once')).toHaveLength(1);
    expect((await api.listing(listing.id)).quantity).toBe(quantity - 1);
  });

  it('covers /v1 and /api/v1 as one path, whatever the key order and white space of the body', async () => {
    const key = { 'idempotency-key': randomUUID() };
    const { external_id, line_items, customer } = orderBody('spelling');
    const first = await api.call('POST', '/api/v1/orders', { external_id, line_items, customer }, key);
    const spaced = `\n ${JSON.stringify({ customer, line_items, external_id }, null, 4)} `;
    const again = await api.call('POST', '/v1/orders', spaced, key);

    expect(first.status).toBe(201);
    expect([again.status, again.text]).toEqual([201, first.text]);
    expect(again.headers.get('idempotent-replay')).toBe('true');
    expect(await ordersWith('spelling')).toHaveLength(1);
  });

  it.each([
    ['another body', '/orders'],
    ['another path', '/customers'],
  ])('with %s is refused and leaves the first answer in place', async (what, path) => {
    const key = randomUUID();
    const body = orderBody(what.replace(' ', '-'));
    const first = await api.post('/orders', body, key);
    const other = path === '/orders' ? { ...body, note: 'changed' } : { email: 'path@example.com' };
    const refused = await api.post(path, other, key);

    expect([refused.status, refused.code]).toEqual([409, 'key_reused_with_different_body']);
    expect((await api.post('/orders', body, key)).text).toBe(first.text);
  });

  it('of another world or another dealer is another key', async () => {
    const key = randomUUID();
    const body = { email: 'worlds@example.com' };
    const other = await createDealer(scene.hub);
    const clients = [api, await dealer.api('test'), await other.api('live')];
    const answers = await Promise.all(clients.map((client) => client.post('/customers', body, key)));
    expect(answers.map((it) => it.status)).toEqual([201, 201, 201]);
  });

  it('repeats a refusal that was an answer, and runs anew after a mistake that can be mended', async () => {
    const sold = await dealer.newListing();
    await api.order(sold);
    const refusedKey = randomUUID();
    const body = { line_items: [{ listing_id: sold.id }] };
    const refused = await api.post('/orders', body, refusedKey);
    expect([refused.status, refused.code]).toEqual([409, 'listing_unavailable']);
    expect((await api.post('/orders', body, refusedKey)).text).toBe(refused.text);

    const mendedKey = randomUUID();
    expect((await api.post('/orders', { line_itms: [] }, mendedKey)).status).toBe(400);
    expect((await api.post('/orders', orderBody('mended'), mendedKey)).status).toBe(201);
  });
});
