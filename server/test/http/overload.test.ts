import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../src/storage/database.ts';
import { inTransaction } from '../../src/storage/transaction.ts';
import { lockBothWorlds } from '../../src/storage/world-clock.ts';
import { createTestApi, type Dealer, errorOf, type TestApi } from '../support/api.ts';
import { createDashboardApp } from '../support/dashboard.ts';
import { eventually } from '../support/delivery-world.ts';

const SECOND_US = 1_000_000;

let api: TestApi;
let dealer: Dealer;
beforeEach(async () => {
  api = await createTestApi();
  dealer = await api.createDealer();
});
afterEach(() => api.close());

/** Holds the dealer's clocks, so that its writes wait, until it is told to end. */
async function holdClocks(database: Database, dealerId: string): Promise<() => Promise<void>> {
  const held = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<void>();
  const holding = inTransaction(database, async (trx) => {
    await lockBothWorlds(trx, dealerId);
    held.resolve();
    await ended.promise;
  });
  await Promise.race([held.promise, holding]);
  return async () => {
    ended.resolve();
    await holding;
  };
}

const createCustomer = (key: string, email: string, idempotencyKey = email) =>
  api.post('/v1/customers', { first_name: 'Ada', email }, { key, idempotencyKey });

describe('a dealer whose writes wait for longer than two seconds', () => {
  it('is told to come back with its next ones, while reads and others go on, and loses nothing', async () => {
    const other = await api.createDealer();
    const release = await holdClocks(api.hub.database, dealer.id);
    const waiting = ['a@example.com', 'b@example.com', 'c@example.com'].map((email) =>
      createCustomer(dealer.liveKey, email),
    );
    await eventually(async () => api.hub.writers.waiting === 1);
    api.hub.advance(2.5 * SECOND_US);

    const refused = await createCustomer(dealer.liveKey, 'd@example.com');
    expect(refused.status).toBe(503);
    expect(errorOf(refused).code).toBe('service_unavailable');
    expect(refused.headers['retry-after']).toBe('3');
    expect((await api.get('/v1/orders', { key: dealer.liveKey })).status).toBe(200);
    expect((await createCustomer(other.liveKey, 'a@example.com')).status).toBe(201);

    await release();
    expect((await Promise.all(waiting)).map((it) => it.status)).toEqual([201, 201, 201]);
    const again = await createCustomer(dealer.liveKey, 'd@example.com');
    expect(again.status).toBe(201);
    expect(again.headers['idempotent-replay']).toBeUndefined();
  });

  it('may still wait when the queue is faster than that', async () => {
    const release = await holdClocks(api.hub.database, dealer.id);
    const first = ['a@example.com', 'b@example.com', 'c@example.com'].map((email) =>
      createCustomer(dealer.liveKey, email),
    );
    await eventually(async () => api.hub.writers.waiting === 1);
    api.hub.advance(1.5 * SECOND_US);
    const second = createCustomer(dealer.liveKey, 'd@example.com');
    await eventually(async () => api.hub.writers.waiting === 2);
    await release();
    expect((await Promise.all([...first, second])).map((it) => it.status)).toEqual([201, 201, 201, 201]);
  });
});

describe('the dashboard of a dealer whose writes wait', () => {
  it('is told to come back too, and can read', async () => {
    const dashboard = await createDashboardApp();
    const { hub } = dashboard;
    const owner = await dashboard.signUp();
    const post = (title: string) => owner.call('POST', '/api/dashboard/listings', { title });
    const release = await holdClocks(hub.database, owner.dealerId);
    const waiting = ['Submariner', 'Explorer', 'Pelagos'].map(post);
    await eventually(async () => hub.writers.waiting === 1);
    hub.advance(2.5 * SECOND_US);
    const refused = await post('Datejust');
    expect([refused.status, refused.body.error.code]).toEqual([503, 'service_unavailable']);
    expect((await owner.call('GET', '/api/dashboard/listings')).status).toBe(200);
    await release();
    expect((await Promise.all(waiting)).map((it) => it.status)).toEqual([201, 201, 201]);
    expect((await post('Datejust')).status).toBe(201);
    await dashboard.close();
  });
});
