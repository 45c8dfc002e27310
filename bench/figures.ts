export interface Target {
  readonly text: string;
  readonly isMet: boolean;
}

/** One cell of the report. */
export interface Figure {
  /** The row: what was done, such as `8 endpoints`. */
  readonly case: string;
  /** The column: what was measured, such as `delivered`. */
  readonly measure: string;
  /** NaN where there was nothing to measure. */
  readonly value: number;
  /** `''` for counts. */
  readonly unit: '' | '/s' | 'µs' | 'ms' | 's' | 'MB' | '×';
  /** What a bare loop or handler did beside it, in the same unit. */
  readonly limit?: number;
  readonly target?: Target;
}

/** The row of what holds for a whole scenario. */
export const ALL = 'all';

/** What is measured of one case. */
export class Measured {
  readonly figures: Figure[] = [];
  readonly #case: string;

  constructor(name: string) {
    this.#case = name;
  }

  add(measure: string, value: number, unit: Figure['unit'] = ''): this {
    this.figures.push({ case: this.#case, measure, value, unit });
    return this;
  }

  /** @param max the target, null = none; a value that couldn't be measured meets none */
  atMost(measure: string, value: number, unit: Figure['unit'], max: number | null): this {
    if (max === null) return this.add(measure, value, unit);
    const text = `≤ ${max}${unit === '' ? '' : ` ${unit}`}`;
    this.figures.push({ case: this.#case, measure, value, unit, target: { text, isMet: value <= max } });
    return this;
  }

  /** A rate beside its limit. @param minShare the target, null = none */
  shareOf(measure: string, value: number, limit: number, minShare: number | null): this {
    const figure: Figure = { case: this.#case, measure, value, unit: '/s', limit };
    const text = `≥ ${Math.round((minShare ?? 0) * 100)} % of the limit`;
    const target = { text, isMet: value >= limit * (minShare ?? 0) };
    this.figures.push(minShare === null ? figure : { ...figure, target });
    return this;
  }
}
