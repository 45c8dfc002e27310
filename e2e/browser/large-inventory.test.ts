import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { createDealer, type Dealer } from '../support/dealer.ts';
import { hubForFile } from '../support/hub-for-file.ts';
import { importFile } from '../support/import-file.ts';
import { browserForFile } from './support/browser.ts';
import { describeInBrowser } from './support/chromium.ts';

const ROWS = 10_000;
const PAGE_ROWS = 100;
const IMPORT_MS_MAX = 120_000;

const scene = hubForFile();
const browser = browserForFile();

const stockNumber = (index: number) => `BIG-${String(index).padStart(5, '0')}`;

function csvOf(rows: number): string {
  const lines = Array.from({ length: rows }, (_, index) =>
    [stockNumber(index), `Watch ${index}`, 'Omega', 1000 + index, 'EUR'].join(),
  );
  return ['stock_number,title,brand,price,currency', ...lines].join('\n');
}

/** Into the sandbox, since test listings count for no plan. */
async function importStock(dealer: Dealer): Promise<void> {
  const { state } = await importFile(dealer, csvOf(ROWS), { mode: 'test', timeoutMs: IMPORT_MS_MAX });
  expect(state).toBe('completed');
}

const rowsOf = (page: Page) => page.getByRole('table', { name: 'Listings' }).locator('tbody tr');
const firstRow = (page: Page, index: number) =>
  rowsOf(page).first().getByText(stockNumber(index), { exact: true }).waitFor();

describeInBrowser(`an inventory of ${ROWS} listings`, () => {
  let dealer: Dealer;
  beforeAll(async () => {
    dealer = await createDealer(scene.hub);
    await importStock(dealer);
  }, IMPORT_MS_MAX);

  const open = async (search: string) => {
    const page = await browser.open(scene.hub, dealer);
    await page.goto(`/inventory?mode=test&${search}`);
    return page;
  };

  it('is shown a page at a time: the document never holds more rows than that', async () => {
    const page = await open('sort=stock_number&order=asc');
    await page.getByRole('tab', { name: 'All 10,000' }).waitFor();
    for (const pageNumber of [0, 1, 2, 3]) {
      await firstRow(page, pageNumber * PAGE_ROWS);
      expect(await rowsOf(page).count()).toBe(PAGE_ROWS);
      await page.getByRole('button', { name: 'Next' }).click();
    }
    await firstRow(page, 4 * PAGE_ROWS);
    await page.getByRole('button', { name: 'Previous' }).click();
    await firstRow(page, 3 * PAGE_ROWS);
  }, 120_000);

  it('finds and sorts over all pages', async () => {
    const page = await open('sort=price&order=desc');
    await firstRow(page, ROWS - 1);
    await page.getByRole('searchbox').fill('watch 99');
    await page.getByRole('tab', { name: 'All 111' }).waitFor();
    await firstRow(page, 9_999);
  }, 120_000);

  it('changes all that match, on every page, in batches', async () => {
    const page = await open('q=watch 7');
    await page.getByRole('tab', { name: 'All 1,111' }).waitFor();
    await firstRow(page, 7_999);
    await page.getByRole('checkbox', { name: 'Select all on this page' }).check();
    await page.getByRole('button', { name: 'Select all 1111 that match' }).click();
    await page.getByText('1111 selected').waitFor();
    await page.getByRole('button', { name: 'Publish', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Publish' }).click();
    await page.getByRole('dialog').getByText('1111 changed').waitFor({ timeout: 50_000 });
    await page.getByRole('dialog').getByRole('button', { name: 'Done' }).click();
    await page.getByRole('tab', { name: 'Published 1,111' }).waitFor();
  }, 90_000);
});
