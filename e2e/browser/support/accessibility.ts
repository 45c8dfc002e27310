import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

interface Finding {
  readonly id: string;
  readonly impact: string | null;
  readonly help: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

/** axe finds nothing serious or critical in what the page shows now (WCAG 2.2 A and AA, best practices). */
export async function expectAccessible(page: Page, what: string): Promise<void> {
  // Through the debugger, which the policy against inline scripts doesn't bind.
  await page.evaluate(axe.source);
  const { violations } = (await page.evaluate('axe.run(document)')) as { violations: Finding[] };
  const serious = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, help, nodes }) => ({ id, help, nodes: nodes.map(({ html }) => html.slice(0, 300)) }));
  expect.soft(serious, `axe on ${what}`).toEqual([]);
}
