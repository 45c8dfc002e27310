import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDashboardApp, type DashboardApp, type SignedIn } from '../support/dashboard.ts';

let dashboard: DashboardApp;
beforeAll(async () => {
  dashboard = await createDashboardApp();
});
afterAll(() => dashboard.close());

const api = (path: string) => `/api/dashboard${path}`;
const URL = 'https://example.com/hook';

async function dealerWithStock(): Promise<{ dealer: SignedIn; listingId: string }> {
  const dealer = await dashboard.signUp();
  const { body } = await dealer.call('POST', api('/listings'), {
    title: 'Datejust',
    price: { amount: 100, currency: 'EUR' },
    quantity: 2,
  });
  await dealer.call('POST', api(`/listings/${body.id}/publish`));
  return { dealer, listingId: body.id };
}

describe('the integration in the dashboard', () => {
  it('begins enabled and in test mode, and goes live without an earlier ping', async () => {
    const dealer = await dashboard.signUp();
    const before = await dealer.call('GET', api('/integration'));
    expect(before).toMatchObject({
      status: 200,
      body: {
        object: 'integration',
        is_enabled: true,
        is_test_mode: true,
        status: 'test_mode',
        api_version: '2026-05-07',
        rate_limit_per_minute: 1_200,
        api_keys: [],
        webhook_endpoints: [],
      },
    });
    const live = await dealer.call('PATCH', api('/integration'), { is_test_mode: false });
    expect(live).toMatchObject({
      status: 200,
      body: { is_test_mode: false, status: 'live', rate_limit_per_minute: 1_200 },
    });
    const off = await dealer.call('PATCH', api('/integration'), { is_enabled: false });
    expect(off.body.status).toBe('disabled');
    expect(await dealer.call('PATCH', api('/integration'), { is_test_mode: 'no' })).toMatchObject({
      status: 400,
      body: { error: { code: 'invalid_parameter', param: 'is_test_mode' } },
    });
  });

  it('shows a key once, rolls and revokes it', async () => {
    const dealer = await dashboard.signUp();
    const created = await dealer.call('POST', api('/api-keys'), { mode: 'test', name: 'Shop' });
    expect(created).toMatchObject({
      status: 201,
      body: { object: 'api_key', mode: 'test', name: 'Shop', status: 'active' },
    });
    expect(created.body.key).toMatch(/^wth_[0-9A-Za-z]{32}$/);
    const rolled = await dealer.call('POST', api(`/api-keys/${created.body.id}/roll`), { overlap_hours: 1 });
    expect(rolled.status).toBe(201);
    expect(rolled.body.key).not.toBe(created.body.key);
    expect((await dealer.call('DELETE', api(`/api-keys/${rolled.body.id}`))).status).toBe(204);
    const { body } = await dealer.call('GET', api('/integration'));
    expect(JSON.stringify(body)).not.toContain(rolled.body.key);
    expect(body.api_keys.map((key: { status: string }) => key.status)).toEqual(['revoked', 'active']);
    expect(
      await dealer.call('POST', api(`/api-keys/${created.body.id}/roll`), { overlap_hours: 169 }),
    ).toMatchObject({
      status: 400,
      body: { error: { param: 'overlap_hours' } },
    });
  });

  it('shows a signing secret once, at creation and at each rotation', async () => {
    const dealer = await dashboard.signUp();
    const created = await dealer.call('POST', api('/webhook-endpoints'), {
      url: URL,
      events: ['order.*', 'order.*'],
    });
    expect(created).toMatchObject({
      status: 201,
      body: { object: 'webhook_endpoint', url: URL, events: ['order.*'] },
    });
    const path = api(`/webhook-endpoints/${created.body.id}`);
    const patched = await dealer.call('PATCH', path, { description: 'Shop', events: ['*'] });
    expect(patched).toMatchObject({ status: 200, body: { description: 'Shop', events: ['*'] } });
    const rotated = await dealer.call('POST', `${path}/rotate-secret`, { grace_hours: 2 });
    expect(rotated.status).toBe(200);
    expect(rotated.body.signing_secret).not.toBe(created.body.signing_secret);
    expect(rotated.body.previous_expires_at).toMatch(/^\d{4}-.*\.\d{6}Z$/);
    expect(await dealer.call('POST', `${path}/rotate-secret`)).toMatchObject({
      status: 409,
      body: { error: { code: 'rotation_in_progress' } },
    });
    const { text } = await dealer.call('GET', api('/integration'));
    expect(text).not.toContain('whsec_');
    expect((await dealer.call('GET', `${path}/health`)).body).toMatchObject({
      object: 'endpoint_health',
      attempts: 0,
      success_rate: null,
      p50_ms: null,
      pending: 0,
    });
    expect((await dealer.call('DELETE', path)).status).toBe(204);
    expect((await dealer.call('DELETE', path)).status).toBe(404);
  });

  it.each<[string, object, string]>([
    ['no url', {}, 'url'],
    ['an event type that does not exist', { url: URL, events: ['order.lost'] }, 'events[0]'],
    ['no event type', { url: URL, events: [] }, 'events'],
    ['an unknown mode', { url: URL, mode: 'both' }, 'mode'],
    ['a rate of nought', { url: URL, rate_limit_per_second: 0 }, 'rate_limit_per_second'],
    ['a url of 2,049 characters', { url: `https://example.com/${'x'.repeat(2030)}` }, 'url'],
  ])('refuses an endpoint with %s', async (_, body, param) => {
    const dealer = await dashboard.signUp();
    expect(await dealer.call('POST', api('/webhook-endpoints'), body)).toMatchObject({
      status: 400,
      body: { error: { code: 'invalid_parameter', param } },
    });
  });
});

