import { afterEach } from 'vitest';
import { createSender, type Sender } from '../../src/deliveries/sender.ts';
import { createEngine, type Engine, type EngineOptions } from '../../src/deliveries/worker.ts';
import type { Micros } from '../../src/domain/time.ts';
import type { Database } from '../../src/storage/database.ts';
import { TEST_SECRET_BOX, wallClockUs } from './delivery-world.ts';

interface LoggedLine {
  readonly level: 'info' | 'warn' | 'error';
  readonly fields: object;
  readonly message: string;
}

export interface TestLog {
  readonly lines: LoggedLine[];
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export function createTestLog(): TestLog {
  const lines: LoggedLine[] = [];
  const at = (level: LoggedLine['level']) => (fields: object, message: string) =>
    void lines.push({ level, fields, message });
  return { lines, info: at('info'), warn: at('warn'), error: at('error') };
}

/** A wall clock that stands still, and a monotonic one that can be moved on. */
export class TestClock {
  nowUs: Micros = wallClockUs();
  nowMs = 1_000_000;
  readonly wall = (): Micros => this.nowUs;
  readonly monotonic = (): number => this.nowMs;

  advanceMs(ms: number): void {
    this.nowUs += ms * 1000;
    this.nowMs += ms;
  }
}

export interface TestEngine extends Engine {
  readonly log: TestLog;
}

const open: { engine: Engine; sender: Sender }[] = [];

/** Drains what a test forgot, so that its database can be dropped. Call once per test file. */
export function drainEnginesAfterEach(): void {
  afterEach(async () => {
    for (const { engine, sender } of open.splice(0)) {
      await engine.drain();
      await sender.close();
    }
  });
}

export function createTestEngine(
  database: Database,
  options: Partial<EngineOptions> & { timeoutMs?: number } = {},
): TestEngine {
  const sender =
    options.sender ?? createSender({ timeoutMs: options.timeoutMs ?? 5_000, allowPrivate: true });
  const log = createTestLog();
  const engine = createEngine({
    database,
    sender,
    secrets: TEST_SECRET_BOX,
    schedule: [5_000, 30_000],
    clock: wallClockUs,
    random: () => 0.5,
    drainMs: 2_000,
    log,
    ...options,
  });
  open.push({ engine, sender });
  return {
    log,
    get workerId() {
      return engine.workerId;
    },
    get load() {
      return engine.load;
    },
    start: (startOptions) => engine.start(startOptions),
    wake: (lanes) => engine.wake(lanes),
    tick: () => engine.tick(),
    drain: () => engine.drain(),
  };
}
