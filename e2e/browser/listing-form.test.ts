import type { Page } from 'playwright-core';
import { beforeEach, expect, it } from 'vitest';
import { createDealer, type Dealer } from '../support/dealer.ts';
import { expectStatus } from '../support/http-client.ts';
import { hubForFile } from '../support/hub-for-file.ts';
import { runHubCommand } from '../support/hub-process.ts';
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

const open = async (path: string): Promise<Page> => {
  const page = await browser.open(scene.hub, dealer);
  await page.goto(path);
  return page;
};

/** What was typed into each labelled input. */
const TEXTS = {
  Brand: 'Omega',
  Model: 'Speedmaster Professional',
  'Reference number': '310.30.42.50.01.001',
  'Stock number': 'FORM-1',
  Headline: 'Omega Speedmaster Moonwatch',
  'Made for': 'unisex',
  'Year of production': '1969',
  Price: '6,890.55',
  Quantity: '2',
  'Case material': 'stainless steel',
  'Case diameter': '42.5 mm',
  'Bezel material': 'aluminium',
  Crystal: 'acrylic',
  'Dial colour': 'black',
  'Bracelet or strap': 'textile',
  Calibre: '861',
  'Power reserve': '50 hours',
  'Water resistance': '50 m',
  City: 'Biel',
  'Handling time': '3 days',
  Description: 'Bought from the first owner.\nServiced in 2024.',
  'Serial number': 'SECRET-SERIAL',
  'Storage location': 'SECRET-SAFE',
  Cost: '5,100',
  'Internal notes': 'SECRET-NOTE',
} as const;

const CHOICES = {
  'How sure is the year?': 'Approximate',
  Condition: 'Very good',
  Movement: 'Manual winding',
  Country: 'Switzerland',
} as const;

const inputOf = (page: Page, label: string) =>
  page.locator('input, textarea').and(page.getByLabel(label, { exact: true }));

const answerOf = (page: Page, question: string, answer: string) =>
  page.getByRole('radiogroup', { name: question }).getByRole('radio', { name: answer, exact: true });

/** The label takes the click: the input itself has no size. */
const answer = (page: Page, question: string, word: string) =>
  page.getByRole('radiogroup', { name: question }).getByText(word, { exact: true }).click();

async function fillEverything(page: Page): Promise<void> {
  for (const [label, text] of Object.entries(TEXTS)) {
    await inputOf(page, label).fill(text.replace(/ (mm|m|hours|days)$/, '').replace(',', ''));
  }
  for (const [label, choice] of Object.entries(CHOICES)) {
    await inputOf(page, label).click();
    await page.getByRole('option', { name: choice, exact: true }).click();
  }
  await answer(page, 'Original box', 'Yes');
  await answer(page, 'Original papers', 'No');
  for (const complication of ['chronograph', 'small seconds']) {
    await inputOf(page, 'Complications').fill(complication);
    await page.keyboard.press('Enter');
  }
  await page
    .getByLabel('Addresses of photos')
    .fill('https://images.example.com/front.jpg\nhttps://images.example.com/back.jpg');
  await page.getByRole('button', { name: 'Add photos' }).click();
  await page.getByLabel('What photo 2 shows').fill('The open case back');
}

async function expectEverything(page: Page): Promise<void> {
  for (const [label, text] of Object.entries(TEXTS)) {
    await expect.poll(() => inputOf(page, label).inputValue(), { message: label, ...PATIENCE }).toBe(text);
  }
  for (const [label, choice] of Object.entries(CHOICES)) {
    expect(await inputOf(page, label).inputValue(), label).toBe(choice);
  }
  expect(await answerOf(page, 'Original box', 'Yes').isChecked()).toBe(true);
  expect(await answerOf(page, 'Original papers', 'No').isChecked()).toBe(true);
  for (const complication of ['chronograph', 'small seconds']) {
    expect(await page.getByText(complication, { exact: true }).first().isVisible()).toBe(true);
  }
  expect(await page.getByLabel('Address of photo 1').inputValue()).toBe(
    'https://images.example.com/front.jpg',
  );
  expect(await page.getByLabel('What photo 2 shows').inputValue()).toBe('The open case back');
}

/** Presses a button of the listing and answers its question with the same word. */
async function act(page: Page, action: string): Promise<void> {
  await page.getByRole('button', { name: action, exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: action, exact: true }).click();
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
}

const statusOf = (page: Page, status: string) =>
  page.getByRole('main').getByText(status, { exact: true }).first();

