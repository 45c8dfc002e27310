import type { DemoClient } from './demo-client.ts';
import type { DemoHub } from './demo-hub.ts';
import type { DemoMemory } from './demo-memory.ts';
import type { DemoReceiver } from './demo-receiver.ts';
import type { Screen } from './terminal.ts';

/** Who plays before anybody is signed in. */
export interface Crew {
  readonly screen: Screen;
  readonly hub: DemoHub;
  readonly receiver: DemoReceiver;
  readonly memory: DemoMemory;
  /** Aborted when the demo is to stop. */
  readonly signal: AbortSignal;
  /** The wait before the hub's first retry. */
  readonly firstRetryMs: number | null;
}

/** And afterwards. */
export interface Cast extends Crew {
  /** The dealer's browser. */
  readonly dealer: DemoClient;
  /** The dealer's platform, with its live key. */
  readonly platform: DemoClient;
}
