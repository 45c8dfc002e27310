import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sealCursor } from '../../src/domain/cursor.ts';
import type { DealerListing } from '../../src/domain/listing.ts';
import { LISTING_SORTS, type ListingSort, SORT_ORDERS } from '../../src/domain/listing-sort.ts';
import { newListing, publishListing } from '../../src/operations/inventory.ts';
import { listInventory } from '../../src/operations/inventory-reads.ts';
import { saveListings } from '../../src/storage/listings.ts';
import { createDashboardApp, type DashboardApp, type SignedIn } from '../support/dashboard.ts';
import { createTestDealer, inWorld, live } from '../support/hub.ts';

let dashboard: DashboardApp;
let dealer: SignedIn;
beforeAll(async () => {
  dashboard = await createDashboardApp();
  dealer = await dashboard.signUp();
});
afterAll(() => dashboard.close());

/** Few values, so that rows tie; cased alike and not, and beyond the 16 bits of a JavaScript character. */
const text = fc.constantFrom('', 'a', 'A', 'Ab', 'aB', 'b', ' b', '_', '-', 'z', 'é', '東', '\uffee', '😀');
const row = fc.record({
  title: text.map((it) => `T${it}`),
  stock_number: text,
  brand: fc.option(text),
  model: fc.option(text),
  reference_number: fc.option(text),
  year: fc.option(fc.constantFrom(1960, 1961, 2020)),
  quantity: fc.integer({ min: 1, max: 3 }),
  price: fc.option(fc.record({ amount: fc.nat(2), currency: fc.constantFrom('EUR', 'USD') })),
  isPublished: fc.boolean(),
});
type Row = typeof row extends fc.Arbitrary<infer T> ? T : never;

async function stock(rows: readonly Row[]): Promise<string> {
  const dealerId = await createTestDealer(dashboard.hub);
  await inWorld(dashboard.hub, live(dealerId, 'dashboard'), async (write) => {
    for (const [index, { isPublished, ...input }] of rows.entries()) {
      const listing = newListing(write, { ...input, stock_number: `${input.stock_number}x${index}` });
      await saveListings(write.trx, [listing]);
      if (isPublished) await publishListing(write, listing.id);
    }
  });
  return dealerId;
}

const STATUSES = ['draft', 'published', 'unpublished', 'sold'];

/** What a row is sorted by, as bytes and numbers that compare as they should. */
function keysOf(listing: DealerListing, by: ListingSort['by']): (Buffer | number)[] | null {
  if (by === 'price') {
    return listing.price && [Buffer.from(listing.price.currency), listing.price.amount];
  }
  const value = listing[by];
  if (value === null) return null;
  if (by === 'status') return [STATUSES.indexOf(listing.status)];
  return [typeof value === 'number' ? value : Buffer.from(value.toLowerCase())];
}

const compareKeys = (left: Buffer | number, right: Buffer | number): number =>
  typeof left === 'number' ? left - (right as number) : Buffer.compare(left, right as Buffer);

function compareRows(left: DealerListing, right: DealerListing, { by, order }: ListingSort): number {
  const sign = order === 'asc' ? 1 : -1;
  const [leftKeys, rightKeys] = [keysOf(left, by), keysOf(right, by)];
  if (leftKeys === null || rightKeys === null) {
    if (leftKeys !== rightKeys) return leftKeys === null ? 1 : -1;
    return sign * (left.id < right.id ? -1 : 1);
  }
  const found = leftKeys.map((key, at) => compareKeys(key, rightKeys[at]!)).find((it) => it !== 0);
  return sign * (found ?? (left.id < right.id ? -1 : 1));
}

async function walk(dealerId: string, query: Omit<Parameters<typeof listInventory>[2], 'after'>) {
  const found: DealerListing[] = [];
  let after: string | undefined;
  do {
    const page = await listInventory(dashboard.hub, live(dealerId), { ...query, after });
    found.push(...page.data);
    after = page.next_cursor ?? undefined;
  } while (after !== undefined && found.length < 1_000);
  return found;
}

