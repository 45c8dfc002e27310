import type { Clock } from '../domain/time.ts';
import type { World, WriteSource } from '../domain/world.ts';
import type { Database } from '../storage/database.ts';
import type { SecretBox } from '../storage/secret-box.ts';
import type { WriterSlots } from '../storage/writer-slots.ts';
import type { CommitSignal } from './commit-signal.ts';

/** One lane with new work. */
export interface LaneRef {
  readonly dealerId: string;
  readonly endpointId: string;
}

export interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** What use cases work with; made once, in `app.ts`. */
export interface Hub {
  readonly database: Database;
  readonly writers: WriterSlots;
  readonly secrets: SecretBox;
  readonly clock: Clock;
  readonly log: Log;
  /** Base of links, without a slash at its end; known only once the server listens. */
  readonly publicUrl: () => string;
  /** Targets a dealer may name beside public addresses; see domain/outbound-address. */
  readonly allowPrivateTargets: boolean | readonly string[];
  /** Called after a commit that put work into lanes. */
  readonly wake: (lanes: readonly LaneRef[]) => void;
  /** Raised after a commit that made events. */
  readonly commits: CommitSignal;
}

/** On whose behalf an operation runs: which dealer, which world, and through which door. */
export interface Caller extends World {
  readonly source: WriteSource;
  /** The trace that its events belong to, as a W3C `traceparent`. */
  readonly traceparent?: string | null;
}
