import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** Nothing makes the page itself scroll sideways. Tables scroll inside their own frame. */
export async function expectFits(page: Page, what: string): Promise<void> {
  const [content, window] = (await page.evaluate(
    '[document.documentElement.scrollWidth, document.documentElement.clientWidth]',
  )) as [number, number];
  expect
    .soft(content, `${what}: width of the content in a window of ${window}px`)
    .toBeLessThanOrEqual(window);
}
