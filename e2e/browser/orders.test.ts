import type { Page } from 'playwright-core';
import { expect, it, vi } from 'vitest';
import { createDealer, type Dealer } from '../support/dealer.ts';
import { eventually } from '../support/eventually.ts';
import { expectStatus } from '../support/http-client.ts';
import { hubForFile } from '../support/hub-for-file.ts';
import type { Listing, Order, Page as RowPage } from '../support/shapes.ts';
import { expectAccessible } from './support/accessibility.ts';
import { browserForFile } from './support/browser.ts';
import { describeInBrowser } from './support/chromium.ts';

// A test opens several pages in a real browser, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 90_000 });

const scene = hubForFile();
const browser = browserForFile();

async function addWatch(page: Page, search: string, title: string): Promise<void> {
  await page.getByRole('combobox', { name: 'Add a watch' }).fill(search);
  await page.getByRole('option', { name: title }).click();
}

const placeOrder = (page: Page) => page.getByRole('button', { name: 'Place the order' }).click();

const lineOf = (page: Page, title: string) => page.getByRole('group', { name: new RegExp(title) });

const ordersOf = async (dealer: Dealer, mode = 'live'): Promise<readonly Order[]> =>
  expectStatus(await dealer.dashboard.get<RowPage<Order>>(`/orders?mode=${mode}`), 200).data;

/** Opens the page of an order of one watch that came through the API. */
async function openApiOrder(dealer: Dealer, listing: Listing): Promise<{ page: Page; order: Order }> {
  const order = await (await dealer.api('live')).order(listing);
  const page = await browser.open(scene.hub, dealer);
  await page.goto(`/orders/${order.id}`);
  await page.getByRole('heading', { name: `Order #${order.number}` }).waitFor();
  return { page, order };
}

