import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createListing,
  markListingSold,
  publishListing,
  returnListingToStock,
  unpublishListing,
  updateListing,
} from '../../src/operations/inventory.ts';
import { cancelOrder, createOrder } from '../../src/operations/orders.ts';
import {
  createTestDealer,
  createTestHub,
  eventsOf,
  inWorld,
  live,
  sandbox,
  type TestHub,
} from '../support/hub.ts';
import { counts, importCsv, listingsOf } from './run-csv.ts';

let hub: TestHub;
beforeAll(async () => {
  hub = await createTestHub();
});
afterAll(() => hub.drop());

const PRICE = { amount: 100, currency: 'EUR' };
const NONE = { created: 0, updated: 0, unchanged: 0, skipped_sold: 0, failed: 0 };
const types = async (dealerId: string) => (await eventsOf(hub, live(dealerId))).map((event) => event.type);

describe('an import creates', () => {
  it('drafts, without an event', async () => {
    const dealerId = await createTestDealer(hub);
    const report = await importCsv(
      hub,
      live(dealerId),
      'sku;Marke;Modell;Preis;Währung;Baujahr;Zustand;Lieferumfang;Standort\nA1;Rolex;Submariner;"12.990,50";€;2018 (Approximation);Sehr gut;Originalbox, keine Papiere;Germany, Koblenz\n',
    );
    expect(report).toMatchObject({
      object: 'import',
      state: 'completed',
      error: null,
      errors: [],
      warnings: [],
    });
    expect(report).toMatchObject({ encoding: 'utf-8', delimiter: ';', is_test: false, dry_run: false });
    expect(report.mapping).toMatchObject({
      sku: 'stock_number',
      Preis: 'price',
      Lieferumfang: 'box_and_papers',
    });
    expect(counts(report)).toEqual({ ...NONE, created: 1 });
    expect((await listingsOf(hub, live(dealerId))).A1).toMatchObject({
      status: 'draft',
      title: 'Rolex Submariner',
      price_amount: 1_299_050,
      price_currency: 'EUR',
      year: 2018,
      year_precision: 'approximate',
      condition: 'very_good',
      has_box: true,
      has_papers: false,
      location_country: 'DE',
      location_city: 'Koblenz',
      quantity: 1,
      imported_quantity: 1,
      version: 1,
    });
    expect(await types(dealerId)).toEqual([]);
  });

  it('published listings with one event each when it is to publish, known drafts too, nothing that was taken off', async () => {
    const dealerId = await createTestDealer(hub);
    await inWorld(hub, live(dealerId, 'dashboard'), async (write) => {
      await createListing(write, { stock_number: 'DRAFT', title: 'x' });
      const off = await createListing(write, { stock_number: 'OFF', title: 'x' });
      await publishListing(write, off.id);
      await unpublishListing(write, off.id);
    });
    const before = (await types(dealerId)).length;
    const report = await importCsv(hub, live(dealerId), 'sku,title\nNEW,x\nDRAFT,x\nOFF,x\n', {
      publish: true,
    });
    expect(counts(report)).toEqual({ ...NONE, created: 1, updated: 1, unchanged: 1 });
    const listings = await listingsOf(hub, live(dealerId));
    expect([listings.NEW.status, listings.DRAFT.status, listings.OFF.status]).toEqual([
      'published',
      'published',
      'unpublished',
    ]);
    const events = (await eventsOf(hub, live(dealerId))).slice(before);
    expect(events.map((event) => [event.type, event.body.data.object.stock_number])).toEqual([
      ['listing.published', 'NEW'],
      ['listing.published', 'DRAFT'],
    ]);
  });

  it('in the sandbox nothing of the live world, and in one dealer nothing of another', async () => {
    const [one, other] = [await createTestDealer(hub), await createTestDealer(hub)];
    await importCsv(hub, live(other), 'sku,title\nA1,theirs\n');
    await importCsv(hub, live(one), 'sku,title\nA1,live\n');
    const report = await importCsv(hub, sandbox(one), 'sku,title\nA1,test\n', { publish: true });
    expect(counts(report)).toEqual({ ...NONE, created: 1 });
    expect((await listingsOf(hub, live(one))).A1.title).toBe('live');
    expect((await listingsOf(hub, live(other))).A1.title).toBe('theirs');
    expect(await types(one)).toEqual([]);
    expect((await eventsOf(hub, sandbox(one))).map((event) => event.type)).toEqual(['listing.published']);
  });

  it('no more than the plan allows, while known ones are still updated and a sale makes room', async () => {
    const dealerId = await createTestDealer(hub, { listingLimit: 3 });
    await importCsv(hub, live(dealerId), 'sku,title\nA1,x\nA2,x\n', { publish: true });
    const csv = 'sku,title,quantity\nB1,x,1\nB2,x,1\nA1,y,1\nA2,x,0\nB3,x,1\nB4,x,1\n';
    const report = await importCsv(hub, live(dealerId), csv);
    expect(counts(report)).toEqual({ ...NONE, created: 2, updated: 2, failed: 2 });
    expect(report.errors.map((row) => [row.row, row.stock_number, row.errors])).toEqual([
      [2, 'B2', [expect.objectContaining({ code: 'inventory_limit_reached' })]],
      [6, 'B4', [expect.objectContaining({ code: 'inventory_limit_reached' })]],
    ]);
    expect(Object.keys(await listingsOf(hub, live(dealerId))).sort()).toEqual(['A1', 'A2', 'B1', 'B3']);
  });
});

