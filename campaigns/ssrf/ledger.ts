import type { Tried } from '../campaign.ts';

/** What was tried and what was found, as one hub after the other is looked at. */
export class Ledger {
  readonly #tried = new Map<string, number>();
  readonly #findings = new Set<string>();
  readonly #hub: string;

  /** @param hub what sets this one apart, as a part of each finding */
  constructor(hub: string) {
    this.#hub = hub;
  }

  count(what: string, times = 1): void {
    this.#tried.set(what, (this.#tried.get(what) ?? 0) + times);
  }

  check(isRight: boolean, finding: string): void {
    if (!isRight) this.#findings.add(`${this.#hub}: ${finding}`);
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
