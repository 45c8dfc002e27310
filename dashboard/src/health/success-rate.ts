const PERCENT = new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 1 });

/** A rate from 0 to 1 as per cent; 100 % and 0 % are said only when nothing, or everything, failed. */
export function formatSuccessRate(rate: number): string {
  if (rate > 0.999 && rate < 1) return PERCENT.format(0.999);
  if (rate > 0 && rate < 0.001) return PERCENT.format(0.001);
  return PERCENT.format(rate);
}
