import type { EngineLog } from './engine-log.ts';

const INTERVAL_MS = 60_000;

export interface MinuteLoop {
  start(): void;
  tick(): Promise<void>;
  /** Waits for a round under way. */
  stop(): Promise<void>;
}

/** Does something once a minute. What it did is logged when there is any; a failed round is made good by the next. */
export function createMinuteLoop(options: {
  readonly name: string;
  readonly log: EngineLog;
  /** @returns how much of each it did */
  readonly round: () => Promise<object>;
}): MinuteLoop {
  const { name, log, round: work } = options;
  let timer: NodeJS.Timeout | undefined;
  let round: Promise<void> = Promise.resolve();
  let isRunning = false;
  const tick = async (): Promise<void> => {
    const report = await work();
    if (Object.values(report).some((count) => count > 0)) log.info(report, name);
  };
  const run = (): void => {
    round = tick()
      .catch((error: unknown) => log.error({ err: error }, `${name}: failed; the next round tries again`))
      .then(() => {
        if (isRunning) timer = setTimeout(run, INTERVAL_MS);
      });
  };
  return {
    tick,
    start() {
      isRunning = true;
      timer = setTimeout(run, INTERVAL_MS);
    },
    async stop() {
      isRunning = false;
      clearTimeout(timer);
      await round;
    },
  };
}
