import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changedPrice } from '../../src/inventory/price-change.ts';

const euros = (amount: number) => ({ amount, currency: 'EUR' });

describe('a price changed by percent', () => {
  it('is exact, and rounded half up to the minor unit', () => {
    expect(changedPrice(euros(1_250_000), 10, null)).toEqual(euros(1_375_000));
    expect(changedPrice(euros(333), -50, null)).toEqual(euros(167));
    expect(changedPrice(euros(10_000), 0.01, null)).toEqual(euros(10_001));
  });

  it('is rounded to a multiple of the given whole units, whatever minor units the currency has', () => {
    expect(changedPrice(euros(1_234_567), 5, 10)).toEqual(euros(1_296_000));
    expect(changedPrice({ amount: 1_234_567, currency: 'JPY' }, 5, 1_000)).toEqual({
      amount: 1_296_000,
      currency: 'JPY',
    });
  });

  it('is none where rounding would make it vanish', () => {
    expect(changedPrice(euros(400), -50, 100)).toBeNull();
    expect(changedPrice(euros(0), 10, null)).toEqual(euros(0));
  });

  it('stays within half a rounding step of the exact product', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000_000_000 }),
        fc.integer({ min: -90, max: 500 }),
        fc.constantFrom(null, 1, 10, 500),
        (amount, percent, roundTo) => {
          const next = changedPrice(euros(amount), percent, roundTo);
          const stepMinor = (roundTo ?? 0.01) * 100;
          const exact = (amount * (100 + percent)) / 100;
          expect(Math.abs((next?.amount ?? 0) - exact)).toBeLessThanOrEqual(stepMinor / 2 + 1e-6);
        },
      ),
    );
  });
});