describe('an import updates', () => {
  it('what differs, with one event, and leaves blanks alone; the same file again changes nothing', async () => {
    const dealerId = await createTestDealer(hub);
    await importCsv(
      hub,
      live(dealerId),
      'sku,title,brand,price,currency\nA1,x,Rolex,100,EUR\nA2,y,Omega,200,EUR\n',
      { publish: true },
    );
    const before = (await types(dealerId)).length;
    const csv = 'sku,title,brand,price,currency\n A1 ,x,,150,EUR\nA2,y,Omega,200.00,€\n';
    const report = await importCsv(hub, live(dealerId), csv, { publish: true });
    expect(counts(report)).toEqual({ ...NONE, updated: 1, unchanged: 1 });
    const events = (await eventsOf(hub, live(dealerId))).slice(before);
    expect(events.map((event) => [event.type, event.body.data.previous_attributes])).toEqual([
      ['listing.updated', { price: { amount: 10_000, currency: 'EUR' } }],
    ]);
    const listings = await listingsOf(hub, live(dealerId));
    expect(listings.A1).toMatchObject({ brand: 'Rolex', version: 3 });
    const again = await importCsv(hub, live(dealerId), csv, { publish: true });
    expect(counts(again)).toEqual({ ...NONE, unchanged: 2 });
    expect(await listingsOf(hub, live(dealerId))).toEqual(listings);
    expect(await types(dealerId)).toHaveLength(before + 1);
  });

  it('private fields without a new version', async () => {
    const dealerId = await createTestDealer(hub);
    await importCsv(hub, live(dealerId), 'sku,title\nA1,x\n', { publish: true });
    const before = (await listingsOf(hub, live(dealerId))).A1;
    const report = await importCsv(hub, live(dealerId), 'sku,serial,cost,currency\nA1,Z123,"5.000,00",EUR\n');
    expect(counts(report)).toEqual({ ...NONE, updated: 1 });
    expect((await listingsOf(hub, live(dealerId))).A1).toEqual({
      ...before,
      serial_number: 'Z123',
      cost_amount: 500_000,
      cost_currency: 'EUR',
    });
    expect(await types(dealerId)).toEqual(['listing.published']);
  });

  it('a stock number that occurs twice in the order of the rows, with a warning', async () => {
    const dealerId = await createTestDealer(hub, { listingLimit: 1_000 });
    const filler = Array.from({ length: 450 }, (_, index) => `F${index},filler\n`).join('');
    const csv = `sku,title\nA1,first\nA1,second\n${filler}A1,third\nF7,filler\n`;
    const report = await importCsv(hub, live(dealerId), csv, { publish: true });
    expect(report.warnings.map((row) => [row.row, row.stock_number, row.warnings])).toEqual([
      [2, 'A1', [expect.objectContaining({ code: 'duplicate', message: expect.stringContaining('row 1 ') })]],
      [
        453,
        'A1',
        [expect.objectContaining({ code: 'duplicate', message: expect.stringContaining('row 2 ') })],
      ],
      [
        454,
        'F7',
        [expect.objectContaining({ code: 'duplicate', message: expect.stringContaining('row 10 ') })],
      ],
    ]);
    expect(counts(report)).toEqual({ ...NONE, created: 451, updated: 2, unchanged: 1 });
    expect(report.counts.warned).toBe(3);
    expect((await listingsOf(hub, live(dealerId))).A1).toMatchObject({ title: 'third' });
    const ofA1 = (await eventsOf(hub, live(dealerId))).filter(
      (event) => event.body.data.object.stock_number === 'A1',
    );
    expect(ofA1.map((event) => event.type)).toEqual([
      'listing.published',
      'listing.updated',
      'listing.updated',
    ]);
  });
});

