import type { Locator } from 'playwright-core';
import { eventually } from '../../support/eventually.ts';

/** The page comes to show exactly so many. */
export async function expectCount(locator: Locator, count: number): Promise<void> {
  await eventually(`there are ${count} of ${locator}`, async () => (await locator.count()) === count, 15_000);
}
