import type { Page } from 'playwright-core';
import { expect, it, vi } from 'vitest';
import { createDealer, type Dealer } from '../support/dealer.ts';
import { eventually } from '../support/eventually.ts';
import { hubForFile } from '../support/hub-for-file.ts';
import { expectAccessible } from './support/accessibility.ts';
import { browserForFile } from './support/browser.ts';
import { describeInBrowser } from './support/chromium.ts';
import { fillShop } from './support/shop.ts';

vi.setConfig({ testTimeout: 120_000 });

interface Overview {
  readonly listings: Record<string, number>;
  readonly orders: Record<string, number>;
  readonly deliveries: {
    readonly delivered: number;
    readonly failed: number;
    readonly hours: readonly { readonly delivered: number }[];
  };
}

const scene = hubForFile({ WEBHOOK_RETRY_SCHEDULE: '50ms,50ms' });
const browser = browserForFile();

const overviewOf = async (dealer: Dealer, mode = 'live'): Promise<Overview> =>
  (await dealer.dashboard.get<Overview>(`/overview?mode=${mode}`)).body;

const region = (page: Page, name: string) => page.getByRole('region', { name });

/** The number of a card such as `Published 3`, which is a link. */
const card = (page: Page, section: string, name: string) =>
  region(page, section).getByRole('link', { name: new RegExp(`^${name}\\s*[\\d,]+$`) });

async function expectCard(page: Page, section: string, name: string, count: number): Promise<void> {
  await expect
    .poll(async () => (await card(page, section, name).textContent())?.replace(name, ''), { timeout: 30_000 })
    .toBe(String(count));
}

