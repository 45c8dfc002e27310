import type { Page } from 'playwright-core';
import { beforeEach, expect, it } from 'vitest';
import { createDealer, type Dealer } from '../support/dealer.ts';
import { hubForFile } from '../support/hub-for-file.ts';
import type { Listing } from '../support/shapes.ts';
import { expectAccessible } from './support/accessibility.ts';
import { browserForFile } from './support/browser.ts';
import { describeInBrowser } from './support/chromium.ts';

const scene = hubForFile();
const browser = browserForFile();
const PATIENCE = { timeout: 15_000 };
let dealer: Dealer;

beforeEach(async () => {
  dealer = await createDealer(scene.hub);
});

const euros = (amount: number) => ({ amount: amount * 100, currency: 'EUR' });

/** Three drafts of different price and year. */
const seedDrafts = async (): Promise<Listing[]> => {
  const drafts: Listing[] = [];
  for (const [brand, price, year] of [
    ['Tudor', 3_290, 2021],
    ['Omega', 6_890, 1969],
    ['Rolex', 12_450, 2015],
  ] as const) {
    const fields = { brand, title: `${brand} watch`, stock_number: `${brand}-1`, year, price: euros(price) };
    drafts.push(await dealer.newDraft(fields));
  }
  return drafts;
};

const open = async (path = '/inventory'): Promise<Page> => {
  const page = await browser.open(scene.hub, dealer);
  await page.goto(path);
  return page;
};

const table = (page: Page) => page.getByRole('table', { name: 'Listings' });
const titles = async (page: Page) => await table(page).getByRole('link').allTextContents();
const expectTitles = (page: Page, ...expected: string[]) =>
  expect.poll(() => titles(page), PATIENCE).toEqual(expected.map((brand) => `${brand} watch`));

describeInBrowser('the list of the inventory', () => {
  it('keeps every column in sight beside a title without a space', async () => {
    const brand = 'Endless'.repeat(12);
    await dealer.newDraft({ title: 'Chronograph'.repeat(15), brand, stock_number: 'LONG-1' });
    const page = await open();
    await table(page).getByRole('link').waitFor();
    const status = (await table(page).getByRole('columnheader', { name: 'Status' }).boundingBox())!;
    expect(status.x + status.width).toBeLessThanOrEqual(1440);
  });

  it('keeps tab, search and order in the address, so that they survive a reload', async () => {
    const [, omega] = await seedDrafts();
    await dealer.act(omega!, 'publish');
    const page = await open();
    await page.getByRole('tab', { name: 'All 3' }).waitFor();

    await page.getByRole('button', { name: 'Price' }).click();
    await expectTitles(page, 'Tudor', 'Omega', 'Rolex');
    await page.getByRole('button', { name: 'Price' }).click();
    await expectTitles(page, 'Rolex', 'Omega', 'Tudor');

    await page.getByRole('tab', { name: 'Draft 2' }).click();
    await expectTitles(page, 'Rolex', 'Tudor');
    await page.getByRole('searchbox').fill('tudor-1');
    await expectTitles(page, 'Tudor');
    await page.getByRole('tab', { name: 'Draft 1' }).waitFor();

    await page.reload();
    await expectTitles(page, 'Tudor');
    expect(await page.getByRole('searchbox').inputValue()).toBe('tudor-1');
    await page.getByRole('searchbox').fill('');
    await expectTitles(page, 'Rolex', 'Tudor');
    expect(new URL(page.url()).search).toBe('?sort=price&order=desc&status=draft');
  });

  it('finds a watch by the serial number that only the dealer sees', async () => {
    await seedDrafts();
    await dealer.newDraft({ title: 'Cartier watch', serial_number: 'XZ-77' });
    const page = await open('/inventory?q=xz-77');
    await expectTitles(page, 'Cartier');
  });

  it('says so when nothing matches, and when there is nothing yet', async () => {
    const page = await open('/inventory?q=nothing-like-it');
    await page.getByRole('button', { name: 'Show all listings' }).click();
    await page.getByText('No listings yet').waitFor();
    expect(await page.getByRole('main').getByRole('link', { name: 'Import CSV' }).count()).toBe(2);
  });

  it('remembers the columns one wants to see', async () => {
    await seedDrafts();
    const page = await open();
    await table(page).getByRole('columnheader', { name: 'Year' }).waitFor();
    await page.getByRole('button', { name: 'Columns' }).click();
    await page.getByRole('checkbox', { name: 'Year' }).uncheck();
    await page.getByRole('checkbox', { name: 'Brand' }).check();
    await page.reload();
    await table(page).getByRole('columnheader', { name: 'Brand' }).waitFor();
    expect(await table(page).getByRole('columnheader', { name: 'Year' }).count()).toBe(0);
  });

  it('can be used by keyboard alone', async () => {
    await seedDrafts();
    const page = await open('/inventory?sort=title&order=asc');
    await expectTitles(page, 'Omega', 'Rolex', 'Tudor');
    await page.keyboard.press('/');
    await page.keyboard.type('watch');
    await page.waitForURL('**q=watch');

    await table(page).getByRole('row').nth(1).focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Space');
    await page.getByText('1 selected').waitFor();
    expect(await page.getByRole('checkbox', { name: 'Select Rolex watch, Rolex-1' }).isChecked()).toBe(true);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Tudor watch' }).waitFor();

    await page.goBack();
    await table(page).waitFor();
    await page.keyboard.press('?');
    await page.getByText('Move between rows').waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('n');
    await page.getByRole('heading', { level: 1, name: 'New listing' }).waitFor();
  });

  it('shows a watch in place of a picture that can not be loaded', async () => {
    await dealer.newDraft({ photos: [{ url: 'https://images.example.com/gone.jpg' }] });
    const page = await browser.open(scene.hub, dealer);
    await page.route('https://images.example.com/**', (route) => route.fulfill({ status: 404 }));
    await page.goto('/inventory');
    await table(page).waitFor();
    await expect.poll(() => table(page).locator('img').count(), PATIENCE).toBe(0);
  });

  it('exports the tab that is shown', async () => {
    const [tudor] = await seedDrafts();
    await dealer.act(tudor!, 'publish');
    const page = await open('/inventory?status=published');
    await table(page).waitFor();
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Export CSV' }).click();
    const file = await (await download).createReadStream();
    const csv = (await file.toArray()).join('');
    expect(csv).toContain('Tudor-1');
    expect(csv).not.toContain('Omega-1');
  });
});

