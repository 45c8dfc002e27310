import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createReplayRunner } from '../../src/deliveries/replay-runner.ts';
import { DAY_US, formatTime, SECOND_US } from '../../src/domain/time.ts';
import { createDashboardApp, type DashboardApp, type SignedIn } from '../support/dashboard.ts';

let dashboard: DashboardApp;
beforeAll(async () => {
  dashboard = await createDashboardApp();
});
afterAll(() => dashboard.close());

const api = (path: string) => `/api/dashboard${path}`;
const ago = (us: number) => formatTime(dashboard.hub.clock() - us);

interface Shop {
  readonly dealer: SignedIn;
  readonly endpointId: string;
  replay(body: object): ReturnType<SignedIn['call']>;
}

/** Two live events were recorded in test mode, so their deliveries are cancelled; now the dealer is live. */
async function openShop(): Promise<Shop> {
  const dealer = await dashboard.signUp();
  const endpoint = await dealer.call('POST', api('/webhook-endpoints'), { url: 'https://example.com/hook' });
  for (const title of ['Nomos', 'Sinn']) {
    const { body } = await dealer.call('POST', api('/listings'), { title });
    await dealer.call('POST', api(`/listings/${body.id}/publish`));
  }
  await dealer.call('PATCH', api('/integration'), { is_test_mode: false });
  const endpointId = endpoint.body.id;
  const path = api(`/webhook-endpoints/${endpointId}/replay`);
  return { dealer, endpointId, replay: (body) => dealer.call('POST', path, body) };
}

const runAll = () => createReplayRunner(dashboard.hub).tick();
const hour = () => ({ since: ago(3_600 * SECOND_US) });

describe('POST /webhook-endpoints/:id/replay', () => {
  it('answers 202 with a replay that runs in the background', async () => {
    const { dealer, endpointId, replay } = await openShop();
    const since = ago(3_600 * SECOND_US);
    const { status, body } = await replay({ since, types: ['listing.published'], only_failed: true });
    expect(status).toBe(202);
    expect(body).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      object: 'replay',
      endpoint_id: endpointId,
      status: 'pending',
      reason: null,
      since,
      until: expect.any(String),
      types: ['listing.published'],
      only_failed: true,
      rate_per_second: 50,
      total: 2,
      enqueued: 0,
      created_at: expect.any(String),
      started_at: null,
      finished_at: null,
    });
    await runAll();
    const ended = await dealer.call('GET', api(`/replays/${body.id}`));
    expect(ended).toMatchObject({ status: 200, body: { status: 'succeeded', total: 2, enqueued: 2 } });
    expect(ended.body.finished_at).not.toBeNull();
    const pending = await dealer.call('GET', api('/deliveries?status=pending'));
    expect(pending.body.data).toHaveLength(2);
  });

  it('with dry_run answers 200 with the count, and stores and enqueues nothing', async () => {
    const { dealer, endpointId, replay } = await openShop();
    const { status, body, headers } = await replay({ ...hour(), dry_run: true, rate_per_second: 3 });
    expect([status, headers['content-type']]).toEqual([200, 'application/json; charset=utf-8']);
    expect(body).toMatchObject({
      object: 'replay_estimate',
      endpoint_id: endpointId,
      types: null,
      only_failed: false,
      rate_per_second: 3,
      total: 2,
    });
    await runAll();
    const list = await dealer.call('GET', api(`/webhook-endpoints/${endpointId}/replays`));
    expect(list.body.data).toEqual([]);
    expect((await dealer.call('GET', api('/deliveries?status=pending'))).body.data).toEqual([]);
  });

  it.each([
    ['no range', () => ({}), 'since'],
    ['a since that is no time', () => ({ since: 'yesterday' }), 'since'],
    ['a since more than 30 days ago', () => ({ since: ago(30 * DAY_US + SECOND_US) }), 'since'],
    ['a since in the future', () => ({ since: ago(-60 * SECOND_US) }), 'since'],
    ['an until in the future', () => ({ ...hour(), until: ago(-60 * SECOND_US) }), 'until'],
    ['a since after until', () => ({ ...hour(), until: ago(2 * 3_600 * SECOND_US) }), 'until'],
    ['an unknown type', () => ({ ...hour(), types: ['listing.sold', 'listing.gone'] }), 'types[1]'],
    ['no type at all', () => ({ ...hour(), types: [] }), 'types'],
    ['a rate of 0', () => ({ ...hour(), rate_per_second: 0 }), 'rate_per_second'],
    ['a rate above 10,000', () => ({ ...hour(), rate_per_second: 10_001 }), 'rate_per_second'],
    ['a switch that is none', () => ({ ...hour(), only_failed: 'yes' }), 'only_failed'],
  ])('refuses %s with invalid_parameter', async (_, body, param) => {
    const { replay } = await openShop();
    for (const dryRun of [{}, { dry_run: true }]) {
      const refusal = await replay({ ...body(), ...dryRun });
      expect([refusal.status, refusal.body.error.code, refusal.body.error.param]).toEqual([
        400,
        'invalid_parameter',
        param,
      ]);
    }
  });

  it('refuses a field it does not know', async () => {
    const { replay } = await openShop();
    const { status, body } = await replay({ ...hour(), onlyFailed: true });
    expect([status, body.error.code, body.error.param]).toEqual([400, 'unknown_parameter', 'onlyFailed']);
  });

  it('refuses a disabled endpoint, the integration when it is off, and a plan without it', async () => {
    const { dealer, endpointId, replay } = await openShop();
    const refusal = async () => {
      const { status, body } = await replay(hour());
      return [status, body.error.code];
    };
    await dealer.call('PATCH', api(`/webhook-endpoints/${endpointId}`), { is_enabled: false });
    expect(await refusal()).toEqual([409, 'invalid_state']);
    await dealer.call('PATCH', api('/integration'), { is_enabled: false });
    expect(await refusal()).toEqual([403, 'integration_disabled']);
    await dashboard.hub.database.kysely
      .updateTable('dealers')
      .set({ plan: 'starter' })
      .where('id', '=', dealer.dealerId)
      .execute();
    expect(await refusal()).toEqual([403, 'plan_required']);
  });

  it('refuses a second replay of an endpoint while one is under way, and names that one', async () => {
    const { replay, dealer } = await openShop();
    const all = await Promise.all([replay(hour()), replay(hour()), replay(hour())]);
    const first = all.find((it) => it.status === 202)!;
    const refused = all.filter((it) => it !== first);
    for (const { status, body } of refused) {
      expect([status, body.error.code]).toEqual([409, 'invalid_state']);
      expect(body.error.message).toContain(first.body.id);
    }
    await dealer.call('POST', api(`/replays/${first.body.id}/cancel`));
    expect((await replay(hour())).status).toBe(202);
  });

  it("does not find another dealer's endpoint", async () => {
    const { endpointId } = await openShop();
    const other = await dashboard.signUp();
    for (const id of [endpointId, randomUUID(), 'x']) {
      const { status, body } = await other.call('POST', api(`/webhook-endpoints/${id}/replay`), hour());
      expect([status, body.error.code]).toEqual([404, 'resource_not_found']);
      expect((await other.call('GET', api(`/webhook-endpoints/${id}/replays`))).status).toBe(404);
    }
  });
});

