import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createListing,
  markListingSold,
  publishListing,
  returnListingToStock,
} from '../../src/operations/inventory.ts';
import { createTestDealer, createTestHub, inWorld, live, sandbox, type TestHub } from '../support/hub.ts';

let hub: TestHub;
beforeAll(async () => {
  hub = await createTestHub();
});
afterAll(() => hub.drop());

const create = (dealerId: string, livemode = true) =>
  inWorld(hub, livemode ? live(dealerId, 'dashboard') : sandbox(dealerId, 'dashboard'), (write) =>
    createListing(write, { title: 'Santos' }),
  );

async function fill(dealerId: string, count: number): Promise<string[]> {
  return await inWorld(hub, live(dealerId, 'dashboard'), async (write) => {
    const ids: string[] = [];
    for (let index = 0; index < count; index += 1)
      ids.push((await createListing(write, { title: 'Santos' })).id);
    return ids;
  });
}

describe('the plan limit', () => {
  it.each([
    ['business', 250],
    ['starter', 25],
  ] as const)('of %s is %i listings', async (plan, limit) => {
    const dealerId = await createTestDealer(hub, { plan });
    await fill(dealerId, limit);
    await expect(create(dealerId)).rejects.toMatchObject({ code: 'inventory_limit_reached' });
  });

  it('is exact when several are created at once', async () => {
    const dealerId = await createTestDealer(hub, { listingLimit: 5 });
    const results = await Promise.allSettled(Array.from({ length: 12 }, () => create(dealerId)));
    expect(results.filter((it) => it.status === 'fulfilled')).toHaveLength(5);
  });

  it('counts neither sold nor test listings, and never refuses a return', async () => {
    const dealerId = await createTestDealer(hub, { listingLimit: 2 });
    const [first] = await fill(dealerId, 2);
    await create(dealerId, false);
    await inWorld(hub, live(dealerId, 'dashboard'), async (write) => {
      await publishListing(write, first!);
      await markListingSold(write, first!);
    });
    await create(dealerId);
    const returned = await inWorld(hub, live(dealerId, 'dashboard'), (write) =>
      returnListingToStock(write, first!),
    );
    expect(returned.status).toBe('published');
    await expect(create(dealerId)).rejects.toMatchObject({ code: 'inventory_limit_reached' });
  });
});