describe('the pages of the inventory', () => {
  it.each(LISTING_SORTS)('by %s show each row once, in the order a full sort gives', async (by) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { maxLength: 25 }),
        fc.constantFrom(...SORT_ORDERS),
        fc.integer({ min: 1, max: 7 }),
        async (rows, order, limit) => {
          const dealerId = await stock(rows);
          const all = await walk(dealerId, { limit: 250 });
          const expected = all.sort((left, right) => compareRows(left, right, { by, order }));
          const paged = await walk(dealerId, { sort: by, order, limit });
          expect(paged.map((it) => it.id)).toEqual(expected.map((it) => it.id));
          expect(paged).toHaveLength(rows.length);
        },
      ),
      { numRuns: 12 },
    );
  });
});

const list = (query: string) => dealer.call('GET', `/api/dashboard/listings${query}`);

describe('GET /listings', () => {
  beforeAll(async () => {
    for (const brand of ['omega', 'Rolex', null]) {
      for (const year of [1990, 2000]) {
        await dealer.call('POST', '/api/dashboard/listings', { title: `${brand}`, brand, year });
      }
    }
  });
  const brands = (body: { data: { brand: string | null }[] }) => body.data.map((it) => it.brand);

  it('sorts by a field, searched and filtered too', async () => {
    expect(brands((await list('?sort=brand&order=asc')).body)).toEqual([
      'omega',
      'omega',
      'Rolex',
      'Rolex',
      null,
      null,
    ]);
    expect(brands((await list('?sort=brand&order=desc&q=o&status=draft')).body)).toEqual([
      'Rolex',
      'Rolex',
      'omega',
      'omega',
    ]);
  });

  it('is sorted by the newest change unless told otherwise', async () => {
    const byDefault = (await list('')).body.data;
    expect(byDefault).toEqual((await list('?sort=updated_at&order=desc')).body.data);
    expect(byDefault).toEqual((await list('?order=asc')).body.data.reverse());
  });

  it.each(['sort=year&order=asc', 'sort=brand', 'sort=brand&order=desc', ''])(
    'refuses the cursor of brand, ascending, where %s is asked for',
    async (query) => {
      const { body } = await list('?sort=brand&order=asc&limit=1');
      expect((await list(`?sort=brand&order=asc&after=${body.next_cursor}`)).status).toBe(200);
      expect(await list(`?${query}&after=${body.next_cursor}`)).toMatchObject({
        status: 400,
        body: { error: { code: 'invalid_cursor', param: 'after' } },
      });
    },
  );

  it.each([
    'null',
    '{}',
    '[',
    '[]',
    '["a"]',
    '["a","no id"]',
    '[1,"019e0000-0000-7000-8000-000000000000"]',
    '["a\\u0000","019e0000-0000-7000-8000-000000000000"]',
    '["a\\ud800","019e0000-0000-7000-8000-000000000000"]',
    '["a","b","019e0000-0000-7000-8000-000000000000"]',
  ])('refuses the made-up place %s', async (place) => {
    const after = sealCursor('inventory:brand:asc', place);
    expect(await list(`?sort=brand&order=asc&after=${after}`)).toMatchObject({
      status: 400,
      body: { error: { code: 'invalid_cursor' } },
    });
  });

  it.each(['sort=serial_number', 'order=up', 'sort='])('refuses %s', async (query) => {
    expect(await list(`?${query}`)).toMatchObject({
      status: 400,
      body: { error: { code: 'invalid_parameter', param: query.split('=')[0] } },
    });
  });

  it('goes on where the page ended when that row has changed or is gone', async () => {
    const { body } = await list('?sort=year&order=asc&limit=1');
    const [first] = body.data;
    await dealer.call('DELETE', `/api/dashboard/listings/${first.id}`);
    const rest = await list(`?sort=year&order=asc&after=${body.next_cursor}`);
    expect(rest.body.data).toHaveLength(5);
  });
});
