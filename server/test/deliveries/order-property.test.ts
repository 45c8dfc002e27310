import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EngineStage } from '../support/engine-stage.ts';
import { describeScenario, type Scenario, scenarios } from '../support/order-scenario.ts';
import { WorkerStage } from '../support/worker-stage.ts';
import { useWorkerWorld } from '../support/worker-world.ts';

/** Not shrunk: a scenario takes seconds, and its seed repeats it. */
const once = { endOnFailure: true } as const;

/** @param play returns what broke a promise */
const keepsItsPromises = (play: (scenario: Scenario) => Promise<string[]>) => async (scenario: Scenario) => {
  const problems = await play(scenario).catch((cause: unknown) => {
    throw new Error(describeScenario(scenario), { cause });
  });
  expect(problems, describeScenario(scenario)).toEqual([]);
};

const world = useWorkerWorld();

describe('whatever fails, is killed, rotated or changed', () => {
  test('every event arrives, those of a resource in order, held back for 30 s at most, rightly signed', async () => {
    const stage = await EngineStage.open(world.db.database, world.receiver);
    await fc.assert(
      fc.asyncProperty(
        scenarios({ steps: 25, fates: 5, failures: 4 }),
        keepsItsPromises((scenario) => stage.play(scenario)),
      ),
      { ...once, numRuns: 6 },
    );
  }, 60_000);

  test('worker processes lose no event, break no order, mix up nothing and sign rightly', async () => {
    const stage = await WorkerStage.open(world);
    await fc.assert(
      fc.asyncProperty(
        scenarios({ steps: 14, fates: 2, failures: 40 }),
        keepsItsPromises((scenario) => stage.play(scenario)),
      ),
      { ...once, numRuns: 4 },
    );
  }, 120_000);
});
