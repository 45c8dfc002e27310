import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CustomerInput } from '../../src/domain/customer.ts';
import { normaliseEmail, normalisePhone } from '../../src/domain/customer-keys.ts';
import { listCustomers, upsertCustomer, upsertCustomers } from '../../src/operations/customers.ts';
import { createListing, publishListing } from '../../src/operations/inventory.ts';
import { createOrder } from '../../src/operations/orders.ts';
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

const upsert = (dealerId: string, input: CustomerInput) =>
  inWorld(hub, live(dealerId), (write) => upsertCustomer(write, input));

interface BulkResult {
  created: number;
  matched: number;
  failed: number;
  results: {
    index: number;
    status: string;
    matched_on?: string[];
    customer?: { id: string };
    error?: { code: string };
  }[];
}

const bulk = (dealerId: string, rows: readonly unknown[]) =>
  inWorld(hub, live(dealerId), (write) => upsertCustomers(write, rows, () => null)) as Promise<BulkResult>;

describe('e-mail addresses', () => {
  it.each([
    ['  Anna@Example.COM ', 'anna@example.com'],
    ['a.b+tag@example.com', 'a.b+tag@example.com'],
    ['jörg@müller.example', 'jörg@xn--mller-kva.example'],
    ['JOSE\u0301@example.com', 'jos\u00e9@example.com'],
  ])('%s is recognised as %s', (text, expected) => {
    expect(normaliseEmail(text)).toBe(expected);
  });

  it.each([
    '',
    'anna',
    'anna@',
    '@example.com',
    'a@b',
    'a b@example.com',
    'a@exa mple.com',
    'a@b@example.com',
    'a@127.0.0.1',
    'a@example.com/x',
    'a\u0000@example.com',
  ])('%j is refused', (text) => {
    expect(normaliseEmail(text)).toBeNull();
  });

  it('have one normal form', () => {
    fc.assert(
      fc.property(fc.emailAddress(), (email) => {
        const normal = normaliseEmail(email);
        if (normal !== null) expect(normaliseEmail(normal)).toBe(normal);
      }),
    );
  });
});

describe('phone numbers', () => {
  it.each([
    ['+49 170 1234567', undefined, '+491701234567'],
    ['0170 1234567', 'DE', '+491701234567'],
    ['(212) 555-0100', 'US', '+12125550100'],
  ])('%s in %s is %s', (text, country, expected) => {
    expect(normalisePhone(text, country)).toBe(expected);
  });

  it.each(['0170 1234567', 'call me', '+', '+1'])('%s without a country is refused', (text) => {
    expect(normalisePhone(text)).toBeNull();
  });
});

