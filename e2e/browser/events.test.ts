import type { Locator, Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { createDealer } from '../support/dealer.ts';
import { eventually } from '../support/eventually.ts';
import { expectStatus } from '../support/http-client.ts';
import { hubForFile } from '../support/hub-for-file.ts';
import { expectAccessible } from './support/accessibility.ts';
import { browserForFile } from './support/browser.ts';
import { describeInBrowser } from './support/chromium.ts';
import { expectCount } from './support/count.ts';
import { expectFits } from './support/layout.ts';

const scene = hubForFile();
const browser = browserForFile();

const EVENTS = '/channels/custom-integration/events';
const rowsOf = (page: Page): Locator => page.getByRole('table', { name: 'Events' }).locator('tbody tr');

describeInBrowser('the events', () => {
  it('show the content that the receiver got, and what became of it', async () => {
    const dealer = await createDealer(scene.hub);
    await dealer.newEndpoint(scene.receiver.url('/content'));
    await dealer.newListing({ title: 'Grand Seiko “Snowflake” SBGA211' });
    const received = await scene.receiver.first('listing.published', '/content');
    const page = await browser.open(scene.hub, dealer, { width: 360, height: 740 });
    await page.goto(`${EVENTS}?event=${received.event.id}`);
    const drawer = page.getByRole('dialog');
    const content = await drawer.getByRole('region', { name: 'Content' }).textContent();
    expect(JSON.stringify(JSON.parse(content!))).toBe(received.raw.toString());
    await drawer.getByRole('link', { name: 'Grand Seiko “Snowflake” SBGA211' }).waitFor();
    await drawer.getByText('Delivered').waitFor();
    await expectFits(page, 'an open event');
    await expectAccessible(page, 'an open event');
    await drawer.getByRole('link', { name: /Open the delivery to/ }).click();
    await page.waitForURL('**/deliveries?delivery=*');
    await page.getByRole('dialog').getByRole('heading', { name: 'Attempt 1' }).waitFor();
    await page.getByRole('link', { name: 'Open in Events' }).click();
    await page.waitForURL(`**/events?event=${received.event.id}`);
  });

  it('show what a change changed, before and after', async () => {
    const dealer = await createDealer(scene.hub);
    const listing = await dealer.newListing({ case_material: 'Steel', has_box: false });
    const change = {
      case_material: 'Platinum',
      has_box: true,
      price: { amount: 1_390_000, currency: 'EUR' },
    };
    expectStatus(await dealer.dashboard.patch(`/listings/${listing.id}`, change), 200);
    const page = await browser.open(scene.hub, dealer);
    await page.goto(EVENTS);
    await rowsOf(page).getByText('Listing changed').click();
    const table = page.getByRole('dialog').getByRole('table', { name: 'What changed' });
    await table.getByRole('row', { name: 'Case material Steel Platinum' }).waitFor();
    await table.getByRole('row', { name: 'Has box no yes' }).waitFor();
    await table.getByRole('row', { name: 'Price €12,500.00 €13,900.00' }).waitFor();
  });

  it('are listed newest first, narrowed by types that survive a reload, and come by themselves', async () => {
    const dealer = await createDealer(scene.hub);
    const listing = await dealer.newListing();
    await dealer.act(listing, 'unpublish');
    const page = await browser.open(scene.hub, dealer);
    await page.goto(EVENTS);
    await expectCount(rowsOf(page), 2);
    const numbers = await rowsOf(page).locator('td:first-child').allTextContents();
    expect(numbers).toEqual(['2', '1']);
    await page.getByText('Kept are the events 1 to 2').waitFor();
    await page.getByRole('combobox', { name: 'Event types' }).click();
    await page.getByRole('option', { name: 'Listing published' }).click();
    await expectCount(rowsOf(page), 1);
    expect(new URL(page.url()).searchParams.get('types')).toBe('listing.published');
    await page.reload();
    await expectCount(rowsOf(page), 1);
    await dealer.act(listing, 'publish');
    await expectCount(rowsOf(page), 2);
  });

  it('show the world they are in, and a link to an event of the other one switches to it', async () => {
    const dealer = await createDealer(scene.hub);
    await dealer.newEndpoint(scene.receiver.url('/worlds'));
    await dealer.newListing({}, 'live');
    await dealer.newListing({ title: 'Sandbox watch' }, 'test');
    const test = await eventually('the test event arrives', () =>
      scene.receiver.at('/worlds').find((it) => !it.event.livemode),
    );
    const page = await browser.open(scene.hub, dealer);
    await page.goto(EVENTS);
    await rowsOf(page).first().waitFor();
    expect(await rowsOf(page).filter({ hasText: 'Sandbox watch' }).count()).toBe(0);
    await page.goto(`/channels/custom-integration/deliveries?q=${test.event.id}`);
    await page.getByRole('table', { name: 'Deliveries' }).getByText('Listing published').click();
    await page.getByRole('link', { name: 'Open in Events' }).click();
    // The log's drawer names the watch, too.
    await page.waitForURL((url) => url.pathname === EVENTS);
    await page.getByRole('dialog').getByRole('link', { name: 'Sandbox watch' }).waitFor();
    await page.keyboard.press('Escape');
    await rowsOf(page).filter({ hasText: 'Sandbox watch' }).first().waitFor();
    await page.getByText('You are looking at test data').waitFor();
  });
});
