import type { Page } from 'playwright-core';
import { beforeEach, expect, it } from 'vitest';
import { runSql } from '../../server/test/support/database-server.ts';
import { createDealer, type Dealer } from '../support/dealer.ts';
import { readDatabaseUrl } from '../support/embedded-postgres.ts';
import { hubForFile } from '../support/hub-for-file.ts';
import { expectAccessible } from './support/accessibility.ts';
import { expectSignedIn, signIn, signOut } from './support/account.ts';
import { browserForFile } from './support/browser.ts';
import { describeInBrowser } from './support/chromium.ts';
import { expectForgotten } from './support/secret.ts';

const scene = hubForFile();
const browser = browserForFile();
const NEW_PASSWORD = 'Pendulum-under-glass-1886';

let dealer: Dealer;
beforeEach(async () => {
  dealer = await createDealer(scene.hub);
});

/** A window of its own, signed in by its own session. */
async function openDevice(who: Dealer, path = '/account'): Promise<Page> {
  const page = await browser.open(scene.hub, null);
  await page.goto(path);
  await signIn(page, who.account);
  await expectSignedIn(page, who.account.name);
  return page;
}

const devicesOf = (page: Page) =>
  page.getByRole('list', { name: 'Devices that are signed in' }).getByRole('listitem');

async function expectSignedOut(page: Page): Promise<void> {
  await page.goto('/account');
  await page.getByRole('heading', { name: 'Sign in', level: 1 }).waitFor();
}

async function fillPasswords(page: Page, current: string, next: string): Promise<void> {
  await page.getByLabel('Current password').fill(current);
  await page.getByLabel('New password').fill(next);
  await page.getByRole('button', { name: 'Change password' }).click();
}

describeInBrowser('the account page', () => {
  it('shows whose it is, and each device in plain words', async () => {
    const page = await openDevice(dealer);
    await page.getByRole('definition').getByText(dealer.account.email).waitFor();
    await devicesOf(page).nth(1).waitFor();
    const [here, elsewhere] = await devicesOf(page).allTextContents();
    expect(here).toContain('Chrome on Linux');
    expect(here).toContain('This device');
    expect(here).toContain('127.0.0.1');
    // The one that signed up without a browser.
    expect(elsewhere).toContain('Unknown device');
    expect(elsewhere).toContain('Last seen');
    expect(elsewhere).not.toContain('This device');
    expect(await devicesOf(page).count()).toBe(2);
  });

  it('a password change ends all other sessions and keeps this one; the old password is worth nothing then', async () => {
    const page = await openDevice(dealer);
    const other = await openDevice(dealer);
    await fillPasswords(page, 'wrong-password', NEW_PASSWORD);
    await page.getByText('This is not your password.').waitFor();
    expect(await page.getByLabel('New password').inputValue()).toBe(NEW_PASSWORD);
    await expectAccessible(page, 'a wrong current password');
    await fillPasswords(page, dealer.account.password, NEW_PASSWORD);
    await page.getByText('Your password is changed.').waitFor();
    await devicesOf(page).nth(1).waitFor({ state: 'detached' });

    await expectSignedOut(other);
    await signIn(other, dealer.account);
    await other.getByText('E-mail or password is wrong.').waitFor();
    await signIn(other, { email: dealer.account.email, password: NEW_PASSWORD });
    await expectSignedIn(other, dealer.account.name);
    await page.reload();
    await expectSignedIn(page, dealer.account.name);
  });

  it('signs out one device, and no other', async () => {
    const page = await openDevice(dealer);
    const other = await openDevice(dealer);
    await page.reload();
    await page.getByRole('button', { name: 'Sign out Unknown device' }).click();
    await page.getByText('Unknown device was signed out.').waitFor();
    await devicesOf(page).nth(2).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Sign out Chrome on Linux' }).click();
    await devicesOf(page).nth(1).waitFor({ state: 'detached' });
    await expectSignedOut(other);
    await page.reload();
    await expectSignedIn(page, dealer.account.name);
  });

  it('signs out all other devices', async () => {
    const page = await openDevice(dealer);
    const other = await openDevice(dealer);
    await page.getByRole('button', { name: 'Sign out all other devices' }).click();
    await page.getByText('All other devices were signed out.').waitFor();
    await devicesOf(page).nth(1).waitFor({ state: 'detached' });
    await expectSignedOut(other);
    await page.reload();
    await expectSignedIn(page, dealer.account.name);
  });

  it('signs out everywhere, this device included', async () => {
    const page = await openDevice(dealer);
    const other = await openDevice(dealer);
    await page.getByRole('button', { name: 'Sign out everywhere' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Sign out everywhere' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Sign out everywhere' }).click();
    await page.getByRole('heading', { name: 'Sign in', level: 1 }).waitFor();
    await expectSignedOut(page);
    await expectSignedOut(other);
    expect((await dealer.dashboard.get('/integration')).status).toBe(401);
  });
});

