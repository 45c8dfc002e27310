import type { Micros } from '../domain/time.ts';
import type { DueDelivery } from '../storage/due-deliveries.ts';
import type { NewAttempt, SettledDelivery } from '../storage/settle-deliveries.ts';

/** What became of a lane in this process; `lost` also when its endpoint was deleted. */
export const LANE_CHANGES = ['claimed', 'released', 'handed_back', 'lost'] as const;
export type LaneChange = (typeof LANE_CHANGES)[number];
export type LaneEnd = Exclude<LaneChange, 'claimed'>;

/** Told what the engine does. It is called on the hot path: it must be quick and never throw. */
export interface EngineObserver {
  /** A request goes out. The answer is called once, with what came of it; with null when it was given up. */
  attemptStarted(delivery: DueDelivery, startedUs: Micros): (attempt: NewAttempt | null) => void;
  /** Results that are committed. */
  settled(deliveries: readonly SettledDelivery[]): void;
  laneChanged(change: LaneChange): void;
  /** Another worker was declared dead. */
  workerBuried(): void;
}

export const UNOBSERVED: EngineObserver = {
  attemptStarted: () => () => {},
  settled() {},
  laneChanged() {},
  workerBuried() {},
};

/** What an engine holds at a moment. */
export interface EngineLoad {
  readonly lanes: number;
  readonly inFlight: number;
  readonly inFlightMax: number;
}
