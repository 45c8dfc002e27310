import type { Money } from '../api/shapes.ts';

const formats = new Map<string, Intl.NumberFormat>();

function formatOf(currency: string): Intl.NumberFormat {
  const known = formats.get(currency);
  if (known !== undefined) return known;
  const format = new Intl.NumberFormat(undefined, { style: 'currency', currency });
  formats.set(currency, format);
  return format;
}

/** Digits after the decimal point: 2 for EUR, 0 for JPY, 3 for KWD (ISO 4217, which ECMA-402 follows). */
export function currencyDigits(currency: string): number {
  return formatOf(currency).resolvedOptions().maximumFractionDigits ?? 2;
}

/** As the reader's language writes it: `€12,500.00`. */
export function formatMoney({ amount, currency }: Money): string {
  return formatOf(currency).format(amount / 10 ** currencyDigits(currency));
}

/** A plain decimal such as `12500.5` as minor units; null when it is no amount of this currency. */
export function parseAmount(text: string, currency: string): number | null {
  const digits = currencyDigits(currency);
  const match = /^(\d{1,13})(?:\.(\d{1,3}))?$/.exec(text.trim());
  if (match === null) return null;
  const fraction = match[2] ?? '';
  if (fraction.length > digits) return null;
  return Number(`${match[1]}${fraction.padEnd(digits, '0')}`);
}

/** Minor units as a plain number for an input: `12500.50`. */
export function amountText({ amount, currency }: Money): string {
  const digits = currencyDigits(currency);
  return (amount / 10 ** digits).toFixed(amount % 10 ** digits === 0 ? 0 : digits);
}
