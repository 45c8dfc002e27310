import type { Money } from '../api/shapes.ts';
import { currencyDigits } from '../components/money.ts';

/** What the hub takes: percentages with two decimals. */
export const PERCENT = { min: -90, max: 500 } as const;

const HUNDREDTHS = 100;

/**
 * What the hub will make of a price, for the preview: exact, rounded half up to minor units, or to a multiple of
 * `roundTo` major units. Null when it would vanish, which the hub refuses.
 */
export function changedPrice(price: Money, percent: number, roundTo: number | null): Money | null {
  const unit = roundTo === null ? 1n : BigInt(roundTo) * 10n ** BigInt(currencyDigits(price.currency));
  const changed = BigInt(price.amount) * BigInt(Math.round((100 + percent) * HUNDREDTHS));
  const divisor = unit * BigInt(100 * HUNDREDTHS);
  const amount = Number(((2n * changed + divisor) / (2n * divisor)) * unit);
  return amount === 0 && price.amount > 0 ? null : { amount, currency: price.currency };
}
