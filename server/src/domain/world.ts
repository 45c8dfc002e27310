/** Every dealer-owned row lives in one of two worlds that never mix. */
export interface World {
  readonly dealerId: string;
  /** true = live, false = test (the sandbox). */
  readonly livemode: boolean;
}

export type Mode = 'live' | 'test';

export const modeOf = (livemode: boolean): Mode => (livemode ? 'live' : 'test');

/** Who writes. `api` writes are the integration's own, which an endpoint may choose not to hear of. */
export const WRITE_SOURCES = ['api', 'dashboard', 'import', 'cli', 'test_tool'] as const;
export type WriteSource = (typeof WRITE_SOURCES)[number];
