import type { Logger } from 'pino';

/** In the order of a stop: work ends before the connections it needs, these before the server they lead to. */
const STAGES = ['work', 'connections', 'server'] as const;
type Stage = (typeof STAGES)[number];

interface Step {
  readonly name: string;
  readonly stage: Stage;
  readonly run: () => Promise<unknown>;
}

/**
 * Undoes what was started. The steps of a stage run together, so that one slow client doesn't keep the engine
 * from handing its lanes back; one failure doesn't keep the rest from stopping.
 */
export class ShutdownSteps {
  readonly #steps: Step[] = [];
  readonly #log: Logger;
  #running: Promise<void> | undefined;

  constructor(log: Logger) {
    this.#log = log;
  }

  add(name: string, stage: Stage, run: () => Promise<unknown>): void {
    this.#steps.push({ name, stage, run });
  }

  /** Can be called twice: the second call waits for the first. */
  run(): Promise<void> {
    this.#running ??= this.#runAll();
    return this.#running;
  }

  async #runAll(): Promise<void> {
    for (const stage of STAGES) {
      await Promise.all(
        this.#steps.filter((step) => step.stage === stage).map((step) => this.#runStep(step)),
      );
    }
  }

  async #runStep(step: Step): Promise<void> {
    try {
      await step.run();
    } catch (error) {
      this.#log.error({ err: error, step: step.name }, 'a part of the hub did not stop cleanly');
    }
  }
}