describeInBrowser('the form of a listing', () => {
  it('takes every field and shows it again after a reload; private ones are in no public answer', async () => {
    const page = await open('/inventory/new');
    await fillEverything(page);
    await page.getByRole('button', { name: 'Save and publish' }).click();
    await page.getByRole('heading', { level: 1, name: TEXTS.Headline }).waitFor();
    await page.reload();
    await expectEverything(page);

    const id = page.url().split('/').at(-1)!;
    expect(await dealer.listing(id)).toMatchObject({
      status: 'published',
      price: { amount: 689_055, currency: 'EUR' },
      cost: { amount: 510_000, currency: 'EUR' },
      serial_number: TEXTS['Serial number'],
      internal_notes: TEXTS['Internal notes'],
      storage_location: TEXTS['Storage location'],
      location: { country: 'CH', city: 'Biel' },
      year_precision: 'approximate',
      condition: 'very_good',
      movement: 'manual',
      has_box: true,
      has_papers: false,
      complications: ['chronograph', 'small seconds'],
    });
    const api = await dealer.api('live');
    const answer = await api.get(`/listings/${id}`);
    expect(answer.status).toBe(200);
    expect(answer.text).not.toMatch(/SECRET|cost|510000/);
  }, 120_000);

  it('sends what was changed and nothing else', async () => {
    const listing = await dealer.newListing({ brand: 'Tudor', dial_color: 'black' });
    const page = await open(`/inventory/${listing.id}`);
    await inputOf(page, 'Dial colour').fill('blue');
    const sent = page.waitForRequest((request) => request.method() === 'PATCH');
    await page.getByRole('button', { name: 'Save changes' }).click();
    expect((await sent).postDataJSON()).toEqual({ dial_color: 'blue', version: listing.version });
    await page.getByText('Saved', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Save changes' }).waitFor({ state: 'hidden' });
    expect(await dealer.listing(listing.id)).toMatchObject({ dial_color: 'blue', brand: 'Tudor' });
  });

  it('shows a refusal at its field and loses nothing that was typed', async () => {
    await dealer.newDraft({ stock_number: 'TAKEN' });
    const page = await open('/inventory/new');
    await inputOf(page, 'Headline').fill('A second watch');
    await inputOf(page, 'Stock number').fill('TAKEN');
    await page.getByRole('button', { name: 'Save draft' }).click();
    await expect
      .poll(() => inputOf(page, 'Stock number').getAttribute('aria-invalid'), PATIENCE)
      .toBe('true');
    expect(await page.getByText('Another listing already has this stock number.').first().isVisible()).toBe(
      true,
    );
    expect(await inputOf(page, 'Headline').inputValue()).toBe('A second watch');
    await inputOf(page, 'Stock number').fill('FREE');
    await page.getByRole('button', { name: 'Save draft' }).click();
    await page.getByRole('heading', { level: 1, name: 'A second watch' }).waitFor();
  });

  it('says what is missing before it sends anything', async () => {
    const page = await open('/inventory/new');
    await inputOf(page, 'Quantity').fill('0');
    await page.getByRole('button', { name: 'Save draft' }).click();
    await page.getByText('Enter a headline, or brand, model or reference to make one of.').waitFor();
    await page.getByText('At least one piece.', { exact: false }).waitFor();
    await expectAccessible(page, 'the form with mistakes');
  });

  it('explains that the plan is full', async () => {
    await runHubCommand(scene.hub, 'dealers', 'set-listing-limit', dealer.account.email, '1');
    const page = await open('/inventory/new');
    await inputOf(page, 'Headline').fill('One too many');
    await dealer.newDraft();
    await page.getByRole('button', { name: 'Save draft' }).click();
    await page.getByText('Your plan is full').waitFor();
    await page.getByText('Your plan allows 1 listing that is not sold.', { exact: false }).waitFor();
    expect(await inputOf(page, 'Headline').inputValue()).toBe('One too many');
  });

  it('asks before unsaved changes are lost', async () => {
    const listing = await dealer.newListing({ brand: 'Tudor' });
    const page = await open(`/inventory/${listing.id}`);
    await inputOf(page, 'Brand').fill('Rolex');
    await page.getByRole('link', { name: 'Orders', exact: true }).click();
    await page.getByRole('button', { name: 'Stay here' }).click();
    expect(await inputOf(page, 'Brand').inputValue()).toBe('Rolex');
    await page.getByRole('link', { name: 'Orders', exact: true }).click();
    await page.getByRole('button', { name: 'Leave', exact: true }).click();
    await page.waitForURL('**/orders');
    expect(await dealer.listing(listing.id)).toMatchObject({ brand: 'Tudor' });
  });

  it('orders photos by keyboard, and the first is the cover', async () => {
    const photos = ['a', 'b', 'c'].map((name) => ({ url: `https://images.example.com/${name}.jpg` }));
    const listing = await dealer.newListing({ photos });
    const page = await open(`/inventory/${listing.id}`);
    await page.getByRole('button', { name: 'Move photo 3 up' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Move photo 2 up' }).press('Enter');
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page.getByRole('button', { name: 'Save changes' }).waitFor({ state: 'hidden' });
    const saved = (await dealer.listing(listing.id)) as unknown as { photos: { url: string }[] };
    expect(saved.photos.map(({ url }) => url.at(-5))).toEqual(['c', 'a', 'b']);
  });
});

describeInBrowser('two people who edit one listing', () => {
  const conflict = async () => {
    const listing = await dealer.newListing({ brand: 'Tudor', dial_color: 'black', model: 'Ranger' });
    const page = await open(`/inventory/${listing.id}`);
    await inputOf(page, 'Brand').fill('Mine');
    await inputOf(page, 'Model').fill('My model');
    const other = { brand: 'Theirs', dial_color: 'green', version: listing.version };
    expectStatus(await dealer.dashboard.patch(`/listings/${listing.id}`, other), 200);
    await page.getByRole('button', { name: 'Save changes' }).click();
    const dialog = page.getByRole('dialog', { name: 'Somebody else changed this listing' });
    await dialog.getByRole('row', { name: 'Brand Tudor Theirs Mine' }).waitFor();
    await dialog.getByRole('row', { name: 'Dial colour black green not changed' }).waitFor();
    await expectAccessible(page, 'the dialog of a conflict');
    return { page, dialog, id: listing.id };
  };

  it('keeps mine where both changed, and theirs where only they did', async () => {
    const { dialog, id, page } = await conflict();
    await dialog.getByRole('button', { name: 'Keep mine and save' }).click();
    await page.getByRole('button', { name: 'Save changes' }).waitFor({ state: 'hidden' });
    expect(await dealer.listing(id)).toMatchObject({
      brand: 'Mine',
      model: 'My model',
      dial_color: 'green',
    });
  });

  it('takes theirs where both changed, and leaves my other changes to be saved', async () => {
    const { dialog, id, page } = await conflict();
    await dialog.getByRole('button', { name: 'Take theirs' }).click();
    await page.getByText('1 unsaved change').waitFor();
    expect(await inputOf(page, 'Brand').inputValue()).toBe('Theirs');
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page.getByRole('button', { name: 'Save changes' }).waitFor({ state: 'hidden' });
    expect(await dealer.listing(id)).toMatchObject({ brand: 'Theirs', model: 'My model' });
  });
});

describeInBrowser('the life of a listing', () => {
  it('goes from draft to published, sold and back, each step after a question', async () => {
    const draft = await dealer.newDraft({ stock_number: 'LIFE-1', quantity: 2 });
    const page = await open(`/inventory/${draft.id}`);
    await act(page, 'Publish');
    await statusOf(page, 'Published').waitFor();
    await act(page, 'Mark sold');
    await statusOf(page, 'Sold').waitFor();
    expect(await inputOf(page, 'Quantity').isDisabled()).toBe(true);
    expect(await dealer.listing(draft.id)).toMatchObject({ status: 'sold', quantity: 0 });
    await act(page, 'Return to stock');
    await statusOf(page, 'Published').waitFor();
    expect(await inputOf(page, 'Quantity').inputValue()).toBe('2');
    await act(page, 'Unpublish');
    await statusOf(page, 'Unpublished').waitFor();
    expect(await dealer.listing(draft.id)).toMatchObject({ status: 'unpublished', quantity: 2 });
  });

  it('keeps what is typed while an action is done', async () => {
    const draft = await dealer.newDraft({ brand: 'Tudor' });
    const page = await open(`/inventory/${draft.id}`);
    await inputOf(page, 'Brand').fill('Rolex');
    await act(page, 'Publish');
    await statusOf(page, 'Published').waitFor();
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page.getByRole('button', { name: 'Save changes' }).waitFor({ state: 'hidden' });
    expect(await dealer.listing(draft.id)).toMatchObject({ brand: 'Rolex', status: 'published' });
  });

  it('ends with the deletion of a draft that was never published', async () => {
    const draft = await dealer.newDraft({ title: 'A mistake' });
    const page = await open(`/inventory/${draft.id}`);
    await act(page, 'Delete draft');
    await page.getByRole('heading', { level: 1, name: 'Inventory' }).waitFor();
    await page.getByText('No listings yet').waitFor();
    expect((await dealer.dashboard.get(`/listings/${draft.id}`)).status).toBe(404);
  });

  it('names the orders that have it, and leads to its deliveries', async () => {
    const listing = await dealer.newListing({ stock_number: 'SIDE-1' });
    const order = await (await dealer.api('live')).order(listing);
    const page = await open(`/inventory/${listing.id}`);
    const orderLink = page.getByRole('link', { name: `Order ${order.number}` });
    expect(await orderLink.getAttribute('href')).toBe(`/orders/${order.id}`);
    const deliveries = page.getByRole('link', { name: 'Webhook deliveries of this listing' });
    expect(await deliveries.getAttribute('href')).toBe(
      `/channels/custom-integration/deliveries?q=${listing.id}`,
    );
  });

  it('is told apart by world: a test listing is not among live data', async () => {
    const listing = await dealer.newListing({ title: 'Sandbox watch' }, 'test');
    const page = await open(`/inventory/${listing.id}`);
    await page.getByText('it belongs to your test data', { exact: false }).waitFor();
    await page.goto(`/inventory/${listing.id}?mode=test`);
    await page.getByRole('heading', { level: 1, name: 'Sandbox watch' }).waitFor();
    await page.getByRole('main').getByText('TEST', { exact: true }).first().waitFor();
  });
});
