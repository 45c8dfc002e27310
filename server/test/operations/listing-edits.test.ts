import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ListingInput } from '../../src/domain/listing-input.ts';
import {
  createListing,
  deleteListing,
  getListingForWrite,
  markListingSold,
  publishListing,
  unpublishListing,
  updateListing,
} from '../../src/operations/inventory.ts';
import { getListing, listListings } from '../../src/operations/listings.ts';
import {
  createTestDealer,
  createTestHub,
  eventsOf,
  inWorld,
  live,
  sandbox,
  type TestHub,
} from '../support/hub.ts';

let hub: TestHub;
beforeAll(async () => {
  hub = await createTestHub();
});
afterAll(() => hub.drop());

const edit = (dealerId: string, id: string, input: ListingInput) =>
  inWorld(hub, live(dealerId, 'dashboard'), (write) => updateListing(write, id, input));
const create = (dealerId: string, input: ListingInput) =>
  inWorld(hub, live(dealerId, 'dashboard'), (write) => createListing(write, input));
const publish = (dealerId: string, id: string) =>
  inWorld(hub, live(dealerId, 'dashboard'), (write) => publishListing(write, id));

describe('a stock number', () => {
  it('is kept without the spaces around it, as the import looks it up', async () => {
    const dealerId = await createTestDealer(hub);
    const { id, stock_number } = await create(dealerId, { title: 'Reverso', stock_number: ' W-1\t' });
    expect(stock_number).toBe('W-1');
    expect((await edit(dealerId, id, { stock_number: '\u00a0W-2 ' })).stock_number).toBe('W-2');
    await expect(create(dealerId, { title: 'Tank', stock_number: 'W-2 ' })).rejects.toMatchObject({
      code: 'duplicate_stock_number',
    });
  });

  it('that is blank is refused', async () => {
    const dealerId = await createTestDealer(hub);
    const refused = { code: 'invalid_parameter', param: 'stock_number' };
    await expect(create(dealerId, { title: 'Reverso', stock_number: ' \n' })).rejects.toMatchObject(refused);
    const { id } = await create(dealerId, { title: 'Reverso' });
    await expect(edit(dealerId, id, { stock_number: ' ' })).rejects.toMatchObject(refused);
  });
});

