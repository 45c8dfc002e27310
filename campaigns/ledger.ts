import type { Tried } from './campaign.ts';

/** What a campaign tried and what it found, each finding once. */
export class Ledger {
  readonly #tried = new Map<string, number>();
  readonly #findings = new Set<string>();
  readonly #where: string;

  /** @param where what sets this part of the campaign apart, before each finding; default: nothing */
  constructor(where = '') {
    this.#where = where === '' ? '' : `${where}: `;
  }

  count(what: string, times = 1): void {
    this.#tried.set(what, (this.#tried.get(what) ?? 0) + times);
  }

  check(isRight: boolean, finding: string): void {
    if (!isRight) this.#findings.add(this.#where + finding);
  }

  get tried(): Tried[] {
    return Ledger.sum([this]);
  }

  get findings(): readonly string[] {
    return [...this.#findings];
  }

  static sum(ledgers: readonly Ledger[]): Tried[] {
    const times = new Map<string, number>();
    for (const ledger of ledgers)
      for (const [what, count] of ledger.#tried) times.set(what, (times.get(what) ?? 0) + count);
    return [...times].map(([what, count]) => ({ what, times: count }));
  }
}
