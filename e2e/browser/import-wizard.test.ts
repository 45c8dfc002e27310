import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { beforeAll, expect, it, vi } from 'vitest';
import { createDealer, type Dealer } from '../support/dealer.ts';
import { hubForFile } from '../support/hub-for-file.ts';
import type { Listing, Page as ListPage } from '../support/shapes.ts';
import { expectAccessible } from './support/accessibility.ts';
import { browserForFile, type View } from './support/browser.ts';
import { describeInBrowser } from './support/chromium.ts';
import { expectFits } from './support/layout.ts';
import { findRealFile } from './support/real-file.ts';

// Whole journeys, on machines that may be busy.
vi.setConfig({ testTimeout: 180_000 });
const WAIT_MS_MAX = 60_000;

const MEBIBYTE = 1024 * 1024;

/** Row 3 has no amount, row 4 no stock number; what `Farbton` is nobody can guess. */
const OWN_FILE = [
  'Artikelnummer;Marke;Modell;Preis;Zustand;Farbton',
  'W-1;Omega;Speedmaster;7.100,00 €;sehr gut;Schwarz',
  'W-2;Rolex;Submariner;12.500,00 €;neu;Grün',
  'W-3;Cartier;Santos;teuer;gut;Silber',
  ';Tudor;Black Bay;3.300,00 €;gut;Blau',
].join('\r\n');

const csv = (name: string, text: string) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });

const scene = hubForFile();
const browser = browserForFile();

async function openAs(dealer: Dealer, view: View = {}): Promise<Page> {
  const page = await browser.open(scene.hub, dealer, view);
  page.setDefaultTimeout(WAIT_MS_MAX);
  return page;
}

const choose = (page: Page, file: ReturnType<typeof csv> | string) =>
  page.locator('input[type=file]').setInputFiles(file);
const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).click();
const heading = (page: Page, name: string) => page.getByRole('heading', { name });

/** The number on a tile of the report. */
async function tile(page: Page, name: string): Promise<number> {
  const text = await page.getByRole('button', { name: new RegExp(`^[\\d,]+ ?${name}$`) }).textContent();
  return Number(text!.replace(name, '').replaceAll(',', ''));
}

async function fill(page: Page, column: string, field: string): Promise<void> {
  const select = page.getByRole('combobox', { name: `Field that ${column} fills` });
  await select.fill(field);
  await page.getByRole('option', { name: field }).first().click();
}

async function download(page: Page, name: string): Promise<{ name: string; text: string }> {
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name }).click()]);
  return { name: file.suggestedFilename(), text: await readFile(await file.path(), 'utf8') };
}

