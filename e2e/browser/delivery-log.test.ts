import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Locator, Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { createDealer, type Dealer } from '../support/dealer.ts';
import { eventually } from '../support/eventually.ts';
import { expectStatus } from '../support/http-client.ts';
import { hubForFile } from '../support/hub-for-file.ts';
import { answering } from '../support/receiver.ts';
import type { Delivery, Endpoint, Listing } from '../support/shapes.ts';
import { expectAccessible } from './support/accessibility.ts';
import { Answers } from './support/answers.ts';
import { browserForFile } from './support/browser.ts';
import { describeInBrowser } from './support/chromium.ts';
import { expectCount } from './support/count.ts';
import { expectFits } from './support/layout.ts';

/** A delivery fails for good after its second attempt. */
const scene = hubForFile({ WEBHOOK_RETRY_SCHEDULE: '100ms' });
const browser = browserForFile();
const answers = new Answers();

const LOG = '/channels/custom-integration/deliveries';
const rowsOf = (page: Page): Locator => page.getByRole('table', { name: 'Deliveries' }).locator('tbody tr');
const drawerOf = (page: Page): Locator => page.getByRole('dialog');
const rowOf = (page: Page, type: string): Locator => rowsOf(page).filter({ hasText: type });

/** By its status: other cells may hold links of their own. */
const open = (row: Locator) => row.locator('td').nth(1).click();

async function choose(page: Page, filter: string, option: string): Promise<void> {
  await page.getByRole('combobox', { name: filter, exact: true }).click();
  await page.getByRole('option', { name: option, exact: true }).click();
}

interface Shop {
  readonly dealer: Dealer;
  readonly endpoint: Endpoint;
  /** Of the endpoint. */
  readonly path: string;
}

let shops = 0;
async function openShop(options: object = {}): Promise<Shop> {
  shops += 1;
  const path = `/hook-${shops}`;
  const dealer = await createDealer(scene.hub);
  const endpoint = await dealer.newEndpoint(scene.receiver.url(path), options);
  return { dealer, endpoint, path };
}

/** Publishes a listing whose delivery then has this status. */
async function publish(dealer: Dealer, status: Delivery['status']): Promise<[Listing, Delivery]> {
  const listing = await dealer.newListing();
  const delivery = await eventually(`the delivery is ${status}`, async () =>
    (await dealer.deliveries(`&q=${listing.id}`)).find((it) => it.status === status),
  );
  return [listing, delivery];
}

