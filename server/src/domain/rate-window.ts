/** A rolling window has this length. */
export const RATE_WINDOW_MS = 60_000;

/** Tokens that one node has put aside for itself in one second. */
export interface Reservation {
  readonly node: string;
  /** Unix time in whole seconds. */
  readonly second: number;
  readonly tokens: number;
}

/** What a node asks the shared table for: its row of `second` becomes `tokens`. */
export interface ReservationPlan {
  readonly nowMs: number;
  readonly second: number;
  readonly tokens: number;
}

/** By how much several nodes together may exceed the limit. */
const TOLERANCE = 0.05;

/** A node hands back what it did not use at the latest so long after the reservation's second. */
const UNSETTLED_SECONDS = 1;

/** Within its second anywhere, so that it certainly counts for a whole window. */
const reservationEndMs = (reservation: Reservation): number =>
  (reservation.second + 1) * 1000 + RATE_WINDOW_MS;

/**
 * One bucket as one node sees it. Its own use it knows to the millisecond; what others use it learns from
 * their reservations, which it counts to the end of their second. Spending needs a reservation, and all
 * reservations are made one after another, so at each of them everybody's tokens of the last 60 s are known:
 * their sum never exceeds the limit by more than 5 %, and not at all while only one node is in use.
 */
export class RateWindow {
  readonly limit: number;
  /** Own use, oldest first, one entry per millisecond; those before `#head` have left the window. */
  #log: { ms: number; tokens: number }[] = [];
  #head = 0;
  #used = 0;
  #second = Number.NEGATIVE_INFINITY;
  #reserved = 0;
  #spent = 0;
  #others: readonly Reservation[] = [];
  #nowMs = Number.NEGATIVE_INFINITY;

  constructor(limit: number) {
    this.limit = limit;
  }

