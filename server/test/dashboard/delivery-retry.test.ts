import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDashboardApp, type DashboardApp, type SignedIn } from '../support/dashboard.ts';

let dashboard: DashboardApp;
beforeAll(async () => {
  dashboard = await createDashboardApp();
});
afterAll(() => dashboard.close());

const api = (path: string) => `/api/dashboard${path}`;
const retry = (who: SignedIn, ids: readonly string[]) => who.call('POST', api('/deliveries/retry'), { ids });

interface Log {
  readonly dealer: SignedIn;
  readonly endpointId: string;
  /** In test mode live events are recorded and not sent. */
  readonly cancelled: readonly string[];
  /** Of the sandbox, on its way. */
  readonly pending: string;
}

async function dealerWithLog(): Promise<Log> {
  const dealer = await dashboard.signUp();
  const endpoint = await dealer.call('POST', api('/webhook-endpoints'), { url: 'https://example.com/hook' });
  for (const query of ['', '', '?mode=test']) {
    const { body } = await dealer.call('POST', api(`/listings${query}`), { title: 'Nomos' });
    await dealer.call('POST', api(`/listings/${body.id}/publish${query}`));
  }
  const ids = async (status: string): Promise<string[]> =>
    (await dealer.call('GET', api(`/deliveries?status=${status}`))).body.data.map(
      (it: { id: string }) => it.id,
    );
  const [pending] = await ids('pending');
  return { dealer, endpointId: endpoint.body.id, cancelled: await ids('cancelled'), pending: pending! };
}

const read = async (dealer: SignedIn, id: string) =>
  (await dealer.call('GET', api(`/deliveries/${id}`))).body;

describe('POST /deliveries/retry', () => {
  it('retries each that has ended, wakes its lane, and lets the others fail alone', async () => {
    const { dealer, endpointId, cancelled, pending } = await dealerWithLog();
    const [first, second] = cancelled as [string, string];
    dashboard.hub.woken.length = 0;
    const response = await retry(dealer, [first, pending, randomUUID(), 'x', second]);
    expect(response).toMatchObject({
      status: 202,
      body: {
        object: 'bulk_result',
        retried: 2,
        failed: 3,
        results: [
          { index: 0, id: first, status: 'retried', delivery: { id: first, status: 'pending' } },
          { index: 1, id: pending, status: 'failed', error: { code: 'invalid_state' } },
          { index: 2, status: 'failed', error: { type: 'not_found_error', code: 'resource_not_found' } },
          { index: 3, id: 'x', status: 'failed', error: { code: 'resource_not_found' } },
          { index: 4, id: second, status: 'retried', delivery: { object: 'delivery' } },
        ],
      },
    });
    const lane = { dealerId: dealer.dealerId, endpointId };
    expect(dashboard.hub.woken).toEqual([lane, lane]);
    expect((await read(dealer, first)).status).toBe('pending');
  });

  it("does not touch another dealer's", async () => {
    const { dealer, cancelled } = await dealerWithLog();
    const other = await dashboard.signUp();
    const { body } = await retry(other, cancelled);
    expect(body).toMatchObject({ retried: 0, failed: 2 });
    for (const result of body.results) expect(result.error.code).toBe('resource_not_found');
    expect((await read(dealer, cancelled[0]!)).status).toBe('cancelled');
  });

  it('is refused as a whole while the integration is off or not in the plan', async () => {
    const { dealer, cancelled } = await dealerWithLog();
    await dealer.call('PATCH', api('/integration'), { is_enabled: false });
    expect(await retry(dealer, cancelled)).toMatchObject({
      status: 403,
      body: { error: { code: 'integration_disabled' } },
    });
    await dashboard.hub.database.kysely
      .updateTable('dealers')
      .set({ plan: 'starter' })
      .where('id', '=', dealer.dealerId)
      .execute();
    expect(await retry(dealer, cancelled)).toMatchObject({
      status: 403,
      body: { error: { code: 'plan_required' } },
    });
    expect((await read(dealer, cancelled[0]!)).status).toBe('cancelled');
  });

  it.each([
    ['nothing', [], 'invalid_parameter', 'ids'],
    ['101 deliveries', Array.from({ length: 101 }, () => randomUUID()), 'too_many_items', 'ids'],
    ['one delivery twice', ['A', 'a'], 'invalid_parameter', 'ids[1]'],
  ])('refuses %s', async (_, ids, code, param) => {
    const { status, body } = await retry(await dashboard.signUp(), ids);
    expect([status, body.error.code, body.error.param]).toEqual([400, code, param]);
  });
});