describeInBrowser('the delivery log', () => {
  beforeAll(() => answers.of(scene.receiver));

  it('finds a failed delivery by its filters, explains it, and sends it again with success', async () => {
    const { dealer, path } = await openShop();
    await publish(dealer, 'delivered');
    answers.set(path, answering(500, {}, 'stock service is down'));
    const [, failed] = await publish(dealer, 'failed');
    answers.set(path, answering(200));
    const page = await browser.open(scene.hub, dealer);
    await page.goto(LOG);
    await expectCount(rowsOf(page), 2);

    await choose(page, 'Status', 'Failed');
    await choose(page, 'Event type', 'Listing published');
    await expectCount(rowsOf(page), 1);
    await rowsOf(page).getByText('No attempts left').waitFor();
    await open(rowsOf(page));

    const drawer = drawerOf(page);
    await drawer.getByText('Not delivered: no attempts left').waitFor();
    await drawer.getByText('Last attempt: Your server failed (HTTP 500)').waitFor();
    await drawer.getByText('stock service is down').waitFor();
    await expectAccessible(page, 'an open delivery');
    await drawer.getByRole('button', { name: 'Send again' }).click();
    await drawer.getByText(/It arrived: your server answered 200 in \d+ ms/).waitFor();
    await drawer.getByRole('heading', { name: 'Attempt 3' }).waitFor();

    const sent = scene.receiver.at(path).filter((it) => it.headers['wth-delivery-id'] === failed.id);
    expect(sent.map((it) => it.headers['wth-delivery-attempt'])).toEqual(['1', '2', '3']);
    expect(sent[2]!.raw).toEqual(sent[0]!.raw);
    await page.keyboard.press('Escape');
    await drawer.waitFor({ state: 'hidden' });
    expect(new URL(page.url()).searchParams.get('delivery')).toBeNull();
  });

  it('keeps its filters over a reload, and over a visit to the listing and Back', async () => {
    const { dealer, endpoint } = await openShop();
    const [listing] = await publish(dealer, 'delivered');
    await dealer.act(listing, 'unpublish');
    const page = await browser.open(scene.hub, dealer);
    await page.goto(LOG);
    await expectCount(rowsOf(page), 2);
    await choose(page, 'Status', 'Delivered');
    await choose(page, 'Event type', 'Listing unpublished');
    await choose(page, 'Time', 'Last 24 hours');
    await choose(page, 'Live or test', 'Live only');
    await choose(page, 'Endpoint', new URL(endpoint.url).host + new URL(endpoint.url).pathname);
    await page.getByRole('searchbox').fill(listing.id);
    await page.waitForURL(/q=/);

    const expectFiltered = async () => {
      await expectCount(rowsOf(page), 1);
      await rowOf(page, 'listing.unpublished').waitFor();
      expect(await page.getByRole('combobox', { name: 'Status' }).inputValue()).toBe('Delivered');
      expect(await page.getByRole('combobox', { name: 'Time' }).inputValue()).toBe('Last 24 hours');
      expect(await page.getByRole('searchbox').inputValue()).toBe(listing.id);
      expect(Object.fromEntries(new URL(page.url()).searchParams)).toEqual({
        status: 'delivered',
        type: 'listing.unpublished',
        range: '24h',
        mode: 'live',
        endpoint_id: endpoint.id,
        q: listing.id,
      });
    };
    await expectFiltered();
    await page.reload();
    await expectFiltered();
    await rowsOf(page).getByRole('link').click();
    await page.waitForURL(`**/inventory/${listing.id}*`);
    await page.goBack();
    await expectFiltered();

    await page.getByRole('searchbox').fill('SHOP-1');
    await page.getByText('No delivery matches').waitFor();
    await page.getByText(/searched by whole ids/).waitFor();
    await page.getByRole('button', { name: 'Clear filters' }).last().click();
    await expectCount(rowsOf(page), 2);
  });

  it('narrows by a range of times that is written by hand', async () => {
    const { dealer } = await openShop();
    await publish(dealer, 'delivered');
    const page = await browser.open(scene.hub, dealer);
    await page.goto(LOG);
    await expectCount(rowsOf(page), 1);
    await choose(page, 'Time', 'From … to …');
    await page.getByLabel('Until').fill('2020-01-01T12:00');
    await page.getByText('No delivery matches').waitFor();
    // Berlin is an hour ahead of UTC in winter.
    expect(new URL(page.url()).searchParams.get('to')).toBe('2020-01-01T11:00:00.000Z');
    await page.getByLabel('Until').fill('2100-01-01T12:00');
    await expectCount(rowsOf(page), 1);
  });

  it('sends what was selected again, and says of each that could not why', async () => {
    const { dealer, path } = await openShop();
    const closed = await dealer.newEndpoint(scene.receiver.url(`${path}-closed`));
    answers.set(path, answering(500));
    answers.set(`${path}-closed`, answering(500));
    await dealer.newListing();
    await dealer.newListing();
    await eventually('all have failed', async () => {
      const deliveries = await dealer.deliveries('&status=failed');
      return deliveries.length === 4;
    });
    expectStatus(await dealer.dashboard.delete(`/webhook-endpoints/${closed.id}`), 204);
    answers.set(path, answering(200));
    const page = await browser.open(scene.hub, dealer);
    await page.goto(LOG);
    await expectCount(rowsOf(page), 4);
    await page.getByRole('checkbox', { name: 'Select all on this page' }).check();
    const bar = page.getByRole('region', { name: 'Selected deliveries' });
    await bar.getByText('4 deliveries selected').waitFor();
    await bar.getByRole('button', { name: 'Send selected again' }).click();

    const result = page.getByRole('status').filter({ hasText: 'sent again' });
    await result.getByText('2 deliveries are sent again').waitFor();
    await result.getByText('2 × The endpoint of this delivery has been deleted.').waitFor();
    await expectCount(rowsOf(page).filter({ hasText: 'Delivered' }), 2);
    expect(scene.receiver.at(path).filter((it) => it.headers['wth-delivery-attempt'] === '3').length).toBe(2);
    await bar.waitFor({ state: 'hidden' });
  });

  it('shows a new delivery by itself, and holds it back while somebody reads the list', async () => {
    const { dealer } = await openShop();
    const [listing] = await publish(dealer, 'delivered');
    const page = await browser.open(scene.hub, dealer);
    await page.goto(LOG);
    await rowOf(page, 'listing.published').waitFor();
    await dealer.act(listing, 'unpublish');
    await rowOf(page, 'listing.unpublished').waitFor();

    await rowsOf(page).first().hover();
    await dealer.act(listing, 'publish');
    await page.getByRole('button', { name: 'Show 1 new row' }).waitFor();
    expect(await rowsOf(page).count()).toBe(2);
    // Not by the pointer: leaving the list shows the row, too.
    await page.getByRole('button', { name: 'Show 1 new row' }).dispatchEvent('click');
    await expectCount(rowsOf(page), 3);
  });

  it('asks for nothing while it is paused, and catches up when it is resumed', async () => {
    const { dealer } = await openShop();
    const [listing] = await publish(dealer, 'delivered');
    const page = await browser.open(scene.hub, dealer);
    await page.clock.install();
    await page.goto(LOG);
    await rowOf(page, 'listing.published').waitFor();
    await page.getByRole('button', { name: 'Pause' }).click();
    const asked: string[] = [];
    page.on('request', (request) => {
      if (request.url().includes('/api/dashboard/deliveries')) asked.push(request.url());
    });
    await page.clock.runFor(60_000);
    expect(asked).toEqual([]);
    await dealer.act(listing, 'unpublish');
    await page.getByRole('button', { name: 'Resume' }).click();
    await page.clock.runFor(3_000);
    await rowOf(page, 'listing.unpublished').waitFor();
  });

  it('opens a delivery by its link, moves to its neighbour by keyboard, and keeps the focus inside', async () => {
    const { dealer } = await openShop();
    const [listing, delivery] = await publish(dealer, 'delivered');
    await dealer.act(listing, 'unpublish');
    const page = await browser.open(scene.hub, dealer, { width: 360, height: 740 });
    await page.goto(`${LOG}?delivery=${delivery.id}`);
    const drawer = drawerOf(page);
    await drawer.getByText(delivery.id).first().waitFor();
    await drawer.getByRole('heading', { name: 'Attempt 1' }).waitFor();
    await expectFits(page, 'an open delivery');
    for (let step = 0; step < 30; step += 1) {
      await page.keyboard.press('Tab');
      expect(await page.evaluate("document.activeElement.closest('[role=dialog]') !== null")).toBe(true);
    }
    await page.keyboard.press('Alt+ArrowUp');
    await drawer.getByText('listing.unpublished').first().waitFor();
    expect(new URL(page.url()).searchParams.get('delivery')).not.toBe(delivery.id);
    await page.keyboard.press('Escape');
    await drawer.waitFor({ state: 'hidden' });
  });

  it('shows what a receiver answered as text, whatever markup or script it is', async () => {
    const { dealer, path } = await openShop();
    const attack = `<script>document.title = 'owned'</script><img src="x" onerror="document.title = 'owned'">`;
    answers.set(path, answering(500, { 'content-type': 'text/html', 'x-note': '<b>bold</b>' }, attack));
    const [, delivery] = await publish(dealer, 'failed');
    const page = await browser.open(scene.hub, dealer);
    await page.goto(`${LOG}?delivery=${delivery.id}`);
    const preview = drawerOf(page).getByRole('region', { name: 'Response, Attempt 2' });
    expect(await preview.textContent()).toBe(attack);
    await drawerOf(page).getByRole('cell', { name: '<b>bold</b>' }).waitFor();
    expect(await drawerOf(page).locator('script, img, b').count()).toBe(0);
    expect(await page.title()).toContain('Delivery Log');
  });

  it('copies an attempt as a command that a shell runs to send the same bytes again', async () => {
    const { dealer, path } = await openShop();
    const listing = await dealer.newListing({
      title: `Rolex "Pepsi" d'Or $HOME \`id\` \\ é ✓ 100%`,
      description: "It's\nbox & papers; !history",
    });
    const first = await eventually('it arrives', () => scene.receiver.at(path)[0]);
    const page = await browser.open(scene.hub, dealer, {
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    await page.goto(`${LOG}?q=${listing.id}`);
    await open(rowsOf(page));
    await drawerOf(page).getByRole('button', { name: 'Copy as curl' }).click();
    await drawerOf(page).getByRole('button', { name: 'Copied' }).waitFor();
    const command = (await page.evaluate('navigator.clipboard.readText()')) as string;

    const shell = spawn('sh', [], { stdio: ['pipe', 'ignore', 'ignore'] });
    shell.stdin.end(`${command} --silent --noproxy '*'\n`);
    expect(await once(shell, 'exit')).toEqual([0, null]);
    const second = await eventually('it arrives again', () => scene.receiver.at(path)[1]);
    expect(second.raw).toEqual(first.raw);
    const ownHeaders = ({ connection: _, ...headers }: Record<string, string>) => headers;
    expect(ownHeaders(second.headers)).toEqual(ownHeaders(first.headers));
  });

  it('says that there is nowhere to send to, then offers a ping, whose delivery appears', async () => {
    const dealer = await createDealer(scene.hub, 'test mode');
    const page = await browser.open(scene.hub, dealer);
    await page.goto(LOG);
    await page.getByText('Nothing has been sent yet').waitFor();
    await page.getByRole('link', { name: 'Add an endpoint' }).waitFor();
    await expectAccessible(page, 'a log without endpoints');
    await dealer.newEndpoint(scene.receiver.url('/first'));
    await page.reload();
    await page.getByRole('button', { name: 'Send a ping' }).click();
    await rowOf(page, 'integration.test_event').getByText('TEST', { exact: true }).waitFor();
  });

  it('says why a live event was not sent in test mode, and that going live comes first', async () => {
    const dealer = await createDealer(scene.hub, 'test mode');
    await dealer.newEndpoint(scene.receiver.url('/quiet'));
    await publish(dealer, 'cancelled');
    const page = await browser.open(scene.hub, dealer);
    await page.goto(LOG);
    await rowOf(page, 'listing.published').getByText('Test mode is on').waitFor();
    await open(rowsOf(page));
    const drawer = drawerOf(page);
    await drawer.getByText('Not sent: test mode was on').waitFor();
    await drawer.getByText('No request has been made.').waitFor();
    expect(await drawer.getByRole('button', { name: 'Send again' }).isDisabled()).toBe(true);
    await drawer.getByText('Test mode is on. Go live first.').waitFor();
  });
});
