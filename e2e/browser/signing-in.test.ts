import { beforeAll, expect, it, onTestFinished } from 'vitest';
import { createDealer, type Dealer } from '../support/dealer.ts';
import { hubForFile } from '../support/hub-for-file.ts';
import { runHubCommand, startHub } from '../support/hub-process.ts';
import { expectAccessible } from './support/accessibility.ts';
import { expectSignedIn, signIn, signOut } from './support/account.ts';
import { browserForFile } from './support/browser.ts';
import { describeInBrowser } from './support/chromium.ts';

const scene = hubForFile();
const browser = browserForFile();

/** What the operator's command printed. */
const passwordIn = (output: string) => /^password: (\S+)$/m.exec(output)![1]!;

describeInBrowser('signing up', () => {
  it('makes an account that lands on the overview with a welcome, in test mode', async () => {
    const page = await browser.open(scene.hub, null);
    await page.goto('/');
    await page.getByRole('link', { name: 'Create an account' }).click();
    await page.getByLabel('Business name').fill(' Harbour Chronographs ');
    await page.getByLabel('E-mail').fill('anna@harbour.example.com');
    await page.getByLabel('Password', { exact: true }).fill('Pendulum-under-glass-1886');
    await page.getByText('Strong.').waitFor();
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByText('Welcome, Harbour Chronographs').waitFor();
    await expectSignedIn(page, 'Harbour Chronographs');
    expect(new URL(page.url()).pathname).toBe('/');
    await page.getByTestId('test-mode-banner').waitFor();
  });

  it('says at the field what is wrong, and keeps what was typed', async () => {
    const dealer = await createDealer(scene.hub);
    const page = await browser.open(scene.hub, null);
    await page.goto('/sign-up');
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByText('Enter the name of your business.').waitFor();
    await page.getByText('Enter your e-mail address.').waitFor();
    await page.getByText('At least 8 characters, please.').waitFor();
    await expectAccessible(page, 'sign-up with errors');

    await page.getByLabel('Business name').fill('Second Account');
    await page.getByLabel('E-mail').fill(dealer.account.email);
    await page.getByLabel('Password', { exact: true }).fill('Pendulum-under-glass-1886');
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByText('There is an account with this e-mail address already.').waitFor();
    expect(await page.getByLabel('Business name').inputValue()).toBe('Second Account');
    expect(await page.getByLabel('Password', { exact: true }).inputValue()).toBe('Pendulum-under-glass-1886');
  });

  it('names whom to ask where it is closed; an account that the operator makes signs in', async () => {
    const hub = await startHub({ SIGN_UP: 'closed' });
    onTestFinished(() => hub.dispose());
    const page = await browser.open(hub, null);
    await page.goto('/sign-up');
    await page.getByText('Ask the administrator of this hub').waitFor();
    await page.getByText('npm run hub -- dealers create <email>').waitFor();
    expect(await page.getByLabel('Password', { exact: true }).count()).toBe(0);

    const email = 'invited@example.com';
    const printed = await runHubCommand(hub, 'dealers', 'create', email, '--name', 'Invited');
    await page.getByRole('link', { name: 'Sign in' }).click();
    await signIn(page, { email, password: passwordIn(printed) });
    await expectSignedIn(page, 'Invited');
  });
});

describeInBrowser('signing in', () => {
  let dealer: Dealer;
  beforeAll(async () => {
    dealer = await createDealer(scene.hub);
  });

  it('refuses a wrong password without a word about the account, keeps what was typed, and takes the right one', async () => {
    const page = await browser.open(scene.hub, null);
    await page.goto('/orders?status=received');
    const { email } = dealer.account;
    for (const wrong of [email, 'nobody@example.com']) {
      await signIn(page, { email: wrong, password: 'wrong-password' });
      await page.getByRole('alert').getByText('E-mail or password is wrong.').waitFor();
      expect(await page.getByLabel('E-mail').inputValue()).toBe(wrong);
    }
    await expectAccessible(page, 'sign-in that was refused');
    await signIn(page, dealer.account);
    await expectSignedIn(page, dealer.account.name);
    expect(page.url()).toBe(`${scene.hub.origin}/orders?status=received`);
  });

  it('somebody who is signed in already goes on at once', async () => {
    const page = await browser.open(scene.hub, dealer);
    await page.goto('/sign-in?next=/account');
    await page.getByRole('heading', { name: 'Account and security' }).waitFor();
    await page.goto('/sign-up');
    await expectSignedIn(page, dealer.account.name);
    expect(new URL(page.url()).pathname).toBe('/');
  });

  it('without "keep me signed in" the session ends with the browser', async () => {
    const page = await browser.open(scene.hub, null);
    const expiryOfSession = async () =>
      (await page.context().cookies()).find(({ name }) => name === 'wth.session_token')!.expires;
    await page.goto('/sign-in');
    await page.getByLabel('Keep me signed in').uncheck();
    await signIn(page, dealer.account);
    await expectSignedIn(page, dealer.account.name);
    expect(await expiryOfSession()).toBe(-1);

    await signOut(page);
    await signIn(page, dealer.account);
    await expectSignedIn(page, dealer.account.name);
    expect(await expiryOfSession()).toBeGreaterThan(Date.now() / 1_000);
  });

  it.each([
    '//evil.example/',
    'https://evil.example/',
    '/\\evil.example/',
    '/%09/evil.example/',
    '/.//evil.example/',
    'javascript:location.assign("https://evil.example/")',
  ])('next=%s never leads to another origin, signed in before or not', async (next) => {
    const origins = new Set<string>();
    const address = `/sign-in?next=${next.includes('%') ? next : encodeURIComponent(next)}`;
    const page = await browser.open(scene.hub, null);
    page.on('framenavigated', (frame) => origins.add(new URL(frame.url()).origin));
    await page.goto(address);
    await signIn(page, dealer.account);
    await expectSignedIn(page, dealer.account.name);
    expect(page.url()).toBe(`${scene.hub.origin}/`);
    await page.goto(address);
    await expectSignedIn(page, dealer.account.name);
    expect(page.url()).toBe(`${scene.hub.origin}/`);
    expect([...origins]).toEqual([scene.hub.origin]);
  });

  it('where no e-mail is sent, the command that the page names gives a new password', async () => {
    const other = await createDealer(scene.hub);
    const page = await browser.open(scene.hub, null);
    await page.goto('/sign-in');
    await page.getByRole('link', { name: 'Forgot your password?' }).click();
    await page.getByText('npm run hub -- dealers set-password <email>').waitFor();
    const printed = await runHubCommand(scene.hub, 'dealers', 'set-password', other.account.email);
    await page.getByRole('link', { name: 'Back to sign-in' }).click();
    await signIn(page, { email: other.account.email, password: passwordIn(printed) });
    await expectSignedIn(page, other.account.name);
  });
});
