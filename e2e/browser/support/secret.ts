import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** Everything the page holds: its markup, what is typed into it, and what it has stored in the browser. */
const HELD = `JSON.stringify([
  document.documentElement.outerHTML,
  [...document.querySelectorAll('input, textarea')].map((it) => it.value),
  { ...localStorage },
  { ...sessionStorage },
])`;

export async function expectForgotten(page: Page, secret: string): Promise<void> {
  expect(String(await page.evaluate(HELD)).includes(secret), 'the page still holds the secret').toBe(false);
}

/** Reads the key or secret that the dialog shows once, confirms that it is stored, and closes it. */
export async function takeSecret(page: Page, title: string): Promise<string> {
  const dialog = page.getByRole('dialog', { name: title });
  const secret = (await dialog.getByTestId('secret').textContent())!;
  const done = dialog.getByRole('button', { name: 'Done' });
  expect(await done.isDisabled(), 'Done before it is stored').toBe(true);
  await page.keyboard.press('Escape');
  await dialog.getByLabel('I have stored it').check();
  await done.click();
  await dialog.waitFor({ state: 'detached' });
  await expectForgotten(page, secret);
  return secret;
}
