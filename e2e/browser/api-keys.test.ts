import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { createDealer, type Dealer } from '../support/dealer.ts';
import { eventually } from '../support/eventually.ts';
import { hubForFile } from '../support/hub-for-file.ts';
import { expectAccessible } from './support/accessibility.ts';
import { browserForFile } from './support/browser.ts';
import { describeInBrowser } from './support/chromium.ts';
import { expectForgotten, takeSecret } from './support/secret.ts';

const IS_LONG = 120_000;
const scene = hubForFile();
const browser = browserForFile();

async function openKeys(state: 'test mode' | 'live'): Promise<{ dealer: Dealer; page: Page }> {
  const dealer = await createDealer(scene.hub, state);
  const page = await browser.open(scene.hub, dealer);
  await page.goto('/channels/custom-integration/api-keys');
  return { dealer, page };
}

const statusOf = async (dealer: Dealer, key: string) => (await dealer.apiWith(key).get('/listings')).status;
const row = (page: Page, text: string) => page.getByRole('row').filter({ hasText: text });

describeInBrowser('API keys', () => {
  it(
    'are made with a name, rights and an end, shown once, and listed without the key',
    async () => {
      const { dealer, page } = await openKeys('live');
      await page.getByRole('button', { name: 'Create live key' }).click();
      const dialog = page.getByRole('dialog', { name: 'Create a live key' });
      await dialog.getByLabel('Name').fill('Price display');
      await dialog.getByLabel('Only read').check();
      await dialog.getByLabel('Expires').selectOption({ label: 'On a day I choose' });
      await dialog.getByLabel('Last day').fill('2001-01-01');
      await dialog.getByRole('button', { name: 'Create key' }).click();
      await dialog.getByText('Choose a day that is not over yet.').waitFor();
      expect(await dialog.getByLabel('Name').inputValue()).toBe('Price display');
      await expectAccessible(page, 'dialog of a new key');
      await dialog.getByLabel('Expires').selectOption({ label: 'In 30 days' });
      await dialog.getByRole('button', { name: 'Create key' }).click();

      const key = await takeSecret(page, 'Your new live key');
      expect(key).toMatch(/^wth_[0-9A-Za-z]{32}$/);
      const text = await row(page, key.slice(0, 12)).textContent();
      for (const part of ['Price display', 'Only read', 'Active', 'Not yet']) expect(text).toContain(part);
      expect(await statusOf(dealer, key)).toBe(200);
      const write = await dealer.apiWith(key).post('/customers', { email: 'a@example.com' });
      expect(write.code).toBe('insufficient_scope');

      await page.reload();
      await row(page, 'Price display').waitFor();
      await expectForgotten(page, key);
    },
    IS_LONG,
  );

  it(
    'are rolled with an overlap in which both keys work, and its end is shown',
    async () => {
      const { dealer, page } = await openKeys('live');
      const old = await dealer.newKey('live', { name: 'Web shop' });
      await page.reload();
      await page.getByRole('button', { name: `Roll Web shop (${old.prefix})` }).click();
      const dialog = page.getByRole('dialog', { name: 'Roll Web shop' });
      await dialog.getByLabel('How long the old key goes on working').selectOption({ label: '24 hours' });
      await dialog.getByText('The old key ends on').waitFor();
      await dialog.getByRole('button', { name: 'Roll key' }).click();
      await page.getByText(`The old key ${old.prefix}… goes on working until`).waitFor();
      const key = await takeSecret(page, 'Your new live key');
      expect([await statusOf(dealer, old.key), await statusOf(dealer, key)]).toEqual([200, 200]);
      await row(page, old.prefix).getByText('Replaced, ends soon').waitFor();
      await row(page, key.slice(0, 12)).getByText('Active').waitFor();
      await expectAccessible(page, 'rolled keys');
    },
    IS_LONG,
  );

  it(
    'rolled without an overlap end the old key at once',
    async () => {
      const { dealer, page } = await openKeys('live');
      const old = await dealer.newKey('test', { name: 'Leaked' });
      await page.reload();
      await page.getByRole('button', { name: `Roll Leaked (${old.prefix})` }).click();
      const dialog = page.getByRole('dialog', { name: 'Roll Leaked' });
      await dialog.getByLabel('How long the old key goes on working').selectOption({ label: 'Not at all' });
      await dialog.getByRole('button', { name: 'Roll key' }).click();
      const key = await takeSecret(page, 'Your new test key');
      expect(await statusOf(dealer, key)).toBe(200);
      await eventually('the old key is refused', async () => (await statusOf(dealer, old.key)) === 401);
    },
    IS_LONG,
  );

  it(
    'are revoked by typing their name or prefix and refused afterwards',
    async () => {
      const { dealer, page } = await openKeys('live');
      const byName = await dealer.newKey('live', { name: 'Old laptop' });
      const byPrefix = await dealer.newKey('live', { name: 'Older laptop' });
      await page.reload();
      for (const { key, name, word } of [
        { key: byName, name: 'Old laptop', word: 'Old laptop' },
        { key: byPrefix, name: 'Older laptop', word: byPrefix.prefix },
      ]) {
        expect(await statusOf(dealer, key.key)).toBe(200);
        await page.getByRole('button', { name: `Revoke ${name} (${key.prefix})` }).click();
        const dialog = page.getByRole('dialog', { name: `Revoke ${name}?` });
        const button = dialog.getByRole('button', { name: 'Revoke key' });
        expect(await button.isDisabled()).toBe(true);
        await dialog.getByRole('textbox').fill('something else');
        expect(await button.isDisabled()).toBe(true);
        await dialog.getByRole('textbox').fill(word);
        await button.click();
        await dialog.waitFor({ state: 'detached' });
        await eventually('the key is refused', async () => (await statusOf(dealer, key.key)) === 401);
      }
      await page.getByRole('button', { name: '2 revoked or expired keys' }).click();
      await row(page, byName.prefix).getByText('Revoked', { exact: true }).waitFor();
    },
    IS_LONG,
  );

  it(
    'of the live world say that they can only read while test mode is on',
    async () => {
      const { dealer, page } = await openKeys('test mode');
      const section = page.getByRole('region', { name: 'Live keys' });
      await section.getByText('Test mode is on: live keys can only read.').waitFor();
      await dealer.setTestMode(false);
      await page.reload();
      await section.getByText('For the real thing.').waitFor();
      expect(await section.getByText('Test mode is on').count()).toBe(0);
    },
    IS_LONG,
  );
});
