import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type MailServer, startMailServer } from '../../server/test/support/mail-server.ts';
import { createDealer, type Dealer } from '../support/dealer.ts';
import { eventually } from '../support/eventually.ts';
import { send } from '../support/http-client.ts';
import { type HubProcess, startHub } from '../support/hub-process.ts';
import { expectAccessible } from './support/accessibility.ts';
import { expectSignedIn, signIn } from './support/account.ts';
import { browserForFile } from './support/browser.ts';
import { describeInBrowser } from './support/chromium.ts';

const NEW_PASSWORD = 'Pendulum-under-glass-1886';

const browser = browserForFile();
let mailServer: MailServer;
let hub: HubProcess;
beforeAll(async () => {
  mailServer = await startMailServer();
  hub = await startHub({ SMTP_URL: `smtp://127.0.0.1:${mailServer.port}` });
});
afterAll(async () => {
  await hub.dispose();
  await mailServer.close();
});

async function askForLink(page: Page, email: string): Promise<void> {
  await page.goto('/sign-in');
  await page.getByRole('link', { name: 'Forgot your password?' }).click();
  // The page before has the same field.
  await page.getByRole('heading', { name: 'Reset your password' }).waitFor();
  await page.getByLabel('E-mail').fill(email);
  await page.getByRole('button', { name: 'Send the link' }).click();
  await page
    .getByRole('status')
    .getByText(`If there is an account for ${email}, a link is on its way.`)
    .waitFor();
}

/** Path and query of the link in the dealer's newest mail. */
async function linkTo({ account }: Dealer): Promise<string> {
  const mail = await eventually('the mail is there', () =>
    mailServer.mails.findLast(({ to }) => to.includes(account.email)),
  );
  const { pathname, search } = new URL(/^http\S+\/reset-password\S+/m.exec(mail.text)![0]);
  return pathname + search;
}

async function setPassword(page: Page, password: string): Promise<void> {
  await page.getByLabel('New password').fill(password);
  await page.getByRole('button', { name: 'Set the password' }).click();
}

describeInBrowser('a forgotten password', () => {
  it('is replaced through the link in the mail, which works once and ends all sessions', async () => {
    const dealer = await createDealer(hub);
    const signedIn = await browser.open(hub, dealer);
    await signedIn.goto('/');
    await expectSignedIn(signedIn, dealer.account.name);

    const page = await browser.open(hub, null);
    await askForLink(page, dealer.account.email);
    const link = await linkTo(dealer);
    await page.goto(link);
    await setPassword(page, 'short');
    await page.getByText('At least 8 characters, please.').waitFor();
    await setPassword(page, NEW_PASSWORD);
    await page.getByRole('heading', { name: 'Your password is changed' }).waitFor();
    await expectAccessible(page, 'a changed password');
    await page.getByRole('link', { name: 'Sign in' }).click();
    await signIn(page, { email: dealer.account.email, password: NEW_PASSWORD });
    await expectSignedIn(page, dealer.account.name);

    await signedIn.goto('/account');
    await signedIn.getByRole('heading', { name: 'Sign in', level: 1 }).waitFor();

    await page.goto(link);
    await setPassword(page, 'Another-password-1886');
    await page.getByRole('heading', { name: 'This link does not work any more' }).waitFor();
    await expectAccessible(page, 'a link that was used');
    await page.getByRole('link', { name: 'Send a new link' }).click();
    await page.getByRole('heading', { name: 'Reset your password' }).waitFor();
  });

  it('the page says the same for an address without an account, to which no mail goes', async () => {
    const dealer = await createDealer(hub);
    const page = await browser.open(hub, null);
    await askForLink(page, 'nobody@example.com');
    await askForLink(page, dealer.account.email);
    await linkTo(dealer);
    expect(mailServer.mails.filter(({ to }) => to.includes('nobody@example.com'))).toEqual([]);
  });

  it('a link without or with an unknown token explains itself', async () => {
    const page = await browser.open(hub, null);
    await page.goto('/reset-password');
    await page.getByRole('heading', { name: 'This link does not work any more' }).waitFor();
    await page.goto('/reset-password?token=unknown');
    await setPassword(page, NEW_PASSWORD);
    await page.getByRole('heading', { name: 'This link does not work any more' }).waitFor();
  });

  // Last: the address it locks out is that of all tests.
  it('too many attempts at guessing one are told how long to wait', async () => {
    const dealer = await createDealer(hub);
    const { email } = dealer.account;
    const page = await browser.open(hub, null);
    await page.goto('/sign-in');
    const guess = () =>
      send(hub, {
        method: 'POST',
        path: '/api/auth/sign-in/email',
        headers: { origin: hub.origin },
        body: { email, password: 'wrong-password' },
      });
    await eventually('the address is locked out', async () => (await guess()).status === 429, 60_000);
    await signIn(page, dealer.account);
    await page
      .getByRole('alert')
      .getByText(/^Too many attempts\. Try again in \d+ seconds?\.$/)
      .waitFor();
    expect(await page.getByLabel('E-mail').inputValue()).toBe(email);
  });
});