describe('replays of an endpoint', () => {
  it('are listed newest first, page by page', async () => {
    const { dealer, endpointId, replay } = await openShop();
    const ids: string[] = [];
    for (let count = 0; count < 3; count += 1) {
      ids.unshift((await replay(hour())).body.id);
      await runAll();
    }
    const list = (query: string) =>
      dealer.call('GET', api(`/webhook-endpoints/${endpointId}/replays?${query}`));
    const first = await list('limit=2');
    expect(first.body).toMatchObject({ object: 'list', has_more: true });
    const second = await list(`limit=2&after=${first.body.next_cursor}`);
    expect(second.body).toMatchObject({ has_more: false, next_cursor: null });
    const listed = [...first.body.data, ...second.body.data].map((it: { id: string }) => it.id);
    expect(listed).toEqual(ids);
    expect((await list('after=broken')).body.error.code).toBe('invalid_cursor');
    expect((await list('limit=0')).body.error).toMatchObject({ code: 'invalid_parameter', param: 'limit' });
  });

  it('are cancelled once; one that has ended is refused', async () => {
    const { dealer, replay } = await openShop();
    const { body } = await replay(hour());
    const cancel = (id: string) => dealer.call('POST', api(`/replays/${id}/cancel`));
    const cancelled = await cancel(body.id);
    expect(cancelled).toMatchObject({ status: 200, body: { id: body.id, status: 'cancelled', enqueued: 0 } });
    expect((await cancel(body.id)).body).toEqual(cancelled.body);
    const next = await replay(hour());
    await runAll();
    expect(await cancel(next.body.id)).toMatchObject({
      status: 409,
      body: { error: { code: 'invalid_state' } },
    });
  });

  it('are not found, read or cancelled by another dealer', async () => {
    const { dealer, replay } = await openShop();
    const { body } = await replay(hour());
    const other = await dashboard.signUp();
    for (const id of [body.id, randomUUID(), 'x']) {
      expect((await other.call('GET', api(`/replays/${id}`))).status).toBe(404);
      expect((await other.call('POST', api(`/replays/${id}/cancel`))).status).toBe(404);
    }
    expect((await dealer.call('GET', api(`/replays/${body.id}`))).body.status).toBe('pending');
  });
});

describe('missed_since', () => {
  const disable = ({ dealer, endpointId }: Shop, is_enabled: boolean) =>
    dealer.call('PATCH', api(`/webhook-endpoints/${endpointId}`), { is_enabled });
  const read = async ({ dealer }: Shop) =>
    (await dealer.call('GET', api('/integration'))).body.webhook_endpoints[0].missed_since;

  it('is when an endpoint was disabled, whatever is edited then, and null once it is enabled again', async () => {
    const shop = await openShop();
    expect(await read(shop)).toBeNull();
    const before = ago(0);
    await disable(shop, false);
    const missedSince = await read(shop);
    expect(missedSince >= before && missedSince <= ago(0)).toBe(true);
    await shop.dealer.call('PATCH', api(`/webhook-endpoints/${shop.endpointId}`), { description: 'shop' });
    await disable(shop, false);
    expect(await read(shop)).toBe(missedSince);
    await disable(shop, true);
    expect(await read(shop)).toBeNull();
  });

  it('reaches back to the oldest event that was still waiting, so that its replay sends all that was missed', async () => {
    const shop = await openShop();
    const { body: listing } = await shop.dealer.call('POST', api('/listings'), { title: 'Tudor' });
    await shop.dealer.call('POST', api(`/listings/${listing.id}/publish`));
    const waiting = (await shop.dealer.call('GET', api('/deliveries?status=pending'))).body.data[0];
    await disable(shop, false);
    expect(await read(shop)).toBe(waiting.created_at);
    const since = await read(shop);
    await shop.dealer.call('POST', api(`/listings/${listing.id}/unpublish`));
    await disable(shop, true);
    expect((await shop.replay({ since, only_failed: true })).body.total).toBe(2);
  });
});