  /** Takes the tokens from this second's reservation; false when they need a new one. */
  spend(cost: number, nowMs: number): boolean {
    this.#advance(nowMs);
    if (this.#unspent() < cost) return false;
    this.#record(cost, this.#nowMs);
    return true;
  }

  /** Whether the node's own use alone forbids it, so that nobody need be asked. */
  isUsedUp(cost: number, nowMs: number): boolean {
    this.#advance(nowMs);
    return this.#used + cost > this.limit;
  }

  /**
   * How much to reserve so that `cost` can be spent; null when there is not enough left. Nothing changes
   * until `reserve`. Small portions, so that little lies idle with a node that needs no more.
   * @param others what the other nodes have reserved, read while nobody else can reserve
   */
  planReservation(cost: number, nowMs: number, others: readonly Reservation[]): ReservationPlan | null {
    this.#advance(nowMs);
    this.#others = others.filter((it) => reservationEndMs(it) > this.#nowMs);
    const unspent = this.#unspent();
    const free = this.limit + this.#idleElsewhere() - this.#used - unspent - this.#usedByOthers();
    const tokens = Math.min(Math.max(cost - unspent, this.#portion()), free);
    if (unspent + tokens < cost) return null;
    const second = this.#currentSecond();
    const reserved = second === this.#second ? this.#reserved : 0;
    return { nowMs: this.#nowMs, second, tokens: reserved + tokens };
  }

  /**
   * The plan is in the shared table: takes `cost` out of it as of the moment it was made, however long the
   * table took. An earlier second has been settled before.
   */
  reserve(plan: ReservationPlan, cost: number): void {
    if (plan.second !== this.#second) this.#spent = 0;
    this.#second = plan.second;
    this.#reserved = plan.tokens;
    this.#record(cost, plan.nowMs);
  }

  /** What is to be handed back: the reservation of a second that is over shrinks to what was spent. */
  settle(nowMs: number): { readonly second: number; readonly tokens: number } | null {
    this.#advance(nowMs);
    if (this.#currentSecond() === this.#second || this.#reserved === this.#spent) return null;
    this.#reserved = this.#spent;
    return { second: this.#second, tokens: this.#spent };
  }

  remaining(nowMs: number): number {
    this.#advance(nowMs);
    return Math.max(0, this.limit - this.#used - this.#usedByOthers());
  }

  /** Milliseconds until `cost` tokens are free if nobody uses any more. */
  retryAfterMs(cost: number, nowMs: number): number {
    let missing = cost - this.remaining(nowMs);
    for (const { endMs, tokens } of this.#ends()) {
      if (missing <= 0) break;
      missing -= tokens;
      if (missing <= 0) return endMs - this.#nowMs;
    }
    return 0;
  }

  /** When the whole window is free again if nobody uses any more; now when it is. */
  resetMs(nowMs: number): number {
    this.#advance(nowMs);
    const lastMs = this.#used > 0 ? this.#log.at(-1)!.ms + RATE_WINDOW_MS : this.#nowMs;
    return this.#others.reduce((latestMs, it) => Math.max(latestMs, reservationEndMs(it)), lastMs);
  }

  /** Nothing in it matters any more. */
  isIdle(nowMs: number): boolean {
    this.#advance(nowMs);
    return this.#used === 0 && this.#usedByOthers() === 0 && this.#reserved === this.#spent;
  }

  #record(cost: number, atMs: number): void {
    this.#spent += cost;
    this.#used += cost;
    const last = this.#log.at(-1);
    if (last !== undefined && last.ms >= atMs && this.#head < this.#log.length) last.tokens += cost;
    else this.#log.push({ ms: atMs, tokens: cost });
  }

  /** Time never runs backwards here, whatever the machine's clock does. */
  #advance(nowMs: number): void {
    this.#nowMs = Math.max(this.#nowMs, nowMs);
    let oldest = this.#log[this.#head];
    while (oldest !== undefined && oldest.ms + RATE_WINDOW_MS <= this.#nowMs) {
      this.#used -= oldest.tokens;
      this.#head += 1;
      oldest = this.#log[this.#head];
    }
    if (this.#head > 64 && this.#head > this.#log.length / 2) {
      this.#log = this.#log.slice(this.#head);
      this.#head = 0;
    }
  }

  #currentSecond(): number {
    return Math.floor(this.#nowMs / 1000);
  }

  #unspent(): number {
    return this.#currentSecond() === this.#second ? this.#reserved - this.#spent : 0;
  }

  #usedByOthers(): number {
    let sum = 0;
    for (const it of this.#others) if (reservationEndMs(it) > this.#nowMs) sum += it.tokens;
    return sum;
  }

  /** All unspent portions together stay within the tolerance. */
  #portion(): number {
    const nodes = new Set(this.#others.map((it) => it.node)).size + 1;
    return Math.max(1, Math.floor((this.limit * TOLERANCE) / Math.max(2, nodes)));
  }

  /**
   * What others have probably put aside without spending it, at most the tolerance: without this, tokens that
   * lie idle elsewhere would refuse a client that has not used up its limit.
   */
  #idleElsewhere(): number {
    const unsettledFrom = this.#currentSecond() - UNSETTLED_SECONDS;
    const recent = new Map<string, number>();
    for (const it of this.#others) {
      if (it.second >= unsettledFrom) recent.set(it.node, (recent.get(it.node) ?? 0) + it.tokens);
    }
    const portion = this.#portion();
    let idle = 0;
    for (const tokens of recent.values()) idle += Math.min(tokens, portion);
    return Math.min(idle, Math.floor(this.limit * TOLERANCE));
  }

  /** When tokens become free, earliest first. */
  #ends(): { endMs: number; tokens: number }[] {
    const own = this.#log.slice(this.#head).map(({ ms, tokens }) => ({ endMs: ms + RATE_WINDOW_MS, tokens }));
    const others = this.#others
      .map((it) => ({ endMs: reservationEndMs(it), tokens: it.tokens }))
      .filter((end) => end.endMs > this.#nowMs);
    return [...own, ...others].sort((left, right) => left.endMs - right.endMs);
  }
}