describeInBrowser('many listings at once', () => {
  const chooseAll = (page: Page) => page.getByRole('checkbox', { name: 'Select all on this page' }).check();

  it('are published, and the one that can not be is named with the reason and a link', async () => {
    const [tudor] = await seedDrafts();
    await dealer.act(await dealer.act(tudor!, 'publish'), 'mark-sold');
    const page = await open();
    await chooseAll(page);
    await page.getByRole('button', { name: 'Publish', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Publish' }).click();
    await dialog.getByText('2 changed').waitFor();
    await dialog.getByText('A listing that is sold can not be published', { exact: false }).waitFor();
    const link = dialog.getByRole('link', { name: 'Tudor watch' });
    expect(await link.getAttribute('href')).toBe(`/inventory/${tudor!.id}`);
    await expectAccessible(page, 'the result of a bulk change');
    await dialog.getByRole('button', { name: 'Done' }).click();
    await page.getByText('1 selected').waitFor();
    await page.getByRole('tab', { name: 'Published 2' }).waitFor();
  });

  it('change their prices as the preview said, save the one without a price', async () => {
    const drafts = await seedDrafts();
    const onRequest = await dealer.newDraft({ title: 'Patek watch', price: null });
    const page = await open('/inventory?sort=price&order=asc');
    await expectTitles(page, 'Tudor', 'Omega', 'Rolex', 'Patek');
    await chooseAll(page);
    await page.getByRole('button', { name: 'Change price' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Change in percent').fill('-5');
    await dialog.getByLabel('Round to').click();
    await page.getByRole('option', { name: 'Whole 10', exact: true }).click();
    await dialog.getByRole('row', { name: 'Omega watch €6,890.00 €6,550.00' }).waitFor();
    await expectAccessible(page, 'the change of prices');
    await dialog.getByRole('button', { name: 'Change prices' }).click();
    await dialog.getByText('3 changed').waitFor();
    await dialog.getByRole('link', { name: 'Patek watch' }).waitFor();
    await dialog.getByText('it is on request', { exact: false }).waitFor();

    const prices = await Promise.all([...drafts, onRequest].map(({ id }) => dealer.listing(id)));
    expect(prices.map((it) => (it as unknown as { price: { amount: number } | null }).price)).toEqual([
      euros(3_130),
      euros(6_550),
      euros(11_830),
      null,
    ]);
  });

  it('get one price', async () => {
    const drafts = await seedDrafts();
    const page = await open();
    await chooseAll(page);
    await page.getByRole('button', { name: 'Change price' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('radio', { name: 'Set one price for all' }).check();
    await dialog.getByRole('textbox', { name: 'Price', exact: true }).fill('999.5');
    await dialog.getByRole('button', { name: 'Change prices' }).click();
    await dialog.getByText('3 changed').waitFor();
    expect(await dealer.listing(drafts[0]!.id)).toMatchObject({ price: euros(999.5) });
  });

  it('are deleted where they are drafts, after a question; the result stays though nothing is left', async () => {
    await seedDrafts();
    const page = await open();
    await chooseAll(page);
    await page.getByRole('button', { name: 'More', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Delete drafts' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete drafts' }).click();
    await page.getByRole('dialog').getByText('3 deleted').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Done' }).click();
    await page.getByText('No listings yet').waitFor();
  });
});
