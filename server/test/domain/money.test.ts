import { describe, expect, it } from 'vitest';
import { assertMoney, currencyExponent, formatAmount } from '../../src/domain/money.ts';

describe('money', () => {
  it.each([
    ['EUR', 2],
    ['JPY', 0],
    ['KWD', 3],
    ['ISK', 0],
    ['HUF', 2],
    ['XXX', null],
    ['eur', null],
  ])('%s has its decimals from ISO 4217: %s', (currency, exponent) => {
    expect(currencyExponent(currency)).toBe(exponent);
  });

  it.each([
    [{ amount: 1_299_900, currency: 'EUR' }, '12999.00'],
    [{ amount: 5, currency: 'EUR' }, '0.05'],
    [{ amount: 0, currency: 'EUR' }, '0.00'],
    [{ amount: 1_980_000, currency: 'JPY' }, '1980000'],
    [{ amount: 4_250_500, currency: 'KWD' }, '4250.500'],
  ])('%j is written %s', (money, text) => {
    expect(formatAmount(money)).toBe(text);
  });

  it.each([
    [{ amount: 1, currency: 'BTC' }, 'price.currency'],
    [{ amount: -1, currency: 'EUR' }, 'price.amount'],
    [{ amount: 1.5, currency: 'EUR' }, 'price.amount'],
    [{ amount: Number.NaN, currency: 'EUR' }, 'price.amount'],
    [{ amount: 10_000_000_000_001, currency: 'EUR' }, 'price.amount'],
  ])('refuses %j at %s', (money, param) => {
    expect(() => assertMoney(money, 'price')).toThrow(
      expect.objectContaining({ code: 'invalid_parameter', param }),
    );
  });
});
