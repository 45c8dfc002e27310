import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDashboardApp, type DashboardApp, type SignedIn } from '../support/dashboard.ts';

let dashboard: DashboardApp;
let dealer: SignedIn;
beforeAll(async () => {
  dashboard = await createDashboardApp();
  dealer = await dashboard.signUp();
});
afterAll(() => dashboard.close());

const api = (path: string) => `/api/dashboard${path}`;
const attention = async (query = '', who = dealer) =>
  (await who.call('GET', api(`/overview${query}`))).body.attention;

const PRICE = { amount: 100, currency: 'EUR' };
const PHOTOS = [{ url: 'https://images.example.com/1.jpg' }];
const NOTHING = {
  published_without_photos: 0,
  published_without_price: 0,
  customer_conflicts: 0,
  oldest_received_at: null,
};

async function publish(input: object): Promise<string> {
  const { body } = await dealer.call('POST', api('/listings'), { title: 'Polo', quantity: 9, ...input });
  await dealer.call('POST', api(`/listings/${body.id}/publish`));
  return body.id;
}

describe("the overview's attention", () => {
  it('is called to nothing at first', async () => {
    expect(await attention('', await dashboard.signUp())).toEqual(NOTHING);
  });

  it('is called to what the channel shows without photos or price', async () => {
    await publish({ price: PRICE });
    await publish({ photos: PHOTOS });
    const hidden = await publish({});
    await dealer.call('POST', api(`/listings/${hidden}/unpublish`));
    await dealer.call('POST', api('/listings'), { title: 'A draft' });
    expect(await attention()).toEqual({
      ...NOTHING,
      published_without_photos: 1,
      published_without_price: 1,
    });
  });

  it('is called to orders that wait, and to customers that contradict themselves in them', async () => {
    const listing_id = await publish({ price: PRICE, photos: PHOTOS });
    const order = async (customer: object) =>
      (await dealer.call('POST', api('/orders'), { line_items: [{ listing_id }], customer })).body;
    const email = `${randomUUID()}@example.com`;
    const external_id = randomUUID();
    const first = await order({ email });
    const second = await order({ external_id });
    const third = await order({ external_id, email });
    expect(await attention()).toMatchObject({
      customer_conflicts: 1,
      oldest_received_at: first.created_at,
    });
    await dealer.call('POST', api(`/orders/${first.id}/fulfill`), {});
    expect((await attention()).oldest_received_at).toBe(second.created_at);
    await dealer.call('POST', api(`/orders/${third.id}/cancel`), {});
    expect((await attention()).customer_conflicts).toBe(0);
  });

  it('is of one world and one dealer', async () => {
    expect(await attention('?mode=test')).toEqual(NOTHING);
    expect(await attention('', await dashboard.signUp())).toEqual(NOTHING);
  });
});
