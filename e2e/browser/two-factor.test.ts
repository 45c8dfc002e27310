import { readFile } from 'node:fs/promises';
import { TOTP } from 'otpauth';
import type { Page } from 'playwright-core';
import { beforeEach, expect, it } from 'vitest';
import { createDealer, type Dealer } from '../support/dealer.ts';
import { hubForFile } from '../support/hub-for-file.ts';
import { expectAccessible } from './support/accessibility.ts';
import { expectSignedIn, signIn, signOut } from './support/account.ts';
import { browserForFile } from './support/browser.ts';
import { describeInBrowser } from './support/chromium.ts';
import { expectFits } from './support/layout.ts';

const scene = hubForFile();
const browser = browserForFile();
const CLIPBOARD = { permissions: ['clipboard-read', 'clipboard-write'] };

let dealer: Dealer;
beforeEach(async () => {
  dealer = await createDealer(scene.hub);
});

const dialogOf = (page: Page) => page.getByRole('dialog');

async function givePassword(page: Page, button: string): Promise<void> {
  await dialogOf(page).getByLabel('Password', { exact: true }).fill(dealer.account.password);
  await dialogOf(page).getByRole('button', { name: button }).click();
}

/** Opens the dialog up to the secret, as an authenticator app takes it over. */
async function beginEnrolment(page: Page): Promise<TOTP> {
  await page.goto('/account');
  await page.getByRole('button', { name: 'Switch on' }).click();
  await givePassword(page, 'Continue');
  await dialogOf(page).getByRole('img', { name: 'QR code for the authenticator app' }).waitFor();
  const secret = (await page.getByTestId('totp-secret').textContent())!.replaceAll(' ', '');
  return new TOTP({ secret });
}

async function storeBackupCodes(page: Page): Promise<string[]> {
  const list = dialogOf(page).getByRole('list', { name: 'Backup codes' });
  await list.waitFor();
  const codes = await list.getByRole('listitem').allTextContents();
  await dialogOf(page).getByLabel('I have stored them').check();
  await dialogOf(page).getByRole('button', { name: 'Done' }).click();
  await dialogOf(page).waitFor({ state: 'detached' });
  return codes;
}

const typeCode = (page: Page, code: string) => page.getByLabel('Digit 1 of 6').pressSequentially(code);

async function pasteCode(page: Page, code: string): Promise<void> {
  await page.evaluate(`navigator.clipboard.writeText('${code}')`);
  await page.getByLabel('Digit 1 of 6').focus();
  await page.keyboard.press('ControlOrMeta+v');
}

async function enrol(page: Page): Promise<{ totp: TOTP; codes: string[] }> {
  const totp = await beginEnrolment(page);
  await typeCode(page, totp.generate());
  return { totp, codes: await storeBackupCodes(page) };
}

const wrongCode = (totp: TOTP) =>
  ['000000', '111111', '222222', '333333'].find((token) => totp.validate({ token, window: 3 }) === null)!;

async function signInWithPassword(page: Page): Promise<void> {
  await signIn(page, dealer.account);
  await page.getByRole('heading', { name: 'Enter your code' }).waitFor();
}