describe('orders, customers and the delivery log in the dashboard', () => {
  it('run through an order from received to fulfilled, and one to cancelled', async () => {
    const { dealer, listingId } = await dealerWithStock();
    const place = () =>
      dealer.call('POST', api('/orders'), {
        line_items: [{ listing_id: listingId }],
        customer: { email: 'a@example.com' },
      });
    const [first, second] = [await place(), await place()];
    expect(first).toMatchObject({
      status: 201,
      body: { number: 1001, source: 'dashboard', customer_conflict: null },
    });
    expect(await place()).toMatchObject({
      status: 409,
      body: { error: { code: 'listing_unavailable', param: 'line_items[0].listing_id' } },
    });
    const sent = await dealer.call('POST', api(`/orders/${first.body.id}/fulfill`), {
      tracking: { carrier: 'Brinks' },
    });
    expect(sent).toMatchObject({
      status: 200,
      body: { status: 'fulfilled', tracking: { carrier: 'Brinks', number: null, url: null } },
    });
    const cancelled = await dealer.call('POST', api(`/orders/${second.body.id}/cancel`), {
      reason: 'customer',
    });
    expect(cancelled).toMatchObject({
      status: 200,
      body: { status: 'cancelled', cancellation: { reason: 'customer', restocked: true } },
    });
    expect(await dealer.call('POST', api(`/orders/${first.body.id}/cancel`))).toMatchObject({
      status: 409,
      body: { error: { code: 'order_not_cancellable' } },
    });
    const list = async (query: string) =>
      (await dealer.call('GET', api(`/orders${query}`))).body.data.map(
        (order: { number: number }) => order.number,
      );
    expect(await list('?status=cancelled')).toEqual([1002]);
    expect(await list('?q=1001')).toEqual([1001]);
    expect(await list(`?customer_id=${first.body.customer.id}`)).toEqual([1002, 1001]);
    const { body } = await dealer.call('GET', api('/customers?q=A@EXAMPLE'));
    expect(body.data).toMatchObject([{ email: 'a@example.com' }]);
    expect((await dealer.call('GET', api(`/customers/${body.data[0].id}`))).status).toBe(200);
  });

  it('the log is filtered by status, type, endpoint, mode, time and any id', async () => {
    const { dealer, listingId } = await dealerWithStock();
    const endpoint = (await dealer.call('POST', api('/webhook-endpoints'), { url: URL })).body;
    await dealer.call('POST', api(`/listings/${listingId}/unpublish`));
    const test = await dealer.call('POST', api('/listings?mode=test'), { title: 'Sandbox' });
    await dealer.call('POST', api(`/listings/${test.body.id}/publish?mode=test`));
    const log = async (query: string) => (await dealer.call('GET', api(`/deliveries${query}`))).body.data;
    const [published, unpublished] = await log('');
    expect(unpublished).toMatchObject({
      object: 'delivery',
      event_type: 'listing.unpublished',
      resource_id: listingId,
      livemode: true,
      status: 'cancelled',
      reason: 'test_mode',
      attempt_count: 0,
      next_attempt_at: null,
      delivered_at: null,
    });
    expect(published).toMatchObject({
      event_type: 'listing.published',
      livemode: false,
      status: 'pending',
      reason: null,
    });
    const ids = async (query: string) => (await log(query)).map((it: { id: string }) => it.id);
    expect(await ids('?status=pending')).toEqual([published.id]);
    expect(await ids('?type=listing.unpublished')).toEqual([unpublished.id]);
    expect(await ids('?mode=test')).toEqual([published.id]);
    expect(await ids(`?endpoint_id=${endpoint.id}`)).toEqual([published.id, unpublished.id]);
    for (const id of [unpublished.id, unpublished.event_id, listingId]) {
      expect(await ids(`?q=${id}`)).toEqual([unpublished.id]);
    }
    expect(await ids('?q=nothing')).toEqual([]);
    expect(await ids(`?from=${encodeURIComponent(published.created_at)}`)).toEqual([published.id]);
    expect(await ids(`?to=${encodeURIComponent(published.created_at)}`)).toEqual([unpublished.id]);
    const { body: page } = await dealer.call('GET', api('/deliveries?limit=1'));
    expect(await ids(`?limit=1&after=${page.next_cursor}`)).toEqual([unpublished.id]);
    const { body } = await dealer.call('GET', api(`/deliveries/${unpublished.id}`));
    expect(body).toMatchObject({ event: { type: 'listing.unpublished', sequence: 2 }, attempts: [] });
    expect(await dealer.call('POST', api(`/deliveries/${published.id}/retry`))).toMatchObject({
      status: 409,
      body: { error: { code: 'invalid_state' } },
    });
    expect(await dealer.call('POST', api(`/deliveries/${unpublished.id}/retry`))).toMatchObject({
      status: 202,
      body: { status: 'pending' },
    });
  });

  it('the overview counts one world', async () => {
    const { dealer } = await dealerWithStock();
    const { body } = await dealer.call('GET', api('/overview'));
    expect(body).toMatchObject({
      mode: 'live',
      listings: { draft: 0, published: 1, unpublished: 0, sold: 0 },
      orders: { received: 0, fulfilled: 0, cancelled: 0 },
      deliveries: { pending: 0, oldest_pending_at: null },
    });
    expect(body.deliveries.hours).toHaveLength(24);
    expect((await dealer.call('GET', api('/overview?mode=test'))).body.listings.published).toBe(0);
  });
});
