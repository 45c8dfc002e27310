import type { Readable } from 'node:stream';
import type { Clock } from '../domain/time.ts';

/** Where a command reads and writes. */
export interface CliContext {
  readonly stdin: Readable;
  readonly write: (text: string) => void;
  readonly writeError: (text: string) => void;
  readonly clock: Clock;
  /** Ends the process of a hub that was started. */
  exit(code: number): void;
}
