/** How much a run measures. */
export interface Sizes {
  /** Deliveries that wait when draining begins. */
  readonly backlog: number;
  readonly endpointCounts: readonly number[];
  readonly dealers: number;
  /** Events a second of the latency scenario. */
  readonly rates: readonly number[];
  /** Of each load. */
  readonly seconds: number;
  /** Events a second beside faults and beside a long history. */
  readonly steadyRate: number;
  /** Listings of the dealer whose pages are read, growing. */
  readonly stocks: readonly number[];
  /** Of each measurement of reads; hub and bare handler take turns this often. */
  readonly readSeconds: number;
  readonly readRounds: number;
  /** Rows of a CSV file, and of customers in bulk calls. */
  readonly importRows: number;
  readonly bulkRows: number;
  /** Finished deliveries. */
  readonly history: number;
  /** Of those too old to be kept, added before pruning. */
  readonly prunable: number;
  /** How long a load with kills runs, and what is late may still take after it. */
  readonly killSeconds: number;
  readonly catchUpSeconds: number;
  /** Topologies in which a worker is killed: how many others go on. */
  readonly survivors: readonly number[];
}

export const MODES = ['tiny', 'quick', 'standard', 'full'] as const;
export type Mode = (typeof MODES)[number];

const STANDARD: Sizes = {
  backlog: 50_000,
  endpointCounts: [1, 8, 200],
  dealers: 50,
  rates: [200, 1_000, 2_000],
  seconds: 20,
  steadyRate: 1_000,
  stocks: [1_000, 100_000, 1_000_000],
  readSeconds: 1,
  readRounds: 5,
  importRows: 20_000,
  bulkRows: 20_000,
  history: 1_000_000,
  prunable: 100_000,
  killSeconds: 30,
  catchUpSeconds: 60,
  survivors: [0, 1],
};

const QUICK: Sizes = {
  ...STANDARD,
  backlog: 5_000,
  seconds: 2,
  stocks: [1_000, 100_000],
  readSeconds: 0.2,
  readRounds: 3,
  importRows: 2_000,
  bulkRows: 4_000,
  history: 100_000,
  prunable: 10_000,
  killSeconds: 6,
  catchUpSeconds: 20,
  survivors: [1],
};

const TINY: Sizes = {
  ...QUICK,
  backlog: 200,
  endpointCounts: [1, 8],
  dealers: 2,
  rates: [20],
  seconds: 0.5,
  steadyRate: 20,
  stocks: [200, 400],
  readSeconds: 0.1,
  readRounds: 1,
  importRows: 50,
  bulkRows: 100,
  history: 400,
  prunable: 100,
  killSeconds: 1,
};

export const SIZES: Readonly<Record<Mode, Sizes>> = {
  tiny: TINY,
  quick: QUICK,
  standard: STANDARD,
  full: { ...STANDARD, history: 10_000_000 },
};