describe('matching customers', () => {
  it('recognises by external_id, then e-mail, then phone', async () => {
    const dealerId = await createTestDealer(hub);
    const created = await upsert(dealerId, {
      external_id: 'c-1',
      email: 'Anna@Example.com',
      phone: '+49 170 1234567',
      last_name: 'Berg',
    });
    expect(created).toMatchObject({ status: 201, object: { match: { status: 'created', matched_on: [] } } });
    const cases: [CustomerInput, string[]][] = [
      [{ external_id: 'c-1' }, ['external_id']],
      [{ email: ' anna@example.COM' }, ['email']],
      [{ phone: '+491701234567', last_name: 'berg' }, ['phone']],
      [{ phone: '+491701234567' }, ['phone']],
      [
        { external_id: 'c-1', email: 'anna@example.com', phone: '+491701234567' },
        ['external_id', 'email', 'phone'],
      ],
    ];
    for (const [input, matchedOn] of cases) {
      expect(await upsert(dealerId, input)).toMatchObject({
        status: 200,
        object: { id: created.object.id, match: { status: 'matched', matched_on: matchedOn } },
      });
    }
    const types = (await eventsOf(hub, live(dealerId))).map((event) => event.type);
    expect(types).toEqual(Array(cases.length).fill('customer.matched'));
  });

  it("does not take a shop's shared phone for one person", async () => {
    const dealerId = await createTestDealer(hub);
    const phone = '+493012345678';
    const anna = await upsert(dealerId, { phone, last_name: 'Berg' });
    const otto = await upsert(dealerId, { phone, last_name: 'Klein' });
    expect(otto.status).toBe(201);
    expect((await upsert(dealerId, { phone, last_name: 'KLEIN' })).object.id).toBe(otto.object.id);
    expect((await upsert(dealerId, { phone, last_name: 'Berg' })).object.id).toBe(anna.object.id);
  });

  it('refuses keys of two different people and changes neither', async () => {
    const dealerId = await createTestDealer(hub);
    await upsert(dealerId, { external_id: 'a', email: 'a@example.com' });
    await upsert(dealerId, { external_id: 'b', email: 'b@example.com' });
    const before = await listCustomers(hub, live(dealerId), { limit: 10 });
    await expect(
      upsert(dealerId, { external_id: 'a', email: 'b@example.com', note: 'x' }),
    ).rejects.toMatchObject({
      code: 'customer_conflict',
      param: 'email',
    });
    expect(await listCustomers(hub, live(dealerId), { limit: 10 })).toEqual(before);
  });

  it('fills in what is missing, keeps what is omitted and never overwrites a key', async () => {
    const dealerId = await createTestDealer(hub);
    const { object } = await upsert(dealerId, { email: 'a@example.com', first_name: 'Anna', tags: ['vip'] });
    const merged = await upsert(dealerId, { email: 'a@example.com', external_id: 'x-1', last_name: 'Berg' });
    expect(merged.object).toMatchObject({
      id: object.id,
      external_id: 'x-1',
      first_name: 'Anna',
      last_name: 'Berg',
      tags: ['vip'],
    });
    const other = await upsert(dealerId, { email: 'a@example.com', external_id: 'x-2' });
    expect(other.object).toMatchObject({
      id: object.id,
      external_id: 'x-1',
      match: { matched_on: ['email'] },
    });
  });

  it('in an order the first key wins and the difference is kept for the dealer', async () => {
    const dealerId = await createTestDealer(hub);
    const a = await upsert(dealerId, { external_id: 'a' });
    const b = await upsert(dealerId, { external_id: 'b', email: 'b@example.com' });
    const order = await inWorld(hub, live(dealerId, 'dashboard'), async (write) => {
      const listing = await createListing(write, { title: 'Tank', price: { amount: 1, currency: 'EUR' } });
      await publishListing(write, listing.id);
      return await createOrder(write, {
        line_items: [{ listing_id: listing.id }],
        customer: { external_id: 'a', email: 'b@example.com' },
      });
    });
    expect(order).toMatchObject({
      customer_id: a.object.id,
      customer_conflict: [{ key: 'email', customer_id: b.object.id }],
      customer: { email: null },
    });
  });

  it('needs at least one key', async () => {
    const dealerId = await createTestDealer(hub);
    await expect(upsert(dealerId, { first_name: 'Anna', email: '  ' })).rejects.toMatchObject({
      code: 'invalid_parameter',
    });
  });

  it('keeps the worlds apart', async () => {
    const dealerId = await createTestDealer(hub);
    await upsert(dealerId, { external_id: 'a' });
    const test = await inWorld(hub, sandbox(dealerId), (write) =>
      upsertCustomer(write, { external_id: 'a' }),
    );
    expect(test).toMatchObject({ status: 201, object: { is_test: true } });
  });
});

describe('bulk customers', () => {
  it('rows of one batch match each other in order and a bad row fails alone', async () => {
    const dealerId = await createTestDealer(hub);
    const result = await bulk(dealerId, [
      { email: 'a@example.com' },
      { email: 'nonsense' },
      { email: 'A@example.com', external_id: '1' },
      { external_id: '1', last_name: 'Berg' },
      { external_id: '2' },
      { external_id: '2', email: 'a@example.com' },
    ]);
    expect(result).toMatchObject({ created: 2, matched: 2, failed: 2 });
    expect(result.results.map((row) => row.status)).toEqual([
      'created',
      'failed',
      'matched',
      'matched',
      'created',
      'failed',
    ]);
    expect(result.results[1]!.error!.code).toBe('invalid_parameter');
    expect(result.results[5]!.error!.code).toBe('customer_conflict');
    const ids = [0, 2, 3].map((index) => result.results[index]!.customer!.id);
    expect(new Set(ids).size).toBe(1);
  });

  it('does the same as sending the rows one by one', async () => {
    const key = (values: string[]) => fc.option(fc.constantFrom(...values), { nil: undefined });
    const row = fc
      .record({
        external_id: key(['1', '2', '3']),
        email: key(['a@example.com', 'b@example.com', 'c@example.com']),
        phone: key(['+493012345678', '+493012345679']),
        last_name: key(['Berg', 'Klein']),
      })
      .map((fields) => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)));
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 12 }), async (rows) => {
        const [together, oneByOne] = [await createTestDealer(hub), await createTestDealer(hub)];
        const statuses = (await bulk(together, rows)).results.map((it) => it.status);
        const singles: string[] = [];
        for (const it of rows) {
          singles.push(
            await upsert(oneByOne, it).then(
              ({ status }) => (status === 201 ? 'created' : 'matched'),
              () => 'failed',
            ),
          );
        }
        expect(statuses).toEqual(singles);
        const people = async (dealerId: string) =>
          (await listCustomers(hub, live(dealerId), { limit: 50 })).data
            .map((it) => JSON.stringify([it.external_id, it.email, it.phone, it.last_name]))
            .sort();
        expect(await people(together)).toEqual(await people(oneByOne));
      }),
      { numRuns: 40 },
    );
  });
});