describe('editing a listing', () => {
  it('emits listing.updated with each changed field and its complete previous value', async () => {
    const dealerId = await createTestDealer(hub);
    const { id } = await create(dealerId, {
      title: 'Reverso',
      price: { amount: 100, currency: 'EUR' },
      location: { country: 'DE', city: 'Köln' },
      complications: ['moon phase'],
    });
    await publish(dealerId, id);
    await edit(dealerId, id, {
      price: { amount: 200, currency: 'EUR' },
      location: { country: 'DE', city: 'Bonn' },
    });
    const event = (await eventsOf(hub, live(dealerId))).at(-1)!;
    expect(event.type).toBe('listing.updated');
    expect(event.body.data.previous_attributes).toEqual({
      price: { amount: 100, currency: 'EUR' },
      location: { country: 'DE', city: 'Köln' },
    });
    expect(event.body.data.object).toEqual(JSON.parse(await getListing(hub, live(dealerId), id)));
  });

  it.each<[string, ListingInput]>([
    ['nothing', {}],
    ['what is there already', { title: 'Reverso', complications: ['date'] }],
    [
      'only private fields',
      {
        serial_number: 'X-1',
        cost: { amount: 5, currency: 'EUR' },
        internal_notes: 'n',
        storage_location: 's',
      },
    ],
  ])('that changes %s moves neither version nor time and emits nothing', async (_, input) => {
    const dealerId = await createTestDealer(hub);
    const { id } = await create(dealerId, { title: 'Reverso', complications: ['date'] });
    const before = await publish(dealerId, id);
    const events = await eventsOf(hub, live(dealerId));
    const after = await edit(dealerId, id, input);
    expect(after).toMatchObject({ version: before.version, updated_us: before.updated_us });
    expect(after.serial_number).toBe(input.serial_number ?? null);
    expect(await eventsOf(hub, live(dealerId))).toEqual(events);
  });

  it('is silent while the listing is not published', async () => {
    const dealerId = await createTestDealer(hub);
    const { id } = await create(dealerId, { title: 'Reverso' });
    await edit(dealerId, id, { title: 'Reverso Tribute' });
    await publish(dealerId, id);
    await inWorld(hub, live(dealerId, 'dashboard'), (write) => unpublishListing(write, id));
    const after = await edit(dealerId, id, { title: 'Reverso Duo' });
    expect(after.version).toBe(5);
    expect((await eventsOf(hub, live(dealerId))).map((event) => event.type)).toEqual([
      'listing.published',
      'listing.unpublished',
    ]);
  });

  it('never shows private fields to the channel', async () => {
    const dealerId = await createTestDealer(hub);
    const secret = 'canary-4711';
    const { id } = await create(dealerId, {
      title: 'Reverso',
      serial_number: secret,
      internal_notes: secret,
      storage_location: secret,
      cost: { amount: 471_147_114_711, currency: 'EUR' },
    });
    await publish(dealerId, id);
    await edit(dealerId, id, { title: 'Other', internal_notes: `${secret}!` });
    const seen =
      (await listListings(hub, live(dealerId), { limit: 5 })) +
      JSON.stringify(await eventsOf(hub, live(dealerId)));
    expect(seen).toContain('Reverso');
    expect(seen).not.toMatch(/canary-4711|471147114711/);
  });

  it('never says it was published or sold after it last changed', async () => {
    const dealerId = await createTestDealer(hub);
    const { id } = await create(dealerId, { title: 'Reverso' });
    const published = await publish(dealerId, id);
    expect(published.published_us).toBe(published.updated_us);
    const sold = await inWorld(hub, live(dealerId, 'dashboard'), (write) => markListingSold(write, id));
    expect(sold.sold_us).toBe(sold.updated_us);
  });

  it('refuses a stock number that is taken, in this world only', async () => {
    const dealerId = await createTestDealer(hub);
    await create(dealerId, { title: 'A', stock_number: 'S-1' });
    const { id } = await create(dealerId, { title: 'B', stock_number: 'S-2' });
    const taken = { code: 'duplicate_stock_number', param: 'stock_number' };
    await expect(create(dealerId, { title: 'C', stock_number: 'S-1' })).rejects.toMatchObject(taken);
    await expect(edit(dealerId, id, { stock_number: 'S-1' })).rejects.toMatchObject(taken);
    const test = await inWorld(hub, sandbox(dealerId, 'dashboard'), (write) =>
      createListing(write, { title: 'T', stock_number: 'S-1' }),
    );
    expect(test.stock_number).toBe('S-1');
  });

  it('needs a name for a new one', async () => {
    const dealerId = await createTestDealer(hub);
    await expect(create(dealerId, {})).rejects.toMatchObject({ code: 'invalid_parameter', param: 'title' });
    expect((await create(dealerId, { brand: 'Cartier', model: 'Tank' })).title).toBe('Cartier Tank');
  });

  it('deletes only drafts that were never published', async () => {
    const dealerId = await createTestDealer(hub);
    const remove = (id: string) =>
      inWorld(hub, live(dealerId, 'dashboard'), (write) => deleteListing(write, id));
    const draft = await create(dealerId, { title: 'A' });
    const published = await create(dealerId, { title: 'B' });
    await publish(dealerId, published.id);
    await remove(draft.id);
    await expect(remove(draft.id)).rejects.toMatchObject({ code: 'resource_not_found' });
    await expect(remove(published.id)).rejects.toMatchObject({ code: 'invalid_state' });
  });

  it("can not reach another dealer's listing or the other world's", async () => {
    const [owner, other] = [await createTestDealer(hub), await createTestDealer(hub)];
    const { id } = await create(owner, { title: 'A' });
    for (const caller of [live(other, 'dashboard'), sandbox(owner, 'dashboard')]) {
      await expect(inWorld(hub, caller, (write) => getListingForWrite(write, id))).rejects.toMatchObject({
        code: 'resource_not_found',
      });
    }
  });
});

describe('pages of listings', () => {
  it('show everything once, newest change first, whatever the page size', async () => {
    const dealerId = await createTestDealer(hub);
    const ids = await inWorld(hub, live(dealerId, 'dashboard'), async (write) => {
      const made: string[] = [];
      for (let index = 0; index < 23; index += 1) {
        const { id } = await createListing(write, { title: `W ${index}` });
        if (index !== 5) {
          await publishListing(write, id);
          made.unshift(id);
        }
      }
      return made;
    });
    for (const limit of [1, 7, 22, 250]) {
      const seen: string[] = [];
      let after: string | undefined;
      do {
        const page = JSON.parse(await listListings(hub, live(dealerId), { limit, after }));
        expect(page.has_more).toBe(page.next_cursor !== null);
        seen.push(...page.data.map((listing: { id: string }) => listing.id));
        after = page.next_cursor ?? undefined;
      } while (after !== undefined);
      expect(seen).toEqual(ids);
    }
  });
});
