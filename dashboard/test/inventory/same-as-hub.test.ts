import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COUNTRY_CODES as HUB_COUNTRIES } from '../../../server/src/domain/countries.ts';
import * as hub from '../../../server/src/domain/listing.ts';
import { LISTING_SORTS as HUB_SORTS } from '../../../server/src/domain/listing-sort.ts';
import { changePriceByPercent, PERCENT as HUB_PERCENT } from '../../../server/src/domain/price-change.ts';
import { COUNTRY_CODES } from '../../src/components/countries.ts';
import { CONDITIONS, MOVEMENTS, YEAR_PRECISIONS } from '../../src/inventory/listing-words.ts';
import { changedPrice, PERCENT } from '../../src/inventory/price-change.ts';
import { LISTING_SORTS, STATUSES } from '../../src/inventory/use-inventory-filters.ts';

/** What a price becomes on the hub; null where it refuses. */
function onHub(price: { amount: number; currency: string }, percent: number, roundTo: number | null) {
  try {
    return changePriceByPercent(price, percent, roundTo ?? undefined);
  } catch {
    return null;
  }
}

describe('what the dashboard offers', () => {
  it('is what the hub takes', () => {
    expect(COUNTRY_CODES).toEqual([...HUB_COUNTRIES]);
    expect(CONDITIONS).toEqual(hub.CONDITIONS);
    expect(MOVEMENTS).toEqual(hub.MOVEMENTS);
    expect(YEAR_PRECISIONS).toEqual(hub.YEAR_PRECISIONS);
    expect(STATUSES).toEqual(hub.LISTING_STATUSES);
    expect([...LISTING_SORTS].sort()).toEqual([...HUB_SORTS].sort());
    expect(PERCENT).toEqual(HUB_PERCENT);
  });

  it('previews the price that the hub will set', () => {
    fc.assert(
      fc.property(
        fc.record({
          amount: fc.nat(1_000_000_000),
          currency: fc.constantFrom('EUR', 'JPY', 'KWD'),
        }),
        fc.integer({ min: 100 * PERCENT.min, max: 100 * PERCENT.max }).map((hundredths) => hundredths / 100),
        fc.constantFrom(null, 1, 10, 1_000),
        (price, percent, roundTo) => {
          expect(changedPrice(price, percent, roundTo)).toEqual(onHub(price, percent, roundTo));
        },
      ),
    );
  });
});
