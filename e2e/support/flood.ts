import { expect } from 'vitest';
import type { Api } from './api.ts';

/** Of the contract: over several nodes any 60 s admit at most 5 % more. */
const OVER = 1.05;
const ROUND = 100;
/** Far more than any limit of the tests needs. */
const ROUNDS_MAX = 20;

/** Asks by turns through all of them, faster than a minute goes by, until none gets through. */
export async function expectLimit(limit: number, apis: readonly Api[]): Promise<void> {
  let admitted = 0;
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    const requests = Array.from({ length: ROUND }, (_, index) => apis[index % apis.length]!.get('/me'));
    const answers = await Promise.all(requests);
    admitted += answers.filter((it) => it.status === 200).length;
    if (answers.every((it) => it.status === 429)) break;
  }
  expect(admitted).toBeLessThanOrEqual(limit * OVER);
  expect(admitted).toBeGreaterThanOrEqual(limit);
}