describeInBrowser('orders in the dashboard', () => {
  it('an order entered by hand sells the watch, is told to the receiver, and is fulfilled with tracking', async () => {
    const dealer = await createDealer(scene.hub);
    await dealer.newEndpoint(scene.receiver.url('/life'));
    const listing = await dealer.newListing({ title: 'Omega Speedmaster 3861', stock_number: 'LIFE-1' });
    const page = await browser.open(scene.hub, dealer);

    await page.goto('/orders');
    await page.getByRole('link', { name: 'New order' }).first().click();
    await addWatch(page, 'LIFE-1', 'Omega Speedmaster 3861');
    await page.getByText('New', { exact: true }).click();
    await page.getByLabel('E-mail').fill('Ada@Example.com');
    await page.getByLabel('Last name').fill('Meier');
    await page.getByLabel('Recipient').fill('Ada Meier');
    await page.getByLabel('City').fill('Zürich');
    await page.getByRole('combobox', { name: 'Country' }).fill('Switzerland');
    await page.getByRole('option', { name: 'Switzerland' }).click();
    await placeOrder(page);

    await page.getByRole('heading', { name: 'Order #1001' }).waitFor();
    await page.getByText('New: first seen with this order').waitFor();
    await page.getByText('Webhook “order received” delivered').waitFor();
    expect((await scene.receiver.first('order.received', '/life')).event.livemode).toBe(true);
    expect((await dealer.listing(listing.id)).status).toBe('sold');

    await page.getByRole('button', { name: 'Fulfil order' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Carrier').fill('FedEx');
    await dialog.getByLabel('Tracking number').fill('7946');
    await dialog.getByLabel('Tracking address').fill('fedex.example/7946');
    await dialog.getByRole('button', { name: 'Mark as fulfilled' }).click();
    // Refused, at its field, and nothing is lost.
    await dialog.getByRole('alert').waitFor();
    await expectAccessible(page, 'a refused fulfilment');
    expect(await dialog.getByLabel('Tracking address').getAttribute('aria-invalid')).toBe('true');
    await dialog.getByLabel('Tracking address').fill('https://fedex.example/7946');
    await dialog.getByRole('button', { name: 'Mark as fulfilled' }).click();

    await page.getByText('Sent with FedEx.').waitFor();
    await page.getByText('Tracking number 7946').waitFor();
    const link = page.getByRole('link', { name: 'Follow the parcel' });
    expect(await link.getAttribute('href')).toBe('https://fedex.example/7946');
    await page.getByText('Webhook “order fulfilled” delivered').waitFor();
    expect(await page.getByRole('button', { name: 'Cancel order' }).count()).toBe(0);
    expect(await ordersOf(dealer)).toMatchObject([{ status: 'fulfilled', source: 'dashboard' }]);
  });

  it('a cancel returns the watch to stock and tells the receiver', async () => {
    const dealer = await createDealer(scene.hub);
    await dealer.newEndpoint(scene.receiver.url('/cancel'));
    const listing = await dealer.newListing({ title: 'Tudor Pelagos' });
    const { page, order } = await openApiOrder(dealer, listing);

    await page.getByRole('button', { name: 'Cancel order' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('combobox', { name: 'Reason' }).click();
    await page.getByRole('option', { name: 'The payment was declined' }).click();
    await dialog.getByLabel('Note').fill('Card refused twice');
    await dialog.getByRole('button', { name: 'Cancel the order' }).click();

    await page.getByText('The pieces went back into stock.').waitFor();
    await page.getByText('Reason: The payment was declined.').waitFor();
    await page.getByText('Card refused twice').waitFor();
    await page.getByText('Webhook “order cancelled” delivered').waitFor();
    expect(await dealer.listing(listing.id)).toMatchObject({ status: 'published', quantity: 1 });
    await scene.receiver.first('order.cancelled', '/cancel');
    const back = await scene.receiver.first('listing.in_stock', '/cancel');
    expect(back.event.data.object.id).toBe(listing.id);
    expect((await dealer.order(order.id)).status).toBe('cancelled');
  });

  it('a cancel can leave the stock as it is', async () => {
    const dealer = await createDealer(scene.hub);
    const listing = await dealer.newListing({ title: 'Tudor Ranger' });
    const { page } = await openApiOrder(dealer, listing);
    await page.getByRole('button', { name: 'Cancel order' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('switch', { name: 'Return the watches to stock' }).click();
    await dialog.getByText('Stock stays as it is', { exact: false }).waitFor();
    await dialog.getByRole('button', { name: 'Cancel the order' }).click();
    await page.getByText('The pieces did not go back into stock.').waitFor();
    expect((await dealer.listing(listing.id)).status).toBe('sold');
  });

  it('a cancel that comes too late says so and leaves the order fulfilled', async () => {
    const dealer = await createDealer(scene.hub);
    const { page, order } = await openApiOrder(dealer, await dealer.newListing());
    await page.getByRole('button', { name: 'Cancel order' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Note').fill('Too late');
    expectStatus(await dealer.dashboard.post(`/orders/${order.id}/fulfill`), 200);
    await dialog.getByRole('button', { name: 'Cancel the order' }).click();
    await dialog.getByRole('alert').getByText('The order was not cancelled').waitFor();
    await expectAccessible(page, 'a refused cancel');
    expect(await dialog.getByLabel('Note').inputValue()).toBe('Too late');
    expect((await dealer.order(order.id)).status).toBe('fulfilled');
  });

  it('a session that ends while an order is entered loses nothing: it is placed after signing in elsewhere', async () => {
    const dealer = await createDealer(scene.hub);
    const listing = await dealer.newListing({ title: 'Cartier Tank', stock_number: 'SESSION-1' });
    const page = await browser.open(scene.hub, dealer);
    await page.goto(`/orders/new?listing=${listing.id}`);
    await lineOf(page, 'Cartier Tank').waitFor();
    await page.getByLabel('Note').fill('Gift wrap');
    const cookies = await page.context().cookies();
    await page.context().clearCookies();
    await placeOrder(page);
    await page.getByText('Sign in in another tab, then try again here.').first().waitFor();
    expect(await page.getByLabel('Note').inputValue()).toBe('Gift wrap');
    await page.context().addCookies(cookies);
    await placeOrder(page);
    await page.getByRole('heading', { name: 'Order #1001' }).waitFor();
  });

  it('a watch sold meanwhile is named at its line, and nothing that was entered is lost', async () => {
    const dealer = await createDealer(scene.hub);
    const gone = await dealer.newListing({ title: 'Cartier Santos', stock_number: 'GONE-1' });
    const kept = await dealer.newListing({ title: 'Cartier Tank', stock_number: 'KEPT-1' });
    const page = await browser.open(scene.hub, dealer);
    await page.goto(`/orders/new?listing=${kept.id}`);
    await lineOf(page, 'Cartier Tank').waitFor();
    await addWatch(page, 'GONE', 'Cartier Santos');
    await page.getByLabel('Note').fill('Gift wrap');
    await page.getByText('New', { exact: true }).click();
    await page.getByLabel('E-mail').fill('ada@example.com');
    await (await dealer.api('live')).order(gone);
    await placeOrder(page);

    await lineOf(page, 'Cartier Santos').getByRole('alert').getByText('GONE-1').waitFor();
    await expectAccessible(page, 'a refused order');
    expect(await lineOf(page, 'Cartier Tank').getByRole('alert').count()).toBe(0);
    expect(await page.getByLabel('Note').inputValue()).toBe('Gift wrap');
    expect(await page.getByLabel('E-mail').inputValue()).toBe('ada@example.com');
    expect((await dealer.listing(kept.id)).status).toBe('published');

    await page.getByRole('button', { name: 'Remove Cartier Santos' }).click();
    await placeOrder(page);
    await page.getByRole('heading', { name: 'Order #1002' }).waitFor();
    expect((await dealer.listing(kept.id)).status).toBe('sold');
  });

  it('a watch of the sandbox is found in the new tab that its line opens', async () => {
    const dealer = await createDealer(scene.hub);
    await dealer.newListing({ title: 'Sandbox Reverso', stock_number: 'TAB-1' }, 'test');
    const page = await browser.open(scene.hub, dealer);
    await page.goto('/orders/new?mode=test');
    await addWatch(page, 'TAB-1', 'Sandbox Reverso');
    const opens = page.waitForEvent('popup');
    await page.getByRole('link', { name: 'Sandbox Reverso' }).click();
    await (await opens).getByRole('heading', { name: 'Sandbox Reverso', level: 1 }).waitFor();
  });

  it('an order in two currencies is stopped before it is sent, and one with its own price is summed up and placed once', async () => {
    const dealer = await createDealer(scene.hub);
    await dealer.newListing({
      title: 'Euro watch',
      price: { amount: 100_000, currency: 'EUR' },
      quantity: 5,
    });
    await dealer.newListing({ title: 'Dollar watch', price: { amount: 100_000, currency: 'USD' } });
    const page = await browser.open(scene.hub, dealer);
    await page.goto('/orders/new');
    await addWatch(page, 'Euro', 'Euro watch');
    await addWatch(page, 'Dollar', 'Dollar watch');
    await lineOf(page, 'Dollar watch').getByText('the first line is in EUR', { exact: false }).waitFor();
    await placeOrder(page);
    await page.getByText('Please look at the marked fields.').waitFor();
    expect(await ordersOf(dealer)).toEqual([]);

    await page.getByRole('button', { name: 'Remove Dollar watch' }).click();
    await lineOf(page, 'Euro watch').getByLabel('Quantity').fill('3');
    await lineOf(page, 'Euro watch').getByLabel('Price each', { exact: true }).fill('950.50');
    await page.getByText('€2,851.50').waitFor();
    await page.getByRole('button', { name: 'Place the order' }).dblclick();
    await page.getByRole('heading', { name: 'Order #1001' }).waitFor();
    expect(await ordersOf(dealer)).toMatchObject([{ total: { amount: 285_150, currency: 'EUR' } }]);
  });

  it('an external id that is taken is refused at its field', async () => {
    const dealer = await createDealer(scene.hub);
    const [sold, listing] = [
      await dealer.newListing(),
      await dealer.newListing({ title: 'Zenith Chronomaster' }),
    ];
    const api = await dealer.api('live');
    const body = { external_id: 'TAKEN', line_items: [{ listing_id: sold.id }] };
    expectStatus(await api.post('/orders', body), 201);
    const page = await browser.open(scene.hub, dealer);
    await page.goto(`/orders/new?listing=${listing.id}`);
    await page.getByLabel('External id').fill('TAKEN');
    await placeOrder(page);
    await page.getByRole('alert').getByText('The order was not placed').waitFor();
    expect(await page.getByLabel('External id').getAttribute('aria-invalid')).toBe('true');
    expect(await page.getByLabel('External id').inputValue()).toBe('TAKEN');
    expect((await dealer.listing(listing.id)).status).toBe('published');
  });

  it('a draft in the link is explained instead of ordered', async () => {
    const dealer = await createDealer(scene.hub);
    const draft = await dealer.newDraft({ title: 'Grand Seiko' });
    const page = await browser.open(scene.hub, dealer);
    await page.goto(`/orders/new?listing=${draft.id}`);
    await page.getByText('Grand Seiko can not be ordered: it is draft.').waitFor();
    expect(await lineOf(page, 'Grand Seiko').count()).toBe(0);
  });

  it('the list shows one world at a time, by status, search and source kept in the address', async () => {
    const dealer = await createDealer(scene.hub);
    const live = await dealer.newListing({ title: 'Live watch' });
    const api = await dealer.api('live');
    await api.order(live);
    const other = await api.order(await dealer.newListing({ title: 'Other watch' }));
    expectStatus(await dealer.dashboard.post(`/orders/${other.id}/cancel`), 200);
    const sandbox = await dealer.api('test');
    const copy = (await sandbox.listings())[0]!;
    const testOrder = await sandbox.order(copy);
    const page = await browser.open(scene.hub, dealer);
    const table = page.getByRole('table', { name: 'Orders' });

    await page.goto('/orders');
    await table.getByRole('link', { name: 'Order #1001' }).waitFor();
    await table.getByRole('link', { name: 'Order #1002' }).waitFor();
    expect(await table.getByText('TEST', { exact: true }).count()).toBe(0);
    expect(await table.getByRole('row').count()).toBe(3);

    await page.getByRole('tab', { name: 'Cancelled 1' }).click();
    await eventually('the list is narrowed', async () => (await table.getByRole('row').count()) === 2);
    await page.reload();
    await table.getByText('Other watch').waitFor();
    expect(await table.getByText('Live watch').count()).toBe(0);
    await page.getByRole('searchbox').fill('Live watch');
    await page.getByText('No order fits').waitFor();
    await page.getByRole('button', { name: 'Show all orders' }).click();
    await table.getByText('Live watch').waitFor();
    expect(new URL(page.url()).search).toBe('');

    await page.getByText('Test', { exact: true }).click();
    await table.getByText('TEST', { exact: true }).waitFor();
    expect(await table.getByRole('row').count()).toBe(2);
    await table.getByRole('link', { name: `Order #${testOrder.number}` }).click();
    await page.getByRole('heading', { name: `Order #${testOrder.number}` }).waitFor();
    await page.getByText('Live', { exact: true }).click();
    await table.getByText('Live watch').waitFor();
  });
});
