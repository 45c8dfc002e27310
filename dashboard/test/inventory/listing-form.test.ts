import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAmount } from '../../src/components/money.ts';
import { changedFields, compareWith, rebase } from '../../src/inventory/listing-changes.ts';
import {
  ANSWER_FIELDS,
  CHOICE_FIELDS,
  EMPTY_LISTING,
  LISTING_FIELDS,
  type ListingFields,
  MONEY_FIELDS,
  NUMBER_FIELDS,
  TEXT_FIELDS,
  titleOf,
  toFields,
  toInput,
  toValues,
} from '../../src/inventory/listing-values.ts';

const text = fc.string({ minLength: 1, maxLength: 12 }).filter((it) => it === it.trim());
const orNull = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: null });
const record = <const Name extends string, T>(names: readonly Name[], values: fc.Arbitrary<T>) =>
  fc.record(Object.fromEntries(names.map((name) => [name, values])) as Record<Name, fc.Arbitrary<T>>);
const money = fc.record({
  amount: fc.integer({ min: 0, max: 10_000_000_000_000 }),
  currency: fc.constantFrom('EUR', 'JPY', 'KWD', 'CHF'),
});

/** A listing as the hub stores it. */
const listings: fc.Arbitrary<ListingFields> = fc
  .tuple(
    record(TEXT_FIELDS, orNull(text)),
    record(NUMBER_FIELDS, orNull(fc.nat(5_000))),
    record(CHOICE_FIELDS, orNull(fc.constantFrom('mint', 'automatic'))),
    record(ANSWER_FIELDS, orNull(fc.boolean())),
    record(MONEY_FIELDS, orNull(money)),
    fc.record({
      stock_number: text,
      title: text,
      year_precision: fc.constantFrom('exact', 'approximate', 'unknown'),
      quantity: fc.nat(9),
      complications: fc.array(text, { maxLength: 3 }),
      photos: fc
        .array(fc.record({ url: fc.webUrl(), alt: orNull(text) }), { maxLength: 4 })
        .map((photos) => photos.map((photo, index) => ({ ...photo, position: index + 1 }))),
      location: fc.record({ country: orNull(fc.constantFrom('CH', 'DE')), city: orNull(text) }),
    }),
  )
  .map((parts) => Object.assign({}, ...parts) as ListingFields);

const valuesOf = listings.map(toValues);

describe('the form of a listing', () => {
  it('gives every listing back as it was', () => {
    fc.assert(
      fc.property(listings, (listing) => {
        expect(toFields(toValues(listing))).toEqual(listing);
      }),
    );
  });

  it('covers every field that can be written', () => {
    expect(Object.keys(toInput(toValues(EMPTY_LISTING), LISTING_FIELDS)).sort()).toEqual(
      Object.keys(EMPTY_LISTING).sort(),
    );
  });

  it('sends nothing of what was not touched', () => {
    fc.assert(
      fc.property(listings, (listing) => {
        expect(changedFields(toValues(listing), toValues(listing))).toEqual([]);
      }),
    );
  });

  it('turns one listing into another by the changed fields alone', () => {
    fc.assert(
      fc.property(listings, listings, (before, after) => {
        const names = changedFields(toValues(before), toValues(after));
        expect({ ...before, ...toInput(toValues(after), names) }).toEqual(after);
      }),
    );
  });

  it('sends a location as a whole when its city changed', () => {
    const before = toValues({ ...EMPTY_LISTING, location: { country: 'CH', city: 'Bern' } });
    const after = { ...before, city: 'Basel' };
    expect(changedFields(before, after)).toEqual(['city']);
    expect(toInput(after, ['city'])).toEqual({ location: { country: 'CH', city: 'Basel' } });
  });

  it('takes neither spaces around a text nor a digit typed as text for a change', () => {
    const before = toValues({ ...EMPTY_LISTING, brand: 'Rolex', year: 1968 });
    expect(changedFields(before, { ...before, brand: ' Rolex ', year: '1968' })).toEqual([]);
  });

  it('numbers photos by their order', () => {
    const [first, second] = ['https://a.example/1.jpg', 'https://a.example/2.jpg'].map((url) => ({
      key: url,
      url,
      alt: '',
    }));
    const values = { ...toValues(EMPTY_LISTING), photos: [second!, first!] };
    expect(toFields(values).photos).toEqual([
      { url: second!.url, position: 1, alt: null },
      { url: first!.url, position: 2, alt: null },
    ]);
  });

  it('keeps what a typed amount says, in minor units of its currency', () => {
    const price = { amount: parseAmount('12500.5', 'EUR')!, currency: 'EUR' };
    expect(toFields({ ...toValues(EMPTY_LISTING), price }).price).toEqual({
      amount: 1_250_050,
      currency: 'EUR',
    });
  });

  it('makes a headline of what names the watch when there is none', () => {
    const values = { ...toValues(EMPTY_LISTING), brand: 'Omega ', model: 'Speedmaster' };
    expect(titleOf(values)).toBe('Omega Speedmaster');
    expect(titleOf({ ...values, title: ' My watch ' })).toBe('My watch');
    expect(titleOf(toValues(EMPTY_LISTING))).toBe('');
  });
});

describe('a form whose listing changed meanwhile', () => {
  const base = toValues({ ...EMPTY_LISTING, brand: 'Omega', city: 'Bern', quantity: 2 } as ListingFields);

  it('tells what they changed, and what both did', () => {
    const mine = { ...base, brand: 'Tudor', model: 'Ranger', dial_color: 'black' };
    const latest = { ...base, brand: 'Rolex', dial_color: 'black', quantity: 1 };
    expect(compareWith(base, mine, latest)).toEqual({
      theirs: ['brand', 'dial_color', 'quantity'],
      both: ['brand'],
    });
  });

  it('keeps the changes of one side, and decides those of both', () => {
    const mine = { ...base, brand: 'Tudor', model: 'Ranger' };
    const latest = { ...base, brand: 'Rolex', quantity: 1 };
    expect(rebase(base, mine, latest, 'mine')).toMatchObject({
      brand: 'Tudor',
      model: 'Ranger',
      quantity: 1,
    });
    expect(rebase(base, mine, latest, 'theirs')).toMatchObject({
      brand: 'Rolex',
      model: 'Ranger',
      quantity: 1,
    });
  });

  it('leaves nothing to send when theirs is taken and nothing else was typed', () => {
    fc.assert(
      fc.property(valuesOf, valuesOf, (before, latest) => {
        expect(changedFields(latest, rebase(before, before, latest, 'mine'))).toEqual([]);
        const overwritten = rebase(before, { ...before, brand: `${before.brand}x` }, latest, 'mine');
        expect(changedFields(latest, overwritten)).toEqual(
          latest.brand === `${before.brand}x` ? [] : ['brand'],
        );
      }),
    );
  });
});
