export interface Target {
  readonly text: string;
  readonly isMet: boolean;
}

/** One line of the report. */
export interface Figure {
  readonly measure: string;
  readonly value: number;
  /** `''` for counts. */
  readonly unit: '' | '/s' | 'ms' | 's' | 'MB' | '×';
  /** What a bare loop or handler did beside it, in the same unit. */
  readonly limit?: number;
  readonly target?: Target;
}

export const count = (measure: string, value: number): Figure => ({ measure, value, unit: '' });
export const perSecond = (measure: string, value: number): Figure => ({ measure, value, unit: '/s' });

/** A rate beside its limit. @param minShare of the limit; null = no target */
export function shareOfLimit(measure: string, value: number, limit: number, minShare: number | null): Figure {
  const figure: Figure = { measure, value, unit: '/s', limit };
  if (minShare === null) return figure;
  const text = `≥ ${Math.round(minShare * 100)} % of the limit`;
  return { ...figure, target: { text, isMet: value >= limit * minShare } };
}

/** @param max null = no target */
export function atMost(measure: string, value: number, unit: Figure['unit'], max: number | null): Figure {
  if (max === null) return { measure, value, unit };
  const text = `≤ ${max}${unit === '' ? '' : ` ${unit}`}`;
  // A value that couldn't be measured meets nothing.
  return { measure, value, unit, target: { text, isMet: value <= max } };
}

/** How many times `before` it is. */
export function ratioAtMost(measure: string, value: number, before: number, max: number): Figure {
  return atMost(measure, value / before, '×', max);
}