describeInBrowser('a day after signing in', () => {
  it('the devices are listed again once one has signed in again', async () => {
    const page = await openDevice(dealer);
    const connectionString = await readDatabaseUrl(scene.hub.dataDir);
    await runSql({ connectionString }, "update sessions set created_at = created_at - interval '25 hours'");
    await page.reload();
    await page.getByText('devices are listed only within a day of signing in').waitFor();
    await expectAccessible(page, 'devices that are not listed');
    await page.getByRole('button', { name: 'Sign in again' }).click();
    await page.getByRole('heading', { name: 'Sign in', level: 1 }).waitFor();
    await signIn(page, dealer.account);
    await devicesOf(page).first().waitFor();
    expect(page.url()).toBe(`${scene.hub.origin}/account`);
  });
});

describeInBrowser('a session that ends while a listing is typed', () => {
  it('loses nothing: it is saved after signing in in another tab', async () => {
    const page = await openDevice(dealer, '/inventory/new');
    await page.getByLabel('Brand').fill('Half Typed');
    const cookies = await page.context().cookies();
    await page.context().clearCookies();
    await page.getByRole('button', { name: 'Save draft' }).click();
    await page.getByText('Sign in in another tab, then try again here.').waitFor();
    await page.context().addCookies(cookies);
    await page.getByRole('button', { name: 'Save draft' }).click();
    await page.getByRole('heading', { name: 'Half Typed', level: 1 }).waitFor();
  });
});

describeInBrowser('whoever signs in next', () => {
  it('sees nothing of the former user, and begins at the overview', async () => {
    const next = await createDealer(scene.hub, 'test mode');
    const page = await openDevice(dealer, '/orders?status=received');
    await page.getByText('Test', { exact: true }).click();
    await page.getByText('You are looking at test data.').waitFor();
    await signOut(page);
    expect(page.url()).toBe(`${scene.hub.origin}/sign-in`);
    await signIn(page, next.account);
    await expectSignedIn(page, next.account.name);
    expect(page.url()).toBe(`${scene.hub.origin}/`);
    await page.getByTestId('test-mode-banner').waitFor();
    expect(await page.getByText('You are looking at test data.').count()).toBe(0);
    expect(await page.getByText(dealer.account.name).count()).toBe(0);
  });

  it('is shown in the other tabs of this browser, too, instead of the former user', async () => {
    const next = await createDealer(scene.hub, 'test mode');
    const tab = await openDevice(dealer);
    const otherTab = await tab.context().newPage();
    await otherTab.goto('/');
    await expectSignedIn(otherTab, dealer.account.name);
    await signOut(otherTab);
    await tab.getByRole('heading', { name: 'Sign in', level: 1 }).waitFor();
    await signIn(otherTab, next.account);
    await expectSignedIn(otherTab, next.account.name);
    await expectSignedIn(tab, next.account.name);
    await tab.getByRole('definition').getByText(next.account.email).waitFor();
    await tab.getByTestId('test-mode-banner').waitFor();
    expect(await devicesOf(tab).count()).toBe(2);
  });

  it.each(['nobody', 'another dealer'])(
    'finds no key of the former user on the screen when in another tab %s signs in meanwhile',
    async (follower) => {
      const next = await createDealer(scene.hub);
      const tab = await openDevice(dealer, '/channels/custom-integration/api-keys');
      await tab.getByRole('button', { name: 'Create live key' }).click();
      await tab.getByRole('dialog').getByRole('button', { name: 'Create key' }).click();
      const secret = (await tab.getByTestId('secret').textContent())!;
      const otherTab = await tab.context().newPage();
      await otherTab.goto('/');
      await signOut(otherTab);
      if (follower === 'another dealer') await signIn(otherTab, next.account);
      if (follower === 'another dealer') await expectSignedIn(tab, next.account.name);
      else await tab.getByRole('heading', { name: 'Sign in', level: 1 }).waitFor();
      await tab.getByRole('dialog').waitFor({ state: 'detached' });
      await expectForgotten(tab, secret);
    },
  );
});
