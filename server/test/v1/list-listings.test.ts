import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { markListingSold, unpublishListing, updateListing } from '../../src/operations/inventory.ts';
import { createTestApi, type Dealer, errorOf, type TestApi } from '../support/api.ts';
import { inWorld, live } from '../support/hub.ts';

let api: TestApi;
let dealer: Dealer;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.close());

const fresh = async () => {
  dealer = await api.createDealer();
};
const idsOf = (body: { data: { id: string }[] }) => body.data.map((it) => it.id);
const list = (query = '', key = dealer.liveKey) => api.get(`/v1/listings${query}`, { key });
const dashboard = () => live(dealer.id, 'dashboard');

describe('the list', () => {
  it('has every listing that was ever published, newest change first, and no draft', async () => {
    await fresh();
    const sold = await api.createListing(dealer.id);
    const hidden = await api.createListing(dealer.id);
    const shown = await api.createListing(dealer.id);
    await api.createListing(dealer.id, { publish: false });
    await inWorld(api.hub, dashboard(), (write) => unpublishListing(write, hidden));
    await inWorld(api.hub, dashboard(), (write) => markListingSold(write, sold));
    const { status, body } = await list();
    expect(status).toBe(200);
    expect(idsOf(body)).toEqual([sold, hidden, shown]);
    expect(body).toMatchObject({ object: 'list', has_more: false, next_cursor: null });
    expect(idsOf((await list('?status=sold')).body)).toEqual([sold]);
    expect(idsOf((await list('?status=unpublished')).body)).toEqual([hidden]);
    expect(idsOf((await list('?status=published')).body)).toEqual([shown]);
  });

  it('never shows a private field', async () => {
    await fresh();
    const id = await api.createListing(dealer.id);
    await inWorld(api.hub, dashboard(), (write) =>
      updateListing(write, id, {
        serial_number: 'PRIVATE-1',
        internal_notes: 'PRIVATE-2',
        storage_location: 'PRIVATE-3',
        cost: { amount: 4_711_000, currency: 'EUR' },
      }),
    );
    const { text } = await list();
    expect(text).not.toMatch(/PRIVATE|4711000|serial_number|cost|internal_notes|storage_location/);
  });

  it('pages through everything once', async () => {
    await fresh();
    const ids = [];
    for (let count = 0; count < 7; count += 1) ids.unshift(await api.createListing(dealer.id));
    const seen: string[] = [];
    let after = '';
    do {
      const { body } = await list(`?limit=3${after}`);
      expect(body.has_more).toBe(body.next_cursor !== null);
      seen.push(...idsOf(body));
      after = body.next_cursor === null ? '' : `&after=${body.next_cursor}`;
    } while (after !== '');
    expect(seen).toEqual(ids);
  });

  it('has 50 items a page unless told otherwise, and at most 250', async () => {
    await fresh();
    for (let count = 0; count < 51; count += 1) await api.createListing(dealer.id, { livemode: true });
    const { body } = await list();
    expect(body.data).toHaveLength(50);
    expect(body.has_more).toBe(true);
    expect((await list('?limit=250')).body.data).toHaveLength(51);
    expect(errorOf(await list('?limit=251'))).toMatchObject({ code: 'invalid_parameter', param: 'limit' });
  });

  it('gives only what changed after updated_after', async () => {
    await fresh();
    await api.createListing(dealer.id);
    const newest = (await list()).body.data[0].updated_at;
    expect((await list(`?updated_after=${newest}`)).body.data).toEqual([]);
    const later = await api.createListing(dealer.id);
    expect(idsOf((await list(`?updated_after=${newest}`)).body)).toEqual([later]);
  });
});

describe('nobody else', () => {
  it("sees another dealer's listings or the other world's", async () => {
    await fresh();
    const id = await api.createListing(dealer.id);
    const other = await api.createDealer();
    expect(idsOf((await list('?limit=250', other.liveKey)).body)).not.toContain(id);
    const sandbox = await list('?limit=250', dealer.testKey);
    expect(idsOf(sandbox.body)).not.toContain(id);
    for (const listing of sandbox.body.data) expect(listing.is_test).toBe(true);
  });
});

describe('a cursor', () => {
  it('that is damaged or of another list is invalid_cursor', async () => {
    await fresh();
    for (let count = 0; count < 3; count += 1) await api.createListing(dealer.id);
    const cursor: string = (await list('?limit=1')).body.next_cursor;
    const damaged = `${cursor.slice(0, -1)}${cursor.endsWith('A') ? 'B' : 'A'}`;
    for (const after of [damaged, cursor.slice(1), 'x', '']) {
      expect(errorOf(await list(`?after=${after}`))).toMatchObject({
        code: 'invalid_cursor',
        param: 'after',
      });
    }
    const orders = await api.get(`/v1/orders?after=${cursor}`, { key: dealer.liveKey });
    expect(errorOf(orders).code).toBe('invalid_cursor');
  });
});