describeInBrowser('two-factor sign-in', () => {
  it('is switched on by a real code; its backup codes are shown once, to download and to copy', async () => {
    const page = await browser.open(scene.hub, dealer, CLIPBOARD);
    const totp = await beginEnrolment(page);
    await expectAccessible(page, 'the QR code');
    await typeCode(page, wrongCode(totp));
    await page.getByRole('alert').getByText('This code is wrong').waitFor();
    await pasteCode(page, totp.generate());

    const list = dialogOf(page).getByRole('list', { name: 'Backup codes' });
    await list.waitFor();
    await expectAccessible(page, 'the backup codes');
    const codes = await list.getByRole('listitem').allTextContents();
    expect(new Set(codes).size).toBe(10);
    expect(await dialogOf(page).getByRole('button', { name: 'Done' }).isDisabled()).toBe(true);
    await page.keyboard.press('Escape');
    await list.waitFor();

    const downloading = page.waitForEvent('download');
    await dialogOf(page).getByRole('button', { name: 'Download' }).click();
    const file = await readFile(await (await downloading).path(), 'utf8');
    for (const code of codes) expect(file.split('\n')).toContain(code);
    await dialogOf(page).getByRole('button', { name: 'Copy Backup codes' }).click();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(codes.join('\n'));

    expect(await storeBackupCodes(page)).toEqual(codes);
    await page.getByText('Two-factor sign-in is on.').waitFor();
    await page.getByRole('button', { name: 'Switch off' }).waitFor();
  });

  it('counts only once a code was accepted', async () => {
    const page = await browser.open(scene.hub, dealer);
    await beginEnrolment(page);
    await dialogOf(page).getByRole('button', { name: 'Close' }).click();
    await page.getByRole('button', { name: 'Switch on' }).waitFor();
    await signOut(page);
    await signIn(page, dealer.account);
    await expectSignedIn(page, dealer.account.name);
  });

  it('asks for a code after the password, refuses a wrong one, takes a pasted one, and goes on to where one wanted', async () => {
    const page = await browser.open(scene.hub, dealer, CLIPBOARD);
    const { totp } = await enrol(page);
    await signOut(page);
    await page.goto('/orders');
    await signInWithPassword(page);
    await typeCode(page, wrongCode(totp));
    await page.getByRole('alert').getByText('This code is wrong').waitFor();
    await expectAccessible(page, 'a wrong code');
    await pasteCode(page, totp.generate());
    await expectSignedIn(page, dealer.account.name);
    expect(page.url()).toBe(`${scene.hub.origin}/orders`);
  });

  it('a backup code signs in once, typed without its dash, too', async () => {
    const page = await browser.open(scene.hub, dealer);
    const { codes } = await enrol(page);
    const giveBackupCode = async (code: string) => {
      await page.getByRole('button', { name: 'Use a backup code instead' }).click();
      await page.getByLabel('Backup code').fill(code);
      await page.getByRole('button', { name: 'Continue' }).click();
    };
    await signOut(page);
    await signInWithPassword(page);
    await giveBackupCode(` ${codes[0]!.replace('-', '')} `);
    await expectSignedIn(page, dealer.account.name);

    await signOut(page);
    await signInWithPassword(page);
    await giveBackupCode(codes[0]!);
    await page.getByText('This is no backup code of yours, or it was used already.').waitFor();
    expect(await page.getByLabel('Backup code').inputValue()).toBe(codes[0]);
  });

  it('new backup codes replace the former ones', async () => {
    const page = await browser.open(scene.hub, dealer);
    const { codes } = await enrol(page);
    await page.getByRole('button', { name: 'New backup codes' }).click();
    await dialogOf(page).getByLabel('Password', { exact: true }).fill('wrong-password');
    await dialogOf(page).getByRole('button', { name: 'Make new codes' }).click();
    await dialogOf(page).getByText('This is not your password.').waitFor();
    await givePassword(page, 'Make new codes');
    const renewed = await storeBackupCodes(page);
    expect(renewed).toHaveLength(10);
    expect(renewed.filter((code) => codes.includes(code))).toEqual([]);
  });

  it('a trusted device is not asked for a code again', async () => {
    const page = await browser.open(scene.hub, dealer);
    const { totp } = await enrol(page);
    await signOut(page);
    await signInWithPassword(page);
    await page.getByLabel('Trust this device for 30 days').check();
    await typeCode(page, totp.generate());
    await expectSignedIn(page, dealer.account.name);
    await signOut(page);
    await signIn(page, dealer.account);
    await expectSignedIn(page, dealer.account.name);
  });

  it('is switched off with the password; signing in needs no code then', async () => {
    const page = await browser.open(scene.hub, dealer);
    await enrol(page);
    await page.getByRole('button', { name: 'Switch off' }).click();
    await givePassword(page, 'Switch off');
    await page.getByText('Two-factor sign-in is off.').waitFor();
    await page.getByRole('button', { name: 'Switch on' }).waitFor();
    await signOut(page);
    await signIn(page, dealer.account);
    await expectSignedIn(page, dealer.account.name);
  });

  it('without a password before, says to begin with it', async () => {
    const page = await browser.open(scene.hub, null);
    await page.goto('/two-factor?next=/orders');
    await typeCode(page, '123456');
    await page.getByRole('alert').getByText('That took too long.').waitFor();
    await page.getByRole('link', { name: 'Sign in with your password again' }).click();
    await signIn(page, dealer.account);
    await expectSignedIn(page, dealer.account.name);
    expect(page.url()).toBe(`${scene.hub.origin}/orders`);
  });

  it('after five wrong codes not even the right one is taken, before the password is given again', async () => {
    const page = await browser.open(scene.hub, dealer);
    const { totp } = await enrol(page);
    await signOut(page);
    await signInWithPassword(page);
    const giveCode = async (code: string) => {
      const answer = page.waitForResponse(/verify-totp/);
      await typeCode(page, code);
      await answer;
    };
    for (let wrong = 0; wrong < 5; wrong += 1) await giveCode(wrongCode(totp));
    await giveCode(totp.generate());
    await page.getByRole('alert').getByText('Too many wrong codes.').waitFor();
    await page.getByRole('link', { name: 'Sign in with your password again' }).click();
    await signInWithPassword(page);
    await typeCode(page, totp.generate());
    await expectSignedIn(page, dealer.account.name);
  });

  it.each(['light', 'dark'] as const)('fits a small screen in the %s theme', async (theme) => {
    const page = await browser.open(scene.hub, dealer, { width: 360, height: 740, theme });
    const totp = await beginEnrolment(page);
    await expectFits(page, 'the QR code');
    await expectAccessible(page, `the QR code, ${theme}`);
    await typeCode(page, totp.generate());
    await dialogOf(page).getByRole('list', { name: 'Backup codes' }).waitFor();
    await expectFits(page, 'the backup codes');
    await expectAccessible(page, `the backup codes, ${theme}`);
    await storeBackupCodes(page);
    await signOut(page);
    await signInWithPassword(page);
    await typeCode(page, wrongCode(totp));
    await page.getByRole('alert').waitFor();
    await expectFits(page, 'the code');
    await expectAccessible(page, `the code, ${theme}`);
  });
});