describeInBrowser('the import wizard', () => {
  let dealer: Dealer;
  beforeAll(async () => {
    dealer = await createDealer(scene.hub);
  });

  const listings = async (mode: string, q: string): Promise<readonly (Listing & { dial_color: string })[]> =>
    (await dealer.dashboard.get<ListPage<Listing & { dial_color: string }>>(`/listings?mode=${mode}&q=${q}`))
      .body.data;

  it('imports a file with a corrected column, names what is wrong in it and gives that as a file', async () => {
    const page = await openAs(dealer);
    await page.goto('/inventory/import');
    await page.getByText('The file goes into your live stock').waitFor();
    await choose(page, csv('bestand.csv', OWN_FILE));

    await heading(page, 'What each column fills').waitFor();
    const color = page.getByRole('combobox', { name: 'Field that Farbton fills' });
    expect(await color.inputValue()).toBe('Leave out');
    expect(await page.getByText('Recognized', { exact: true }).count()).toBe(5);
    await page.getByText('1 column is left out.').waitFor();
    await fill(page, 'Farbton', 'Dial colour');
    await page.getByText('Changed', { exact: true }).waitFor();
    await press(page, 'Check with these columns');

    await heading(page, 'What was understood').waitFor();
    expect(await tile(page, 'All rows')).toBe(4);
    expect(await tile(page, 'New')).toBe(2);
    expect(await tile(page, 'With errors')).toBe(2);
    expect(await listings('live', 'W-1')).toEqual([]);
    await press(page, /With errors$/);
    const rows = page.getByRole('table', { name: 'Rows of the file' }).locator('tbody tr');
    await expect.poll(() => rows.count()).toBe(2);
    await rows
      .filter({ hasText: 'Row 3, line 4' })
      .getByText('Column “Preis”: "teuer" is not an amount.')
      .filter({ visible: true })
      .waitFor();
    await rows
      .filter({ hasText: 'Row 4, line 5' })
      .getByText('Column “Artikelnummer”: Is missing.')
      .filter({ visible: true })
      .waitFor();
    await expectAccessible(page, 'report of a dry run');

    const errors = await download(page, 'Download the error file');
    expect(errors.name).toBe('bestand-errors.csv');
    expect(errors.text).toMatch(/3,4,W-3,Preis,price/);

    await press(page, 'Next: import');
    await page.getByText('The import adds 2 watches and changes 0 watches.').waitFor();
    await page.getByLabel('Publish new watches right away').check();
    await press(page, 'Import into live stock');
    await page.getByText('The import is finished').waitFor();
    await page.getByText('New watches are published.').waitFor();
    expect(await tile(page, 'New')).toBe(2);
    const [imported] = await listings('live', 'W-1');
    expect(imported).toMatchObject({ status: 'published', dial_color: 'Schwarz' });

    await page.getByRole('link', { name: 'To the inventory' }).click();
    await page.waitForURL('**/inventory');
  });

  it('moves a field from the column that has it, and needs a stock number', async () => {
    const page = await openAs(dealer);
    await page.goto('/inventory/import');
    await choose(page, csv('moved.csv', 'Artikelnummer,Titel,Nummer\nM-1,A watch,N-1\n'));
    await fill(page, 'Nummer', 'Stock number (now: Artikelnummer)');
    const before = page.getByRole('combobox', { name: 'Field that Artikelnummer fills' });
    await expect.poll(() => before.inputValue()).toBe('Leave out');
    await fill(page, 'Nummer', 'Leave out');
    await page.getByText('Choose the column that holds your stock number.').waitFor();
    expect(await page.getByRole('button', { name: 'Check with these columns' }).isDisabled()).toBe(true);
    await press(page, 'Undo my changes');
    await expect.poll(() => before.inputValue()).toBe('Stock number');
    await press(page, 'Next: see what was understood');
    await page.getByText('M-1').first().waitFor();
  });

  it('lets one say which column is the stock number where the file does not', async () => {
    const page = await openAs(dealer);
    await page.goto('/inventory/import');
    await choose(page, csv('unnamed.csv', 'Kennung,Titel\nK-1,A watch\n'));
    await page.getByText('The file could not be checked like this').waitFor();
    await fill(page, 'Kennung', 'Stock number');
    await press(page, 'Check with these columns');
    await heading(page, 'What was understood').waitFor();
    expect(await tile(page, 'New')).toBe(1);
  });

  it('asks for the file again after a reload, and checks it again', async () => {
    const page = await openAs(dealer);
    await page.goto('/inventory/import');
    await choose(page, csv('again.csv', OWN_FILE.replaceAll('W-', 'AGAIN-')));
    await press(page, 'Next: see what was understood');
    await press(page, 'Next: import');
    await page.getByLabel('Publish new watches right away').waitFor();
    await page.reload();
    await heading(page, 'Choose the file once more').waitFor();
    await choose(page, csv('again.csv', OWN_FILE.replaceAll('W-', 'AGAIN-')));
    await heading(page, 'What was understood').waitFor();
    await press(page, 'Next: import');
    await press(page, 'Import into live stock');
    await page.getByText('The import is finished').waitFor();
    await page.getByText('New watches are drafts').waitFor();
  });

  it('goes on by its address: progress and result survive a reload, and another tab shows them', async () => {
    const rows = Array.from({ length: 4_000 }, (_, index) => `T-${index},Watch ${index},1000,EUR`);
    const page = await openAs(dealer);
    await page.goto('/inventory/import?mode=test');
    await page.getByText('The file goes into your test data').waitFor();
    await choose(page, csv('many.csv', ['sku,title,price,currency', ...rows].join('\n')));
    await press(page, 'Next: see what was understood');
    await press(page, 'Next: import');
    const dryRun = page.url();
    await press(page, 'Import into test data');
    await page.waitForURL((url) => url.pathname !== new URL(dryRun).pathname);
    await page.reload();
    await page.getByText('The import is finished').waitFor();
    expect(await tile(page, 'New')).toBe(4_000);

    const other = await openAs(dealer);
    await other.goto(page.url());
    await other.getByText('The import is finished').waitFor();
    expect(await tile(other, 'New')).toBe(4_000);
    await other.getByText('TEST', { exact: true }).first().waitFor();

    await other.goto('/inventory/import?mode=test');
    const earlier = other.getByRole('table', { name: 'Earlier imports' });
    await earlier.getByRole('row', { name: /many\.csv Import Finished/ }).waitFor();
  });

  it('shows how far an import is while it runs', async () => {
    const page = await openAs(dealer);
    // The answer as the hub gives it, but for its state: an import of a test is over before one can look.
    await page.route(/\/api\/dashboard\/imports\/[0-9a-f-]+\?/, async (route) => {
      const answer = await route.fetch();
      const body = await answer.json();
      await route.fulfill({
        response: answer,
        json: { ...body, state: 'running', progress: { ...body.progress, percent: 42, processed_rows: 2 } },
      });
    });
    await page.goto('/inventory/import');
    await choose(page, csv('slow.csv', OWN_FILE));
    // Before it, the same bar showed how much of the file was sent.
    await page.locator('[role=progressbar][aria-valuenow="42"]').waitFor();
    await page.getByText('2 rows read').waitFor();
    await page.getByText('You may close this page').waitFor();
    await expectAccessible(page, 'progress of an import');
    await page.unroute(/\/api\/dashboard\/imports\/[0-9a-f-]+\?/);
    await heading(page, 'What each column fills').waitFor();
  });

  it('takes a file that is dropped, and one alone', async () => {
    const page = await openAs(dealer);
    await page.goto('/inventory/import');
    const drop = async (names: readonly string[]) => {
      const files = JSON.stringify(names.map((name) => ({ name, text: OWN_FILE })));
      const dataTransfer = await page.evaluateHandle(`${files}.reduce((transfer, { name, text }) => {
        transfer.items.add(new File([text], name, { type: 'text/csv' }));
        return transfer;
      }, new DataTransfer())`);
      await page.getByTestId('file-drop').dispatchEvent('drop', { dataTransfer });
    };
    await drop(['one.csv', 'two.csv']);
    await page.getByText('One file at a time, please.').waitFor();
    await drop(['dropped.csv']);
    await page.getByText('dropped.csv: UTF-8, separated by semicolons').waitFor();
  });

  it('says why a file is refused, before or after it was sent', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'wth-import-'));
    try {
      const large = join(folder, 'large.csv');
      const file = await open(large, 'w');
      await file.truncate(64 * MEBIBYTE + 1);
      await file.close();
      const page = await openAs(dealer);
      await page.goto('/inventory/import');
      await choose(page, large);
      await page.getByText('A file may have 64 MiB: split it.').waitFor();
      await choose(page, csv('empty.csv', ''));
      await page.getByText('empty.csv is empty.').waitFor();
      await choose(page, csv('book.csv', 'PK\x03\x04 a workbook'));
      await page.getByText('not a CSV file. Save or export it as CSV first.').waitFor();
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('gives a template with the columns it knows', async () => {
    const page = await openAs(dealer);
    await page.goto('/inventory/import');
    const { name, text } = await download(page, 'Download a template');
    expect(name).toBe('watchtraderhub-template.csv');
    expect(text.split(',')).toEqual(expect.arrayContaining(['stock_number', 'brand', 'price', 'photos']));
    await choose(page, csv(name, `${text}\r\n`));
    await heading(page, 'What each column fills').waitFor();
    expect(await page.getByText(/left out\.$/).count()).toBe(0);
  });

  it("does not show another world's or another dealer's import", async () => {
    const page = await openAs(dealer);
    await page.goto('/inventory/import');
    await choose(page, csv('mine.csv', OWN_FILE));
    await heading(page, 'What each column fills').waitFor();
    const path = new URL(page.url()).pathname;
    await page.goto(`${path}?mode=test`);
    await heading(page, 'This import is not there').waitFor();
    const stranger = await openAs(await createDealer(scene.hub));
    await stranger.goto(path);
    await heading(stranger, 'This import is not there').waitFor();
  });

  it.each([
    [1440, 'light'],
    [360, 'dark'],
  ] as const)('fits %i px and is accessible at each step in the %s theme', async (width, theme) => {
    const page = await openAs(dealer, { width, height: 800, theme });
    const look = async (what: string) => {
      await page.waitForLoadState('networkidle');
      await expectFits(page, what);
      await expectAccessible(page, what);
    };
    await page.goto('/inventory/import');
    await choose(page, csv('look.csv', OWN_FILE.replaceAll('W-', `LOOK-${width}-`)));
    await heading(page, 'What each column fills').waitFor();
    await look('columns');
    await press(page, 'Next: see what was understood');
    await page.getByText(`LOOK-${width}-1`).click();
    await page.getByRole('dialog', { name: 'Row 1 of the file' }).getByText('€7,100.00').waitFor();
    await look('a row');
    await page.keyboard.press('Escape');
    await press(page, 'Next: import');
    await look('options');
    await press(page, 'Import into live stock');
    await page.getByText('The import is finished').waitFor();
    await look('result');
  });
});

