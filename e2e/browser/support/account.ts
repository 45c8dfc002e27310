import type { Page } from 'playwright-core';

export interface SignInFields {
  readonly email: string;
  readonly password: string;
}

/** Fills in the sign-in page, which must be open, and presses its button. */
export async function signIn(page: Page, { email, password }: SignInFields): Promise<void> {
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

/** Waits until a page of the dashboard shows that this dealer is signed in. */
export async function expectSignedIn(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: `Account menu of ${name}`, exact: true }).waitFor();
}

export async function signOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Account menu of/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in', level: 1 }).waitFor();
}