describe('stock that was sold stays sold', () => {
  const CSV = 'sku,title,quantity\nA1,changed,1\nA2,x,3\n';
  const sell = (dealerId: string, stock_number: string, quantity = 1) =>
    inWorld(hub, live(dealerId), (write) =>
      createOrder(write, { line_items: [{ stock_number, quantity, price: PRICE }] }),
    );

  it('a sold listing is skipped as a whole', async () => {
    const dealerId = await createTestDealer(hub);
    await importCsv(hub, live(dealerId), 'sku,title,quantity\nA1,x,1\nA2,x,3\n', { publish: true });
    await sell(dealerId, 'A1');
    const before = (await listingsOf(hub, live(dealerId))).A1;
    const report = await importCsv(hub, live(dealerId), CSV, { publish: true });
    expect(counts(report)).toEqual({ ...NONE, unchanged: 1, skipped_sold: 1 });
    expect((await listingsOf(hub, live(dealerId))).A1).toEqual(before);
  });

  it("yesterday's file does not bring back a piece sold from several, today's restock does", async () => {
    const dealerId = await createTestDealer(hub);
    await importCsv(hub, live(dealerId), CSV, { publish: true });
    const order = await sell(dealerId, 'A2');
    const yesterday = await importCsv(hub, live(dealerId), CSV);
    expect(counts(yesterday)).toEqual({ ...NONE, unchanged: 2 });
    expect(yesterday.warnings).toMatchObject([{ stock_number: 'A2', warnings: [{ code: 'quantity_kept' }] }]);
    expect((await listingsOf(hub, live(dealerId))).A2.quantity).toBe(2);
    await importCsv(hub, live(dealerId), 'sku,quantity\nA2,2\n');
    const restock = await importCsv(hub, live(dealerId), 'sku,quantity\nA2,5\n');
    expect(counts(restock)).toEqual({ ...NONE, updated: 1 });
    await inWorld(hub, live(dealerId), (write) => cancelOrder(write, order.id, {}));
    expect((await listingsOf(hub, live(dealerId))).A2).toMatchObject({ quantity: 6, imported_quantity: 5 });
  });

  it('a quantity set by hand is kept, unless the row carries the current version', async () => {
    const dealerId = await createTestDealer(hub);
    await importCsv(hub, live(dealerId), CSV, { publish: true });
    const { id, version } = (await listingsOf(hub, live(dealerId))).A2;
    await inWorld(hub, live(dealerId, 'dashboard'), (write) =>
      updateListing(write, id, { quantity: 8, version }),
    );
    await importCsv(hub, live(dealerId), `sku,quantity,version\nA2,4,${version}\n`);
    expect((await listingsOf(hub, live(dealerId))).A2.quantity).toBe(8);
    await importCsv(hub, live(dealerId), `sku,quantity,version\nA2,4,${version + 1}\n`);
    expect((await listingsOf(hub, live(dealerId))).A2).toMatchObject({ quantity: 4, imported_quantity: 4 });
  });

  it('quantity 0 sells by hand, so it can be returned to stock; for a draft or a new listing it is an error', async () => {
    const dealerId = await createTestDealer(hub);
    await importCsv(hub, live(dealerId), CSV, { publish: true });
    await importCsv(hub, live(dealerId), 'sku,title,quantity\nD1,x,1\n');
    const report = await importCsv(hub, live(dealerId), 'sku,title,quantity\nA2,x,0\nD1,x,0\nN1,x,0\n');
    expect(counts(report)).toEqual({ ...NONE, updated: 1, failed: 2 });
    expect(report.errors.map((row) => row.errors[0]?.code)).toEqual(['invalid_state', 'no_pieces']);
    const { id } = (await listingsOf(hub, live(dealerId))).A2;
    await inWorld(hub, live(dealerId), (write) => returnListingToStock(write, id));
    expect((await listingsOf(hub, live(dealerId))).A2).toMatchObject({ status: 'published', quantity: 3 });
    expect((await types(dealerId)).slice(2)).toEqual(['listing.sold', 'listing.in_stock']);
  });

  it('one that was marked sold by hand is skipped too', async () => {
    const dealerId = await createTestDealer(hub);
    await importCsv(hub, live(dealerId), CSV, { publish: true });
    const { id } = (await listingsOf(hub, live(dealerId))).A1;
    await inWorld(hub, live(dealerId, 'dashboard'), (write) => markListingSold(write, id));
    expect(counts(await importCsv(hub, live(dealerId), CSV))).toMatchObject({ skipped_sold: 1 });
  });
});

describe('an order', () => {
  it('is taken while an import of the same dealer is under way', async () => {
    const dealerId = await createTestDealer(hub, { listingLimit: 100_000 });
    await importCsv(hub, live(dealerId), 'sku,title\nA1,x\n', { publish: true });
    const rows = Array.from({ length: 3_000 }, (_, index) => `B${index},x\n`).join('');
    const importing = importCsv(hub, live(dealerId), `sku,title\n${rows}`, { publish: true });
    const ordering = inWorld(hub, live(dealerId), (write) =>
      createOrder(write, { line_items: [{ stock_number: 'A1', price: PRICE }] }),
    );
    expect(await Promise.race([importing.then(() => 'import'), ordering.then(() => 'order')])).toBe('order');
    expect(counts(await importing)).toEqual({ ...NONE, created: 3_000 });
  });
});
