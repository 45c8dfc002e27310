import { ApiError } from './api-error.ts';
import { currencyExponent, MAX_AMOUNT, type Money } from './money.ts';

export const PERCENT = { min: -90, max: 500 } as const;

/** In major units; for watches rarely more than 1,000. */
export const ROUND_TO = { min: 1, max: 100_000 } as const;

/** Percentages have two decimals. */
const HUNDREDTHS = 100;

export const hasTwoDecimals = (percent: number): boolean => Number(percent.toFixed(2)) === percent;

const refusal = (message: string) => new ApiError('invalid_state', { message });

/**
 * A price raised or lowered by `percent`, exact, rounded half up to whole minor units, or to a multiple of `roundTo`
 * major units.
 * @throws ApiError `invalid_state` when it would vanish or exceed what a price may be
 */
export function changePriceByPercent(price: Money, percent: number, roundTo?: number): Money {
  const unit =
    roundTo === undefined ? 1n : BigInt(roundTo) * 10n ** BigInt(currencyExponent(price.currency) ?? 2);
  const changed = BigInt(price.amount) * BigInt(Math.round((100 + percent) * HUNDREDTHS));
  const divisor = unit * BigInt(100 * HUNDREDTHS);
  const amount = Number(((2n * changed + divisor) / (2n * divisor)) * unit);
  if (amount === 0 && price.amount > 0) throw refusal('The price would be rounded to 0.');
  if (amount > MAX_AMOUNT) throw refusal('The price would be higher than a price may be.');
  return { amount, currency: price.currency };
}
