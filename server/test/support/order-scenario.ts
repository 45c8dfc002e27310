import fc from 'fast-check';
import type { Fate } from './delivery-record.ts';

/** Numbers name endpoints, listings and workers; whoever plays a scenario takes them modulo what there is. */
export type Step =
  | { readonly do: 'commit'; readonly transactions: readonly (readonly number[])[] }
  | { readonly do: 'advance'; readonly amount: number }
  | { readonly do: 'kill' | 'rotate' | 'rotate_at_once' | 'outage'; readonly endpoint: number }
  | { readonly do: 'change' | 'move'; readonly endpoint: number; readonly value: number };

export interface Scenario {
  readonly listings: number;
  readonly steps: readonly Step[];
  /** What becomes of requests, used in turn. */
  readonly fates: readonly (readonly Fate[])[];
}

const number = fc.nat(7);
/**
 * At a clock that stands still, 192 requests use up what an endpoint's rate limit lets pass at once; some are left for
 * what is sent again after a kill.
 */
const EVENTS_MAX = 170;
const transaction = fc.array(number, { minLength: 1, maxLength: 4 });

const commit: fc.Arbitrary<Step> = fc.record({
  do: fc.constant('commit' as const),
  transactions: fc.array(transaction, { minLength: 1, maxLength: 4 }),
});
const advance: fc.Arbitrary<Step> = fc.record({
  do: fc.constant('advance' as const),
  amount: fc.integer({ min: 1, max: 20 }),
});
const disturb: fc.Arbitrary<Step> = fc.record({
  do: fc.constantFrom(
    'kill' as const,
    'kill' as const,
    'rotate' as const,
    'rotate' as const,
    'rotate_at_once' as const,
    'outage' as const,
  ),
  endpoint: number,
});
const edit: fc.Arbitrary<Step> = fc.record({
  do: fc.constantFrom('change' as const, 'move' as const),
  endpoint: number,
  value: fc.integer({ min: 200, max: 10_000 }),
});

const countEvents = (steps: readonly Step[]): number =>
  steps.flatMap((it) => (it.do === 'commit' ? it.transactions.flat() : [])).length;

/** @param size how many steps, and how many lists of fates of what length */
export function scenarios(size: {
  readonly steps: number;
  readonly fates: number;
  readonly failures: number;
}): fc.Arbitrary<Scenario> {
  const failure = fc.oneof(
    { weight: 6, arbitrary: fc.constant<Fate>('error') },
    { weight: 2, arbitrary: fc.constant<Fate>('reset') },
    { weight: 1, arbitrary: fc.constantFrom<Fate>('silence', 'pause') },
    { weight: 3, arbitrary: fc.constant<Fate>('accept') },
  );
  const step = fc.oneof(
    { weight: 4, arbitrary: commit },
    { weight: 4, arbitrary: advance },
    { weight: 2, arbitrary: disturb },
    { weight: 1, arbitrary: edit },
  );
  return fc.record({
    listings: fc.integer({ min: 1, max: 4 }),
    steps: fc
      .array(step, { minLength: size.steps, maxLength: size.steps })
      .filter((steps) => countEvents(steps) <= EVENTS_MAX),
    fates: fc.array(fc.array(failure, { maxLength: size.failures, size: 'max' }), {
      minLength: size.fates,
      maxLength: size.fates,
    }),
  });
}

/** A line per step, to be read by whoever has to find out why it failed. */
export function describeScenario({ listings, steps, fates }: Scenario): string {
  const lines = steps.map(({ do: what, ...rest }, index) => `${index + 1}. ${what} ${JSON.stringify(rest)}`);
  return [
    `${listings} listings`,
    ...lines,
    ...fates.map((each, index) => `fates ${index}: ${each.join(' ')}`),
  ].join('\n');
}
