import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_AMOUNT } from '../../src/domain/money.ts';
import { changePriceByPercent, hasTwoDecimals, PERCENT } from '../../src/domain/price-change.ts';

const eur = (amount: number) => ({ amount, currency: 'EUR' });

describe('a price changed by a percentage', () => {
  it.each([
    [1_000_00, 10, undefined, 1_100_00],
    [1_000_00, -10, undefined, 900_00],
    [999_99, 2.5, undefined, 1_024_99], // 102,498.975 cents
    [1, 50, undefined, 2], // 1.5: half up
    [1, -50, undefined, 1],
    [3, -50, undefined, 2],
    [1_234_56, 0, undefined, 1_234_56],
    [1_234_56, 0, 10, 1_230_00],
    [1_235_00, 0, 10, 1_240_00],
    [12_345_67, 7.77, 50, 13_300_00],
    [0, 100, undefined, 0],
    [MAX_AMOUNT / 5, 400, undefined, MAX_AMOUNT],
  ])('%i cents by %f %% to multiples of %s is %i cents', (amount, percent, roundTo, expected) => {
    expect(changePriceByPercent(eur(amount), percent, roundTo)).toEqual(eur(expected));
  });

  it('knows how a currency divides', () => {
    const changed = (currency: string) => changePriceByPercent({ amount: 1_234_567, currency }, 0, 10).amount;
    expect([changed('JPY'), changed('EUR'), changed('KWD')]).toEqual([1_234_570, 1_235_000, 1_230_000]);
  });

  it.each([
    ['would vanish', eur(4_99), 0, 10],
    ['exceeds the highest', eur(MAX_AMOUNT), 0.01, undefined],
  ])('is refused when it %s', (_, price, percent, roundTo) => {
    expect(() => changePriceByPercent(price, percent, roundTo)).toThrow(
      expect.objectContaining({ code: 'invalid_state' }),
    );
  });

  it('is the whole unit nearest to the exact one, the higher of two', () => {
    const hundredths = fc.integer({ min: PERCENT.min * 100, max: PERCENT.max * 100 });
    fc.assert(
      fc.property(fc.integer({ min: 10, max: MAX_AMOUNT / 10 }), hundredths, (amount, percent) => {
        const exact = BigInt(amount) * BigInt(10_000 + percent); // in units of 1/10,000
        const found = BigInt(changePriceByPercent(eur(amount), percent / 100).amount) * 10_000n;
        expect(found - exact).toBeGreaterThan(-5_000n);
        expect(found - exact).toBeLessThanOrEqual(5_000n);
      }),
    );
  });
});

describe('a percentage', () => {
  it.each([0, 10, -7.5, 2.55, 0.07, 499.99, -89.99, 1.1])('%f has two decimals at most', (percent) => {
    expect(hasTwoDecimals(percent)).toBe(true);
  });
  it.each([0.001, 2.555, 1 / 3])('%f has more', (percent) => {
    expect(hasTwoDecimals(percent)).toBe(false);
  });
});
