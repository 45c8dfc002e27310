import type { Micros } from '../../src/domain/time.ts';

interface Period {
  readonly secret: string;
  readonly fromUs: Micros;
  untilUs: Micros;
}

/** Which signing secrets of an endpoint a receiver that follows the docs accepts when. */
export class SecretHistory {
  readonly #periods: Period[];

  constructor(first: string) {
    this.#periods = [{ secret: first, fromUs: 0, untilUs: Number.POSITIVE_INFINITY }];
  }

  /** @param previousUntilUs the end of the grace, or the latest moment at which there was none yet */
  rotate(secret: string, fromUs: Micros, previousUntilUs: Micros): void {
    for (const period of this.#periods) period.untilUs = Math.min(period.untilUs, previousUntilUs);
    this.#periods.push({ secret, fromUs, untilUs: Number.POSITIVE_INFINITY });
  }

  /** Those valid at any moment of `[fromUs, untilUs]`, the newest first. */
  validBetween(fromUs: Micros, untilUs: Micros): string[] {
    return this.#periods
      .filter((it) => it.fromUs <= untilUs && fromUs < it.untilUs)
      .map((it) => it.secret)
      .reverse();
  }

  isInGrace(nowUs: Micros): boolean {
    return this.validBetween(nowUs, nowUs).length > 1;
  }
}
