import { type Micros, SECOND_US } from '../domain/time.ts';

/** Above this rate requests go out in small bursts, since timers are no finer than a millisecond. */
const BURSTS_FROM_PER_SECOND = 50;
const BURST_US = 20_000;
/** Of each second: what bursts and a receiver's own clock may add never makes it more than the limit. */
const SLACK = 1.04;

/**
 * Spaces the requests to one endpoint so that no second sees more than its limit (the generic cell rate
 * algorithm). `nextUs` goes with the lane from owner to owner.
 */
export class SendPace {
  #nextUs: Micros = 0;
  #intervalUs = 0;
  #burstUs = 0;

  /** When the next request would leave if all were spaced evenly. */
  get nextUs(): Micros {
    return this.#nextUs;
  }

  /** @param perSecond at least 1 */
  setRate(perSecond: number): void {
    this.#intervalUs = (SLACK * SECOND_US) / perSecond;
    this.#burstUs = perSecond > BURSTS_FROM_PER_SECOND ? BURST_US : 0;
  }

  /** What the owner before has used up. */
  resume(nextUs: Micros): void {
    this.#nextUs = Math.max(this.#nextUs, nextUs);
  }

  /** How long to wait before the next request; 0 = it may go now. */
  waitUs(nowUs: Micros): number {
    // Further ahead than pacing ever puts it: the clock was set back.
    if (this.#nextUs > nowUs + this.#burstUs + this.#intervalUs) this.#nextUs = nowUs;
    return Math.max(0, this.#nextUs - this.#burstUs - nowUs);
  }

  take(nowUs: Micros): void {
    this.#nextUs = Math.max(this.#nextUs, nowUs) + this.#intervalUs;
  }
}
