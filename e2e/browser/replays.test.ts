import type { Locator, Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { createDealer, type Dealer } from '../support/dealer.ts';
import { eventually } from '../support/eventually.ts';
import { expectStatus } from '../support/http-client.ts';
import { hubForFile } from '../support/hub-for-file.ts';
import { answering } from '../support/receiver.ts';
import type { Endpoint, Page as List, Replay } from '../support/shapes.ts';
import { expectAccessible } from './support/accessibility.ts';
import { Answers } from './support/answers.ts';
import { browserForFile } from './support/browser.ts';
import { describeInBrowser } from './support/chromium.ts';
import { expectFits } from './support/layout.ts';

/** A delivery fails for good after its second attempt. */
const scene = hubForFile({ WEBHOOK_RETRY_SCHEDULE: '100ms' });
const browser = browserForFile();
const answers = new Answers();

const LOG = '/channels/custom-integration/deliveries';
const SETTINGS = '/channels/custom-integration/settings';

interface Shop {
  readonly dealer: Dealer;
  readonly endpoint: Endpoint;
  /** Of the endpoint. */
  readonly path: string;
}

let shops = 0;
async function openShop(): Promise<Shop> {
  shops += 1;
  const path = `/replayed-${shops}`;
  const dealer = await createDealer(scene.hub);
  const endpoint = await dealer.newEndpoint(scene.receiver.url(path), { description: 'Web shop' });
  return { dealer, endpoint, path };
}

/** Publishes listings whose deliveries then have this status. */
async function publish(dealer: Dealer, count: number, status: string): Promise<void> {
  for (let published = 0; published < count; published += 1) {
    const listing = await dealer.newListing();
    await eventually(`the delivery is ${status}`, async () =>
      (await dealer.deliveries(`&q=${listing.id}`)).every((it) => it.status === status),
    );
  }
}

async function openDialog(page: Page): Promise<Locator> {
  await page.getByRole('button', { name: 'Replay a range' }).click();
  const dialog = page.getByRole('dialog', { name: 'Replay a range' });
  await dialog.waitFor();
  return dialog;
}

async function replays({ dealer, endpoint }: Shop): Promise<readonly Replay[]> {
  const answer = await dealer.dashboard.get<List<Replay>>(`/webhook-endpoints/${endpoint.id}/replays`);
  return expectStatus(answer, 200).data;
}

describeInBrowser('replays', () => {
  beforeAll(() => answers.of(scene.receiver));

  it('are counted before they start, and then send just so many', async () => {
    const shop = await openShop();
    await publish(shop.dealer, 1, 'delivered');
    answers.set(shop.path, answering(500));
    await publish(shop.dealer, 2, 'failed');
    answers.set(shop.path, answering(200));
    const before = scene.receiver.at(shop.path).length;
    const page = await browser.open(scene.hub, shop.dealer);
    await page.goto(LOG);
    const dialog = await openDialog(page);
    await dialog.getByText('2 deliveries would be sent again.').waitFor();
    await dialog.getByText('That takes about 1 second.').waitFor();
    await dialog.getByLabel('Only what failed or was not sent').click();
    await dialog.getByText('3 deliveries would be sent again.').waitFor();
    await dialog.getByLabel('Only what failed or was not sent').click();
    await dialog.getByText('2 deliveries would be sent again.').waitFor();
    await expectAccessible(page, 'the dialog of a replay');
    expect(scene.receiver.at(shop.path)).toHaveLength(before);
    expect(await replays(shop)).toEqual([]);

    await dialog.getByRole('button', { name: 'Send 2 deliveries again' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await eventually('they arrive', () => scene.receiver.at(shop.path).length === before + 2);
    await page.getByRole('button', { name: '1 earlier replay' }).click();
    const row = page.getByRole('table', { name: 'Earlier replays' }).locator('tbody tr');
    await row.getByText('2 of 2').waitFor();
    await row.getByText('Failed only').waitFor();
    await row.getByText('Done').waitFor();
    await expectAccessible(page, 'the log with earlier replays');
    expect(await replays(shop)).toMatchObject([{ status: 'succeeded', total: 2, enqueued: 2 }]);
  });

  it('take a range of its own and chosen types, and say when there is nothing to send', async () => {
    const { dealer } = await openShop();
    await publish(dealer, 1, 'delivered');
    const page = await browser.open(scene.hub, dealer);
    await page.goto(LOG);
    const dialog = await openDialog(page);
    await dialog.getByText('In this range there is nothing to send again.').waitFor();
    expect(await dialog.getByRole('button', { name: 'Nothing to send' }).isDisabled()).toBe(true);
    await dialog.getByLabel('Only what failed or was not sent').click();
    await dialog.getByText('1 delivery would be sent again.').waitFor();
    await dialog.getByRole('combobox', { name: 'Event types' }).click();
    await page.getByRole('option', { name: 'Listing sold' }).click();
    await dialog.getByText('In this range there is nothing to send again.').waitFor();
    await page.keyboard.press('Escape');
    await dialog.getByRole('combobox', { name: 'Time' }).click();
    await page.getByRole('option', { name: 'From … to …' }).click();
    await dialog.getByLabel('From', { exact: true }).fill('2020-01-01T00:00');
    await dialog.getByText(/since: is more than 30 days ago/).waitFor();
    expect(await dialog.getByRole('button', { name: 'Send again' }).isDisabled()).toBe(true);
    await expectAccessible(page, 'the dialog with a refused range');
  });

  it('show their progress and can be cancelled midway', async () => {
    const shop = await openShop();
    await publish(shop.dealer, 1, 'delivered');
    await Promise.all(Array.from({ length: 59 }, () => shop.dealer.newListing()));
    await publish(shop.dealer, 1, 'delivered');
    const page = await browser.open(scene.hub, shop.dealer, { width: 390, height: 844 });
    await page.goto(LOG);
    const dialog = await openDialog(page);
    await dialog.getByLabel('Only what failed or was not sent').click();
    await dialog.getByLabel('Deliveries a second, at most').fill('1');
    await dialog.getByRole('button', { name: /Send \d+ deliveries again/ }).click();
    const running = page.getByRole('region', { name: /Replay to Web shop/ });
    await running.getByText(/[1-9]\d* of \d+ put in line/).waitFor();
    await expectAccessible(page, 'a replay under way');
    await expectFits(page, 'a replay under way');
    await running.getByRole('button', { name: 'Cancel the replay' }).click();
    const question = page.getByRole('dialog', { name: 'Cancel this replay?' });
    await question.getByRole('button', { name: 'Cancel the replay' }).click();
    await running.waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: '1 earlier replay' }).click();
    await page.getByText('Cancelled', { exact: true }).first().waitFor();
    await expectFits(page, 'earlier replays');
    const [replay] = await replays(shop);
    expect(replay).toMatchObject({ status: 'cancelled' });
    expect(replay!.enqueued).toBeLessThan(replay!.total);
  });

  it('are offered when an endpoint is enabled again, for just what it missed', async () => {
    const shop = await openShop();
    await publish(shop.dealer, 1, 'delivered');
    const path = `/webhook-endpoints/${shop.endpoint.id}`;
    expectStatus(await shop.dealer.dashboard.patch(path, { is_enabled: false }), 200);
    await publish(shop.dealer, 3, 'cancelled');
    const before = scene.receiver.at(shop.path).length;
    const page = await browser.open(scene.hub, shop.dealer);
    await page.goto(SETTINGS);
    await page.getByRole('button', { name: `Enable ${shop.endpoint.url}` }).click();
    await page.getByText('Replay what it missed?').waitFor();
    await expectAccessible(page, 'the offer of a replay');
    await page.getByRole('button', { name: 'Replay what was missed' }).click();
    const dialog = page.getByRole('dialog', { name: 'Replay a range' });
    await dialog.getByText('3 deliveries would be sent again.').waitFor();
    await dialog.getByRole('button', { name: 'Send 3 deliveries again' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await page.getByText('Replay what it missed?').waitFor({ state: 'hidden' });
    await eventually('they arrive', () => scene.receiver.at(shop.path).length === before + 3);
  });
});
