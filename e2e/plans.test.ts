import { beforeEach, describe, expect, it } from 'vitest';
import type { Api } from './support/api.ts';
import { createDealer, type Dealer } from './support/dealer.ts';
import { expectStatus } from './support/http-client.ts';
import { hubForFile } from './support/hub-for-file.ts';
import { runHubCommand } from './support/hub-process.ts';

const BUSINESS_LISTINGS = 250;

const scene = hubForFile();
let dealer: Dealer;
let api: Api;

beforeEach(async () => {
  dealer = await createDealer(scene.hub);
  api = await dealer.api('live');
});

const setPlan = (plan: string) => runHubCommand(scene.hub, 'dealers', 'set-plan', dealer.account.email, plan);
const setLimit = (limit: number | 'none') =>
  runHubCommand(scene.hub, 'dealers', 'set-listing-limit', dealer.account.email, String(limit));
const tryDraft = () => dealer.dashboard.post('/listings', { title: 'One more' });

describe('the starter plan', () => {
  it('has no integration: its calls are plan_required, and /me tells why', async () => {
    const listing = await dealer.newListing();
    await dealer.newEndpoint(scene.receiver.url(`/${dealer.account.email}`));
    await setPlan('starter');

    const refusals = [
      api.get('/listings'),
      api.post('/orders', { line_items: [{ listing_id: listing.id }] }),
      dealer.dashboard.post('/api-keys', { mode: 'live' }),
      dealer.dashboard.post('/webhook-endpoints', { url: 'https://example.com/hook' }),
    ];
    for (const { status, code } of await Promise.all(refusals)) {
      expect([status, code]).toEqual([403, 'plan_required']);
    }
    const me = expectStatus(await api.get<{ dealer: { plan: string } }>('/me'), 200);
    expect(me.dealer.plan).toBe('starter');
  });

  it('hides and deletes nothing, keeps the events, and ends when the plan comes back', async () => {
    const listing = await dealer.newListing();
    await dealer.newEndpoint(scene.receiver.url(`/${dealer.account.email}`));
    await setPlan('starter');
    await dealer.act(listing, 'unpublish');
    const [held] = await dealer.deliveries('&type=listing.unpublished');
    expect(held).toMatchObject({ status: 'cancelled', reason: 'plan_required' });

    await setPlan('business');
    expect(await api.listing(listing.id)).toMatchObject({ status: 'unpublished' });
    expect((await api.events()).map((it) => it.type)).toEqual(['listing.published', 'listing.unpublished']);
  });
});

describe('the limit of listings', () => {
  it(`is ${BUSINESS_LISTINGS} in the business plan`, async () => {
    const drafts = Array.from({ length: BUSINESS_LISTINGS }, () => dealer.newDraft());
    await Promise.all(drafts);
    const refused = await tryDraft();
    expect([refused.status, refused.code]).toEqual([403, 'inventory_limit_reached']);
  });

  it('counts drafts, published and unpublished listings, but neither sold nor test ones', async () => {
    await setLimit(3);
    await dealer.newDraft();
    const published = await dealer.newListing();
    await dealer.act(await dealer.newListing(), 'unpublish');
    expect((await tryDraft()).code).toBe('inventory_limit_reached');
    expectStatus(await dealer.dashboard.post('/listings?mode=test', { title: 'In the sandbox' }), 201);

    await api.order(published);
    expectStatus(await tryDraft(), 201);
    expect((await tryDraft()).code).toBe('inventory_limit_reached');
  });

  it('never refuses stock that comes back, and lowering it takes nothing away', async () => {
    const [sold, marked] = [await dealer.newListing(), await dealer.newListing()];
    const order = await api.order(sold);
    await dealer.act(marked, 'mark-sold');
    await dealer.newDraft();
    await setLimit(1);
    expectStatus(await api.post(`/orders/${order.id}/cancel`), 200);
    expect(await dealer.act(marked, 'return-to-stock')).toMatchObject({ status: 'published', quantity: 1 });
    expect(await api.listing(sold.id)).toMatchObject({ status: 'published', quantity: 1 });
    expect((await tryDraft()).code).toBe('inventory_limit_reached');
    await setLimit('none');
    expectStatus(await tryDraft(), 201);
  });
});
