import { invalidParameter } from './api-error.ts';
import { CURRENCY_EXPONENTS } from './currencies.ts';

/** An amount in the currency's minor unit (cent, yen, fils), as ISO 4217 divides it. */
export interface Money {
  readonly amount: number;
  readonly currency: string;
}

/** Ten trillion minor units: far above any watch, far below where a sum of 50 lines loses digits. */
export const MAX_AMOUNT = 10_000_000_000_000;

/** Digits after the decimal point: 2 for EUR, 0 for JPY, 3 for KWD. Null when the code is not in ISO 4217. */
export function currencyExponent(currency: string): number | null {
  return CURRENCY_EXPONENTS.get(currency) ?? null;
}

/** Throws `invalid_parameter` at `param` unless the money is whole, in bounds and of a known currency. */
export function assertMoney(money: Money, param: string): void {
  if (currencyExponent(money.currency) === null) {
    throw invalidParameter(`${param}.currency`, `${money.currency} is not an ISO 4217 currency code.`);
  }
  if (!Number.isSafeInteger(money.amount) || money.amount < 0 || money.amount > MAX_AMOUNT) {
    throw invalidParameter(
      `${param}.amount`,
      `must be a whole number from 0 to ${MAX_AMOUNT} in minor units.`,
    );
  }
}

/** `1299900` EUR becomes `12999.00`; exact, without floating point. */
export function formatAmount(money: Money): string {
  const exponent = currencyExponent(money.currency) ?? 2;
  if (exponent === 0) return String(money.amount);
  const digits = String(money.amount).padStart(exponent + 1, '0');
  return `${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
}