const REAL_FILE = findRealFile('chrono24_detailed_listings.csv');
const realFileNote = REAL_FILE === null ? ' (skipped: no such file beside the checkout)' : '';

describeInBrowser(`the import wizard with an export of a marketplace${realFileNote}`, () => {
  it.skipIf(REAL_FILE === null)(
    'imports it from upload to result, with a column corrected and the errors as a file',
    async () => {
      const dealer = await createDealer(scene.hub);
      const page = await openAs(dealer);
      await page.goto('/inventory/import?mode=test');
      await choose(page, REAL_FILE!);
      await heading(page, 'What each column fills').waitFor();
      // The number the file has blank for most of its watches; the other one counts anew in each of its two sources.
      await fill(page, 'source_row', 'Stock number (now: listing_code)');
      await fill(page, 'url', 'Internal notes');
      await press(page, 'Check with these columns');
      await heading(page, 'What was understood').waitFor();
      const [all, created, failed] = [
        await tile(page, 'All rows'),
        await tile(page, 'New'),
        await tile(page, 'With errors'),
      ];
      expect(all).toBe(1_147);
      expect(created).toBeGreaterThan(900);
      expect(failed).toBeGreaterThan(0);

      await press(page, 'Next: import');
      await press(page, 'Import into test data');
      await page.getByText('The import is finished').waitFor();
      expect(await tile(page, 'All rows')).toBe(all);
      expect(await tile(page, 'New')).toBe(created);
      await press(page, /With errors$/);
      await page
        .getByText(/^Row \d+, line \d+$/)
        .first()
        .waitFor();
      const errors = await download(page, 'Download the error file');
      expect(errors.text.trimEnd().split('\r\n').length - 1).toBeGreaterThanOrEqual(failed);

      const stock = await dealer.dashboard.get<{ listings: Record<string, number> }>('/overview?mode=test');
      expect(stock.body.listings.draft).toBe(created);
    },
  );
});
