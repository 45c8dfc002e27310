import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAmount, readCurrency, readPrice } from '../../src/domain/csv-price.ts';
import { CURRENCY_EXPONENTS } from '../../src/domain/currencies.ts';
import { formatAmount, MAX_AMOUNT } from '../../src/domain/money.ts';

const money = (amount: number, currency: string) => ({ value: { amount, currency } });

describe('a price', () => {
  it.each([
    ['12990', 'EUR', money(1_299_000, 'EUR')],
    ['12990', '€', money(1_299_000, 'EUR')],
    ['12.990', 'EUR', money(1_299_000, 'EUR')],
    ['12,990', 'USD', money(1_299_000, 'USD')],
    ['12,99', 'EUR', money(1_299, 'EUR')],
    ['12.9', 'EUR', money(1_290, 'EUR')],
    ['1.234.567,89', 'EUR', money(123_456_789, 'EUR')],
    ['1,234,567.89', 'EUR', money(123_456_789, 'EUR')],
    ['1.234.567', 'EUR', money(123_456_700, 'EUR')],
    ['12,34,567', 'INR', money(123_456_700, 'INR')],
    ["CHF 12'990.50", '', money(1_299_050, 'CHF')],
    ['12’990.-', 'CHF', money(1_299_000, 'CHF')],
    ['12\u00a0990,50\u202f€', '', money(1_299_050, 'EUR')],
    ['€ 12.990,-', '', money(1_299_000, 'EUR')],
    ['12.990,– EUR', '', money(1_299_000, 'EUR')],
    ['$25,995', '', money(2_599_500, 'USD')],
    ['US$25,995.00', '', money(2_599_500, 'USD')],
    ['$25,995', 'AUD', money(2_599_500, 'AUD')],
    ['HK$ 80,000', '', money(8_000_000, 'HKD')],
    ['£40,750', '', money(4_075_000, 'GBP')],
    ['1,250,000', 'JPY', money(1_250_000, 'JPY')],
    ['¥1.250.000', '', money(1_250_000, 'JPY')],
    ['1250000.00', 'JPY', money(1_250_000, 'JPY')],
    ['¥80,000', 'CNY', money(8_000_000, 'CNY')],
    ['1234.567', 'KWD', money(1_234_567, 'KWD')],
    ['12.345', 'KWD', money(12_345, 'KWD')],
    ['12,345', 'KWD', money(12_345_000, 'KWD')],
    ['12990.000000', 'EUR', money(1_299_000, 'EUR')],
    ['12 500 kr', 'SEK', money(1_250_000, 'SEK')],
    ['9.500 € (inkl. MwSt.)', '', money(950_000, 'EUR')],
    ['€ 9.500 VB', '', money(950_000, 'EUR')],
    ['  9500 ', ' eur ', money(950_000, 'EUR')],
    ['0', 'EUR', money(0, 'EUR')],
    ['Price on request', '', { value: null }],
    ['Preis auf Anfrage', 'EUR', { value: null }],
    ['Prix sur demande', '', { value: null }],
    ['Prezzo su richiesta', '', { value: null }],
    ['Precio a consultar', '', { value: null }],
    ['', 'EUR', null],
    [' - ', '', null],
    ['n/a', '', null],
  ])('%j with currency %j', (cell, currency, expected) => {
    expect(readPrice(cell, currency)).toEqual(expected);
  });

  it.each([
    ['12990', ''],
    ['12990', 'Dogecoin'],
    ['12990 €', 'USD'],
    ['-5', 'EUR'],
    ['−5 €', ''],
    ['12.345', 'XYZ'],
    ['1.2345', 'EUR'],
    ['1,2,3', 'EUR'],
    ['1.23.456,7.8', 'EUR'],
    ['12k', 'EUR'],
    ['12990 or 13990', 'EUR'],
    ['ask', 'EUR'],
    ['99999999999999999', 'EUR'],
    ['12 99', 'EUR'],
    ['1e5', 'EUR'],
    ['5', 'constructor'],
    ['5 toString', ''],
    ['5', '__proto__'],
    [`${'('.repeat(300)}5`, 'EUR'],
  ])('%j with currency %j is refused', (cell, currency) => {
    expect(readPrice(cell, currency)).toHaveProperty('problem');
  });

  it('reads what the export writes, for every currency and amount', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: MAX_AMOUNT }),
        fc.constantFrom(...CURRENCY_EXPONENTS.keys()),
        (amount, currency) => {
          expect(readPrice(formatAmount({ amount, currency }), currency)).toEqual(money(amount, currency));
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('reads the same number in the English, German, French and Swiss style', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10 ** 10 }), (cents) => {
        for (const locale of ['en', 'de', 'fr', 'de-CH', 'it', 'es', 'en-IN']) {
          const text = new Intl.NumberFormat(locale, { minimumFractionDigits: 2 }).format(cents / 100);
          expect(readPrice(text, 'EUR'), text).toEqual(money(cents, 'EUR'));
        }
      }),
    );
  });

  it('never throws, and never makes an amount that is not whole and positive', () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ maxLength: 4 }), fc.nat(3), (cell, currency, exponent) => {
        const reading = readPrice(cell, currency);
        if (reading !== null && 'value' in reading && reading.value !== null) {
          expect(Number.isSafeInteger(reading.value.amount) && reading.value.amount >= 0).toBe(true);
        }
        readAmount(cell, exponent);
        readCurrency(cell);
      }),
    );
  });
});
