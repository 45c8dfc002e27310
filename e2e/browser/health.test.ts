import type { Locator, Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { createDealer, type Dealer } from '../support/dealer.ts';
import { eventually } from '../support/eventually.ts';
import { expectStatus } from '../support/http-client.ts';
import { hubForFile } from '../support/hub-for-file.ts';
import { answering } from '../support/receiver.ts';
import type { Endpoint } from '../support/shapes.ts';
import { expectAccessible } from './support/accessibility.ts';
import { Answers } from './support/answers.ts';
import { browserForFile } from './support/browser.ts';
import { describeInBrowser } from './support/chromium.ts';
import { expectCount } from './support/count.ts';

/** A delivery fails for good after its second attempt. */
const scene = hubForFile({ WEBHOOK_RETRY_SCHEDULE: '100ms' });
const browser = browserForFile();

const HEALTH = '/channels/custom-integration/health';

interface Health {
  readonly attempts: number;
  readonly success_rate: number;
  readonly p50_ms: number;
  readonly p95_ms: number;
  readonly consecutive_failures: number;
  readonly pending: number;
}

const healthOf = async (dealer: Dealer, { id }: Endpoint) =>
  expectStatus(await dealer.dashboard.get<Health>(`/webhook-endpoints/${id}/health`), 200);

const cardOf = (page: Page, { url }: Endpoint): Locator =>
  page.getByRole('region', { name: new URL(url).host + new URL(url).pathname });

const figure = async (card: Locator, label: string): Promise<string | null> =>
  await card
    .locator('dl > div')
    .filter({ hasText: new RegExp(`^${label}`) })
    .locator('dd')
    .textContent();

describeInBrowser('the health of endpoints', () => {
  it('agrees with the API, in numbers and in words', async () => {
    const answers = new Answers();
    answers.of(scene.receiver);
    answers.set('/bad', answering(500));
    const dealer = await createDealer(scene.hub);
    const good = await dealer.newEndpoint(scene.receiver.url('/good'), { description: 'Web shop' });
    const bad = await dealer.newEndpoint(scene.receiver.url('/bad'));
    const off = await dealer.newEndpoint(scene.receiver.url('/off'), { is_enabled: false });
    for (let count = 0; count < 3; count += 1) await dealer.newListing();
    await eventually('all are finished', async () => {
      const deliveries = await dealer.deliveries();
      return deliveries.length === 9 && deliveries.every(({ status }) => status !== 'pending');
    });
    const page = await browser.open(scene.hub, dealer);
    await page.goto(HEALTH);

    const health = await healthOf(dealer, good);
    const card = cardOf(page, good);
    await card.getByText('Healthy', { exact: true }).waitFor();
    expect(await figure(card, 'Success rate')).toBe('100%');
    expect(await figure(card, 'Attempts')).toBe(String(health.attempts));
    expect(await figure(card, 'Typical answer')).toBe(`${health.p50_ms} ms`);
    expect(await figure(card, 'Slow answer')).toBe(`${health.p95_ms} ms`);
    expect(await figure(card, 'Failures in a row')).toBe('0');
    expect(await figure(card, 'Waiting')).toBe('0');
    await card.getByText('Last 24 hours: 3 delivered, 0 failed, 0 pending, 0 cancelled.').waitFor();

    const failing = await healthOf(dealer, bad);
    expect(failing).toMatchObject({ attempts: 6, success_rate: 0, consecutive_failures: 6 });
    await cardOf(page, bad).getByText('Failing', { exact: true }).waitFor();
    expect(await figure(cardOf(page, bad), 'Success rate')).toBe('0%');
    expect(await figure(cardOf(page, bad), 'Failures in a row')).toBe('6');
    await cardOf(page, off).getByText('Disabled', { exact: true }).waitFor();

    await cardOf(page, bad).getByRole('button', { name: 'Show as a table' }).click();
    const table = cardOf(page, bad).getByRole('table', { name: /Deliveries by hour to/ });
    await table.getByRole('row').nth(1).waitFor();
    await expectAccessible(page, 'health with a table');
    await cardOf(page, bad).getByRole('link', { name: 'Failed deliveries' }).click();
    const rows = page.getByRole('table', { name: 'Deliveries' }).locator('tbody tr');
    await expectCount(rows, 3);
  });

  it('of a receiver that signed off says so, and what to do', async () => {
    const answers = new Answers();
    answers.of(scene.receiver);
    answers.set('/gone', answering(410));
    const dealer = await createDealer(scene.hub);
    const endpoint = await dealer.newEndpoint(scene.receiver.url('/gone'));
    await dealer.newListing();
    const page = await browser.open(scene.hub, dealer);
    await scene.receiver.first('listing.published', '/gone');
    await eventually('it is disabled', async () => (await dealer.deliveries('&status=cancelled')).length > 0);
    await page.goto(HEALTH);
    await cardOf(page, endpoint).getByText('Disabled', { exact: true }).waitFor();
    await cardOf(page, endpoint)
      .getByText(/Your server answered “410 Gone”/)
      .waitFor();
  });

  it('without endpoints leads to where one is added', async () => {
    const page = await browser.open(scene.hub, await createDealer(scene.hub));
    await page.goto(HEALTH);
    await page.getByText('You have no endpoint').waitFor();
    await page.getByRole('link', { name: 'Add an endpoint' }).waitFor();
  });
});
