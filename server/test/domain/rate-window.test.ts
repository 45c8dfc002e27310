import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RateWindow, type Reservation } from '../../src/domain/rate-window.ts';

const START_MS = 1_778_146_200_000;

/** Nodes that share one table, whose reservations happen one after another. */
class Nodes {
  readonly windows: RateWindow[];
  readonly admitted: { ms: number; cost: number }[] = [];
  readonly #rows = new Map<string, Reservation>();

  constructor(count: number, limit: number) {
    this.windows = Array.from({ length: count }, () => new RateWindow(limit));
  }

  take(node: number, cost: number, nowMs: number): boolean {
    const window = this.windows[node]!;
    if (!window.spend(cost, nowMs) && !this.#reserve(node, cost, nowMs)) return false;
    this.admitted.push({ ms: nowMs, cost });
    return true;
  }

  settle(node: number, nowMs: number): void {
    const unused = this.windows[node]!.settle(nowMs);
    if (unused !== null) this.#save(node, unused);
  }

  #reserve(node: number, cost: number, nowMs: number): boolean {
    this.settle(node, nowMs);
    const others = [...this.#rows.values()].filter((row) => row.node !== String(node));
    const plan = this.windows[node]!.planReservation(cost, nowMs, others);
    if (plan === null) return false;
    this.#save(node, plan);
    this.windows[node]!.reserve(plan, cost);
    return true;
  }

  #save(node: number, { second, tokens }: { second: number; tokens: number }): void {
    this.#rows.set(`${node} ${second}`, { node: String(node), second, tokens });
  }
}

/** The most tokens admitted in any 60 s. */
function busiestMinute(admitted: readonly { ms: number; cost: number }[]): number {
  let most = 0;
  let sum = 0;
  let first = 0;
  for (const { ms, cost } of admitted) {
    sum += cost;
    while (admitted[first]!.ms + 60_000 <= ms) sum -= admitted[first++]!.cost;
    most = Math.max(most, sum);
  }
  return most;
}

/** A plain sliding log: what one node must do exactly. */
function slidingLog(requests: readonly { ms: number; cost: number }[], limit: number): boolean[] {
  const log: { ms: number; cost: number }[] = [];
  return requests.map(({ ms, cost }) => {
    const used = log.filter((it) => it.ms + 60_000 > ms).reduce((sum, it) => sum + it.cost, 0);
    if (used + cost > limit) return false;
    log.push({ ms, cost });
    return true;
  });
}

const requestsOf = (nodes: number) =>
  fc.array(
    fc.record({
      gapMs: fc.oneof(
        { weight: 6, arbitrary: fc.integer({ min: 0, max: 50 }) },
        fc.integer({ min: 0, max: 30_000 }),
      ),
      cost: fc.constantFrom(1, 1, 2),
      node: fc.nat(nodes - 1),
      settles: fc.boolean(),
    }),
    { minLength: 1, maxLength: 400 },
  );

describe('one node', () => {
  it('admits exactly what a sliding log admits', () => {
    fc.assert(
      fc.property(requestsOf(1), fc.integer({ min: 2, max: 120 }), (requests, limit) => {
        const nodes = new Nodes(1, limit);
        let ms = START_MS;
        const timed = requests.map(({ gapMs, cost, settles }) => {
          ms += gapMs;
          return { ms, cost, settles };
        });
        const verdicts = timed.map((it) => {
          if (it.settles) nodes.settle(0, it.ms);
          return nodes.take(0, it.cost, it.ms);
        });
        expect(verdicts).toEqual(slidingLog(timed, limit));
      }),
      { numRuns: 300 },
    );
  });

  it('says exactly when a refused request will be admitted', () => {
    fc.assert(
      fc.property(requestsOf(1), fc.integer({ min: 2, max: 30 }), (requests, limit) => {
        const nodes = new Nodes(1, limit);
        let ms = START_MS;
        for (const { gapMs, cost } of requests) {
          ms += gapMs;
          if (nodes.take(0, cost, ms)) continue;
          const wait = nodes.windows[0]!.retryAfterMs(cost, ms);
          expect(wait).toBeGreaterThan(0);
          expect(nodes.take(0, cost, ms + wait - 1)).toBe(false);
          expect(nodes.take(0, cost, ms + wait)).toBe(true);
          return;
        }
      }),
      { numRuns: 300 },
    );
  });

  it('admits the 600th token and not the 601st', () => {
    const nodes = new Nodes(1, 600);
    const verdicts = Array.from({ length: 601 }, (_, index) => nodes.take(0, 1, START_MS + index));
    expect(verdicts.slice(0, 600).every(Boolean)).toBe(true);
    expect(verdicts[600]).toBe(false);
    const [window] = nodes.windows;
    expect(window!.remaining(START_MS + 600)).toBe(0);
    expect(window!.retryAfterMs(1, START_MS + 600)).toBe(60_000 - 600);
    expect(window!.resetMs(START_MS + 600)).toBe(START_MS + 599 + 60_000);
    expect(window!.remaining(START_MS + 60_009)).toBe(10);
  });

  it('is not shaken by a clock that jumps back', () => {
    const nodes = new Nodes(1, 10);
    for (let count = 0; count < 10; count += 1) expect(nodes.take(0, 1, START_MS)).toBe(true);
    expect(nodes.take(0, 1, START_MS - 3_600_000)).toBe(false);
    expect(nodes.take(0, 1, START_MS + 60_000)).toBe(true);
  });
});

describe('several nodes', () => {
  it('admit at most 5 % more in any 60 s, whatever comes to which node', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 6 }).chain((count) => fc.tuple(fc.constant(count), requestsOf(count))),
        fc.integer({ min: 5, max: 200 }),
        ([count, requests], limit) => {
          const nodes = new Nodes(count, limit);
          let ms = START_MS;
          for (const { gapMs, cost, node, settles } of requests) {
            ms += gapMs;
            if (settles) nodes.settle(node, ms);
            nodes.take(node, cost, ms);
          }
          expect(busiestMinute(nodes.admitted)).toBeLessThanOrEqual(Math.floor(limit * 1.05));
        },
      ),
      { numRuns: 500 },
    );
  });

  it.each([2, 3, 5, 10])('%i of them do not refuse a client that stays below the limit', (count) => {
    const nodes = new Nodes(count, 600);
    for (let index = 0; index < 600; index += 1) {
      expect(nodes.take(index % count, 1, START_MS + index)).toBe(true);
    }
  });

  it('give back what they reserved and did not use', () => {
    const nodes = new Nodes(2, 600);
    nodes.take(0, 1, START_MS);
    nodes.settle(0, START_MS + 1_000);
    let admitted = 0;
    for (let index = 0; index < 700; index += 1)
      if (nodes.take(1, 1, START_MS + 3_000 + index)) admitted += 1;
    expect(admitted).toBe(599);
  });
});
