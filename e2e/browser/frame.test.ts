import { expect, it } from 'vitest';
import { createDealer } from '../support/dealer.ts';
import { hubForFile } from '../support/hub-for-file.ts';
import { browserForFile } from './support/browser.ts';
import { describeInBrowser } from './support/chromium.ts';

const scene = hubForFile();
const browser = browserForFile();
const THEME = 'document.documentElement.getAttribute("data-mantine-color-scheme")';

describeInBrowser('the frame around every page', () => {
  it('says in yellow that test mode is on, and nothing of the kind once it is off', async () => {
    const dealer = await createDealer(scene.hub, 'test mode');
    const page = await browser.open(scene.hub, dealer);
    await page.goto('/');
    const banner = page.getByText('Test mode is on');
    await banner.waitFor();
    await page.getByRole('link', { name: 'Go live' }).click();
    await page.waitForURL('**/channels/custom-integration/settings');
    await dealer.setTestMode(false);
    await page.reload();
    await page.getByTestId('integration-status').filter({ hasText: 'LIVE' }).waitFor();
    expect(await banner.count()).toBe(0);
  });

  it('keeps the chosen theme, whatever the system prefers, without a flash of the other', async () => {
    const dealer = await createDealer(scene.hub);
    const page = await browser.open(scene.hub, dealer, { theme: 'light' });
    await page.goto('/');
    await page.getByRole('button', { name: 'Theme' }).click();
    await page.getByRole('menuitem', { name: 'Dark' }).click();
    expect(await page.evaluate(THEME)).toBe('dark');
    // Without the application there is only the first script.
    await page.route('**/assets/*.js', (route) =>
      route.fulfill({ contentType: 'text/javascript', body: '' }),
    );
    await page.reload({ waitUntil: 'domcontentloaded' });
    expect(await page.evaluate(THEME)).toBe('dark');
    await page.unroute('**/assets/*.js');
    await page.reload();
    await page.getByRole('button', { name: 'Theme' }).waitFor();
    expect(await page.evaluate(THEME)).toBe('dark');
  });

  it('shows live data until test data is asked for, then says so on every page', async () => {
    const dealer = await createDealer(scene.hub);
    await dealer.newListing({ title: 'A live watch' });
    await dealer.newListing({ title: 'A sandbox watch' }, 'test');
    const page = await browser.open(scene.hub, dealer);
    await page.goto('/inventory');
    await page.getByText('A live watch').first().waitFor();
    expect(await page.getByText('A sandbox watch').count()).toBe(0);
    await page.getByText('Test', { exact: true }).click();
    await page.getByText('A sandbox watch').first().waitFor();
    expect(await page.getByText('A live watch').count()).toBe(0);
    await page.getByText('You are looking at test data').waitFor();
    await page.getByRole('link', { name: 'Orders' }).click();
    await page.getByText('You are looking at test data').waitFor();
    await page.getByRole('button', { name: 'Show live data' }).click();
    await page.getByText('You are looking at test data').waitFor({ state: 'detached' });
  });

  it('resets the sandbox after a question and leaves live data alone', async () => {
    const dealer = await createDealer(scene.hub);
    const live = await dealer.newListing({ title: 'A live watch' });
    await dealer.newListing({ title: 'Left over' }, 'test');
    const page = await browser.open(scene.hub, dealer);
    await page.goto('/inventory?mode=test');
    await page.getByText('Left over').first().waitFor();
    await page.getByRole('button', { name: 'Reset sandbox' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Reset sandbox' }).click();
    await page.getByText('The sandbox was reset').waitFor();
    await page.getByText('A live watch').first().waitFor();
    expect(await page.getByText('Left over').count()).toBe(0);
    expect(await dealer.listing(live.id)).toEqual(live);
  });

  it('says that it is offline, and goes on when the connection is back', async () => {
    const dealer = await createDealer(scene.hub);
    const page = await browser.open(scene.hub, dealer);
    await page.goto('/orders');
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.context().setOffline(true);
    const banner = page.getByText('You are offline');
    await banner.waitFor();
    await page.context().setOffline(false);
    await banner.waitFor({ state: 'detached' });
  });

  it('sends somebody whose session has ended to sign in, and back to the same place', async () => {
    const dealer = await createDealer(scene.hub);
    const page = await browser.open(scene.hub, dealer);
    await page.goto('/orders?status=received');
    await page.getByRole('heading', { level: 1 }).waitFor();
    // The page has read all it shows: the next reading is the one that is refused.
    await page.waitForLoadState('networkidle');
    const headers = { cookie: dealer.dashboard.cookie, origin: scene.hub.origin };
    await fetch(`${scene.hub.origin}/api/auth/sign-out`, { method: 'POST', headers });
    await page.getByRole('link', { name: 'Customers' }).click();
    await page.waitForURL('**/sign-in?next=*');
    await page.getByLabel('E-mail').fill(dealer.account.email);
    await page.getByLabel('Password', { exact: true }).fill(dealer.account.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL('**/customers');
  });

  it('has a menu on small screens that closes when it has led somewhere', async () => {
    const dealer = await createDealer(scene.hub);
    const page = await browser.open(scene.hub, dealer, { width: 360, height: 740 });
    await page.goto('/');
    const orders = page.getByRole('link', { name: 'Orders', exact: true });
    await page.getByRole('button', { name: 'Open navigation' }).click();
    await orders.click();
    await page.waitForURL('**/orders');
    await page.getByRole('button', { name: 'Open navigation' }).waitFor();
  });

  it('takes an id of the address for an id, never for a way to other calls', async () => {
    const dealer = await createDealer(scene.hub);
    const page = await browser.open(scene.hub, dealer);
    const called: string[] = [];
    page.on('request', (request) => called.push(new URL(request.url()).pathname));
    for (const room of ['inventory', 'orders', 'customers', 'inventory/import']) {
      await page.goto(`/${room}/..%2F..%2Fauth%2Flist-sessions`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.waitForLoadState('networkidle');
    }
    await page.goto('/channels/custom-integration/events?event=../../auth/list-sessions');
    await page.getByRole('alert').first().waitFor();
    expect(called).not.toContain('/api/auth/list-sessions');
  });

  it('explains an address that leads nowhere', async () => {
    const dealer = await createDealer(scene.hub);
    const page = await browser.open(scene.hub, dealer);
    await page.goto('/inventory/a/b/c');
    await page.getByRole('heading', { name: 'There is nothing here' }).waitFor();
    await page.getByRole('link', { name: 'To the overview' }).click();
    await page.waitForURL(`${scene.hub.origin}/`);
  });
});