describeInBrowser('the overview', () => {
  it('agrees with the API, and its chart has a text and a table that say the same', async () => {
    const dealer = await createDealer(scene.hub);
    await fillShop(dealer, scene.receiver.url());
    const { listings, orders, deliveries } = await overviewOf(dealer);
    const page = await browser.open(scene.hub, dealer);
    await page.goto('/');
    await expectCard(page, 'Stock', 'Published', listings.published!);
    await expectCard(page, 'Stock', 'Draft', listings.draft!);
    await expectCard(page, 'Stock', 'Unpublished', listings.unpublished!);
    await expectCard(page, 'Stock', 'Sold', listings.sold!);
    await expectCard(page, 'Orders', 'Waiting', orders.received!);
    const used = listings.published! + listings.draft! + listings.unpublished!;
    await page.getByText(`${used} of 250 listings of your plan used`).waitFor();

    const health = region(page, 'Deliveries of the last 24 hours');
    expect(deliveries.delivered).toBeGreaterThan(0);
    const sentence = `${deliveries.delivered} delivered, 0 failed, 0 cancelled, 0 still pending.`;
    await health.getByRole('figure', { name: sentence }).waitFor();
    await health.locator('[data-testid=health-chart] svg').first().waitFor();
    await health.getByRole('button', { name: 'Show as table' }).click();
    const rows = health.getByRole('table', { name: 'Deliveries by hour' }).locator('tbody tr');
    expect(await rows.count()).toBe(24);
    const delivered = await rows.locator('td:nth-of-type(1)').allTextContents();
    expect(delivered.map(Number)).toEqual(deliveries.hours.map((hour) => hour.delivered).toReversed());
    await expectAccessible(page, 'overview with its table');
  });

  it('leads from a number to the list of what it counts', async () => {
    const dealer = await createDealer(scene.hub);
    await dealer.newListing();
    const page = await browser.open(scene.hub, dealer);
    await page.goto('/');
    await card(page, 'Stock', 'Published').click();
    await page.waitForURL('**/inventory?status=published');
  });

  it('shows failed deliveries and an endpoint that fails, each with the way to it', async () => {
    const dealer = await createDealer(scene.hub);
    scene.receiver.respondWith((request, response) => {
      response.writeHead(request.path === '/broken' ? 500 : 200).end();
    });
    await dealer.newEndpoint(scene.receiver.url('/broken'), { description: 'Broken shop' });
    for (let index = 0; index < 5; index += 1) await dealer.newListing({ title: `Watch ${index}` });
    await eventually('a delivery failed', async () => (await overviewOf(dealer)).deliveries.failed > 0);
    await eventually('the endpoint fails as a whole', async () => {
      const { body } = await dealer.dashboard.get<{ webhook_endpoints: [{ consecutive_failures: number }] }>(
        '/integration',
      );
      return body.webhook_endpoints[0].consecutive_failures >= 5;
    });
    const page = await browser.open(scene.hub, dealer);
    await page.goto('/');
    const attention = region(page, 'What needs attention');
    await attention.getByText(/^Broken shop has failed \d+ times in a row$/).waitFor();
    await attention.getByText('5 published watches have no photo').waitFor();
    await attention.getByRole('link', { name: /Urgent: .*failed in the last 24 hours/ }).click();
    await page.waitForURL('**/channels/custom-integration/deliveries?status=failed');
  });

  it('renews its numbers by itself', async () => {
    const dealer = await createDealer(scene.hub);
    await dealer.newListing();
    const page = await browser.open(scene.hub, dealer);
    await page.goto('/');
    await expectCard(page, 'Stock', 'Published', 1);
    await dealer.newListing();
    await expectCard(page, 'Stock', 'Published', 2);
  });

  it('shows the world that is chosen', async () => {
    const dealer = await createDealer(scene.hub);
    await dealer.newListing();
    await dealer.newDraft({}, 'test');
    const page = await browser.open(scene.hub, dealer);
    await page.goto('/');
    await expectCard(page, 'Stock', 'Draft', 0);
    await page.getByRole('radiogroup', { name: 'Data shown' }).getByText('Test').click();
    await expectCard(page, 'Stock', 'Draft', 1);
    await expectCard(page, 'Stock', 'Published', (await overviewOf(dealer, 'test')).listings.published!);
    await page.getByText('Test listings don’t count against your plan.').waitFor();
  });

  it('says so when nothing needs attention', async () => {
    const dealer = await createDealer(scene.hub);
    await dealer.newKey('live');
    const endpoint = await dealer.newEndpoint(scene.receiver.url());
    await dealer.newListing({ photos: [{ url: 'https://images.example.com/1.jpg' }] });
    await dealer.dashboard.post(`/webhook-endpoints/${endpoint.id}/ping`);
    await eventually(
      'all has been delivered',
      async () => (await dealer.deliveries('&status=pending')).length === 0,
    );
    const page = await browser.open(scene.hub, dealer);
    await page.goto('/');
    await page.getByText('Nothing needs your attention.').waitFor();
  });

  it('welcomes a new dealer with first steps', async () => {
    const dealer = await createDealer(scene.hub, 'test mode');
    const page = await browser.open(scene.hub, dealer);
    await page.goto('/');
    await page.getByRole('heading', { name: `Welcome, ${dealer.account.name}` }).waitFor();
    await expectAccessible(page, 'first steps');
    await page.getByRole('link', { name: 'Import a file' }).click();
    await page.waitForURL('**/inventory/import');
    await page.goBack();
    await page.getByRole('link', { name: 'Start the set-up' }).click();
    await page.waitForURL('**/channels/custom-integration/setup');
  });

  it('says what went wrong when it can not be loaded, and tries again', async () => {
    const dealer = await createDealer(scene.hub);
    const page = await browser.open(scene.hub, dealer);
    await page.route('**/api/dashboard/overview?*', (route) =>
      route.fulfill({
        status: 403,
        json: { error: { type: 'authentication_error', code: 'x', message: 'Not now.', param: null } },
      }),
    );
    await page.goto('/');
    await page.getByText('Not now.').waitFor();
    await page.unroute('**/api/dashboard/overview?*');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('heading', { name: `Welcome, ${dealer.account.name}` }).waitFor();
  });
});
