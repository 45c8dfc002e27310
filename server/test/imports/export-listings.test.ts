import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportListings } from '../../src/operations/exports.ts';
import { createListing, markListingSold, publishListing } from '../../src/operations/inventory.ts';
import {
  createTestDealer,
  createTestHub,
  eventsOf,
  inWorld,
  live,
  sandbox,
  type TestHub,
} from '../support/hub.ts';
import { counts, drain, importCsv, listingsOf } from './run-csv.ts';

let hub: TestHub;
beforeAll(async () => {
  hub = await createTestHub();
});
afterAll(() => hub.drop());

const FULL = {
  stock_number: '-A1',
  title: '=HYPERLINK("x")',
  description: 'first line\nsecond "line", with; marks',
  brand: 'Rolex',
  model: '+Sub',
  reference_number: '126610LN',
  year: 2018,
  year_precision: 'approximate',
  condition: 'very_good',
  has_box: true,
  has_papers: false,
  case_diameter_mm: 40.5,
  movement: 'automatic',
  water_resistance_m: 1_220,
  complications: ['Date', 'Moon phase, large'],
  gender: 'men',
  price: { amount: 12_345, currency: 'KWD' },
  photos: [{ url: 'https://a.test/1.jpg', alt: 'dial' }, { url: 'https://a.test/2.jpg' }],
  location: { country: 'DE', city: 'Köln' },
  handling_time_days: 2,
  serial_number: '@123',
  cost: { amount: 500_000, currency: 'JPY' },
  internal_notes: '\tsecret',
  storage_location: 'safe 1',
  quantity: 3,
};

async function stockedDealer(): Promise<string> {
  const dealerId = await createTestDealer(hub);
  await inWorld(hub, live(dealerId, 'dashboard'), async (write) => {
    const full = await createListing(write, FULL);
    await publishListing(write, full.id);
    await createListing(write, { title: 'a draft' });
    const sold = await createListing(write, { stock_number: 'SOLD', title: 'sold' });
    await publishListing(write, sold.id);
    await markListingSold(write, sold.id);
  });
  return dealerId;
}

describe('an export', () => {
  it('holds every field, private ones too, safe to open in a spreadsheet', async () => {
    const dealerId = await stockedDealer();
    const text = await drain(exportListings(hub, live(dealerId)));
    expect(text.startsWith('\uFEFFstock_number,title,')).toBe(true);
    const rows = parse(text, { bom: true, columns: true }) as Record<string, string>[];
    expect(rows).toHaveLength(3);
    expect(rows.find((row) => row.stock_number === "'-A1")).toMatchObject({
      title: `'=HYPERLINK("x")`,
      model: "'+Sub",
      price: '12.345',
      currency: 'KWD',
      cost: '500000',
      cost_currency: 'JPY',
      serial_number: "'@123",
      internal_notes: "'\tsecret",
      has_box: 'yes',
      has_papers: 'no',
      quantity: '3',
      version: '2',
      status: 'published',
      complications: 'Date | Moon phase, large',
      photos: 'https://a.test/1.jpg https://a.test/2.jpg',
    });
  });

  it('imported again changes nothing', async () => {
    const dealerId = await stockedDealer();
    const before = {
      listings: await listingsOf(hub, live(dealerId)),
      events: await eventsOf(hub, live(dealerId)),
    };
    const text = await drain(exportListings(hub, live(dealerId)));
    const report = await importCsv(hub, live(dealerId), text);
    expect([report.errors, report.warnings]).toEqual([[], []]);
    expect(counts(report)).toEqual({ created: 0, updated: 0, unchanged: 2, skipped_sold: 1, failed: 0 });
    const after = await listingsOf(hub, live(dealerId));
    const expected = Object.entries(before.listings).map(([number, listing]) => [
      number,
      // What the file confirmed is the base of the next comparison.
      listing.status === 'sold' ? listing : { ...listing, imported_quantity: listing.quantity },
    ]);
    expect(after).toEqual(Object.fromEntries(expected));
    expect(await eventsOf(hub, live(dealerId))).toEqual(before.events);
  });

  it('changed in a spreadsheet sets a quantity, as its rows carry the version', async () => {
    const dealerId = await stockedDealer();
    const text = await drain(exportListings(hub, live(dealerId)));
    const report = await importCsv(hub, live(dealerId), text.replace('KWD,3,', 'KWD,1,'));
    expect(counts(report)).toMatchObject({ updated: 1, unchanged: 1 });
    expect((await listingsOf(hub, live(dealerId)))['-A1'].quantity).toBe(1);
  });

  it('makes another dealer the same stock', async () => {
    const dealerId = await stockedDealer();
    const other = await createTestDealer(hub);
    await importCsv(
      hub,
      live(other),
      await drain(exportListings(hub, live(dealerId), { status: 'published' })),
    );
    const [mine, theirs] = [await listingsOf(hub, live(dealerId)), await listingsOf(hub, live(other))];
    const {
      id: _i,
      dealer_id: _d,
      version: _v,
      status: _s,
      published_us: _p,
      created_us: _c,
      updated_us: _u,
      public_json: _j,
      photos,
      imported_quantity: _q,
      ...rest
    } = mine['-A1'];
    // A text loses the white space around it.
    expect(theirs['-A1']).toMatchObject({ ...rest, internal_notes: 'secret' });
    expect(theirs['-A1'].photos.map((photo: { url: string }) => photo.url)).toEqual(
      photos.map((photo: { url: string }) => photo.url),
    );
    expect(theirs['-A1']).toMatchObject({ status: 'draft', imported_quantity: 3 });
  });

  it('can be of one status, and is of one dealer and one world', async () => {
    const dealerId = await stockedDealer();
    const only = parse(await drain(exportListings(hub, live(dealerId), { status: 'draft' })), {
      bom: true,
      columns: true,
    });
    expect(only).toMatchObject([{ title: 'a draft' }]);
    expect(parse(await drain(exportListings(hub, sandbox(dealerId))), { bom: true, columns: true })).toEqual(
      [],
    );
    expect(() => exportListings(hub, live(dealerId), { status: 'gone' })).toThrow(
      expect.objectContaining({ code: 'invalid_parameter', param: 'status' }),
    );
  });

  it('of more listings than one batch has each of them once', async () => {
    const dealerId = await createTestDealer(hub, { listingLimit: 5_000 });
    const rows = Array.from({ length: 1_100 }, (_, index) => `N${index},x\n`).join('');
    await importCsv(hub, live(dealerId), `sku,title\n${rows}`);
    const exported = parse(await drain(exportListings(hub, live(dealerId))), {
      bom: true,
      columns: true,
    }) as { stock_number: string }[];
    expect(new Set(exported.map((row) => row.stock_number)).size).toBe(1_100);
    expect(exported).toHaveLength(1_100);
  });
});
