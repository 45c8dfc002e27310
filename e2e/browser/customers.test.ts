import { beforeAll, expect, it, vi } from 'vitest';
import { createDealer, type Dealer } from '../support/dealer.ts';
import { expectStatus } from '../support/http-client.ts';
import { hubForFile } from '../support/hub-for-file.ts';
import type { Customer, Order } from '../support/shapes.ts';
import { expectAccessible } from './support/accessibility.ts';
import { browserForFile } from './support/browser.ts';
import { describeInBrowser } from './support/chromium.ts';

// A test opens several pages in a real browser, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 90_000 });

const scene = hubForFile();
const browser = browserForFile();

const ADA = { email: 'ada@example.com', first_name: 'Ada', last_name: 'Meier', company: 'Meier AG' };
const BOB = { email: 'bob@example.com', first_name: 'Bob', last_name: 'Meier', phone: '+41446681800' };

async function orderFor(dealer: Dealer, customer: object, mode: 'live' | 'test' = 'live'): Promise<Order> {
  const listing = await dealer.newListing({}, mode);
  const body = { line_items: [{ listing_id: listing.id }], customer };
  return expectStatus(await (await dealer.api(mode)).post<Order>('/orders', body), 201);
}

describeInBrowser('customers in the dashboard', () => {
  let dealer: Dealer;
  let bob: Customer;
  beforeAll(async () => {
    dealer = await createDealer(scene.hub);
    const api = await dealer.api('live');
    bob = expectStatus(
      await api.post<Customer>('/customers', { ...BOB, tags: ['vip'], locale: 'de-CH' }),
      201,
    );
    await orderFor(dealer, ADA);
    await orderFor(dealer, { ...ADA, phone: BOB.phone });
    await orderFor(dealer, { email: 'tess@example.com', last_name: 'Tester' }, 'test');
  });

  it('are found by company and opened with their orders, each with how it recognised them', async () => {
    const page = await browser.open(scene.hub, dealer);
    await page.goto('/customers');
    const table = page.getByRole('table', { name: 'Customers' });
    await table.getByRole('link', { name: 'Bob Meier' }).waitFor();
    await page.getByRole('searchbox').fill('meier ag');
    await table.getByRole('link', { name: 'Bob Meier' }).waitFor({ state: 'detached' });
    await table.getByRole('link', { name: 'Ada Meier' }).click();

    await page.getByRole('heading', { name: 'Ada Meier' }).waitFor();
    const orders = page.getByRole('table', { name: 'Orders of this customer' });
    const first = orders.getByRole('row').filter({ hasText: '#1001' });
    const second = orders.getByRole('row').filter({ hasText: '#1002' });
    await first.getByText('New: first seen with this order').waitFor();
    await second.getByText('Recognised by e-mail').waitFor();
    await second.getByRole('img', { name: 'conflicts', exact: false }).waitFor();
    expect(await first.getByRole('img').count()).toBe(0);

    await page.goBack();
    await table.getByRole('link', { name: 'Ada Meier' }).waitFor();
  });

  it('whose data an order mixes up are both named on it', async () => {
    const page = await browser.open(scene.hub, dealer);
    await page.goto('/orders');
    const row = page.getByRole('table', { name: 'Orders' }).getByRole('row').filter({ hasText: '#1002' });
    await row.getByRole('img', { name: 'conflicts', exact: false }).waitFor();
    await row.getByRole('link').click();
    await page.getByText('The data points at two customers').waitFor();
    await page.getByText('The phone number belongs to Bob Meier.').waitFor();
    await expectAccessible(page, 'an order with a conflict');
    await page.getByRole('link', { name: 'Bob Meier' }).click();
    await page.getByRole('heading', { name: 'Bob Meier' }).waitFor();
    await page.getByText('No orders yet.').waitFor();
  });

  it('show contact, tags and an id that can be copied', async () => {
    const permissions = ['clipboard-read', 'clipboard-write'];
    const page = await browser.open(scene.hub, dealer, { permissions });
    await page.goto(`/customers/${bob.id}`);
    await page.getByRole('link', { name: 'bob@example.com' }).waitFor();
    await page.getByText('vip').waitFor();
    await page.getByText('Swiss High German').waitFor();
    await page.getByText('Not asked').waitFor();
    await page.getByRole('button', { name: 'Copy Customer id' }).click();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(bob.id);
  });

  it('of the sandbox are not among the live ones, nor the other way round', async () => {
    const page = await browser.open(scene.hub, dealer);
    await page.goto('/customers');
    const table = page.getByRole('table', { name: 'Customers' });
    await table.getByRole('link', { name: 'Ada Meier' }).waitFor();
    expect(await table.getByText('Tester').count()).toBe(0);
    await page.getByText('Test', { exact: true }).click();
    await table.getByRole('link', { name: 'Tester' }).waitFor();
    await table.getByText('TEST', { exact: true }).waitFor();
    expect(await table.getByText('Meier').count()).toBe(0);
    await page.goto(`/customers/${bob.id}`);
    await page.getByRole('alert').waitFor();
    expect(await page.getByText('bob@example.com').count()).toBe(0);
  });

  it('can be chosen for an order by hand, which says so', async () => {
    const page = await browser.open(scene.hub, dealer);
    const listing = await dealer.newListing({ title: 'Chosen watch' });
    await page.goto(`/orders/new?listing=${listing.id}`);
    await page.getByText('Existing', { exact: true }).click();
    await page.getByRole('combobox', { name: 'Find a customer' }).fill('bob@');
    await page.getByRole('option', { name: 'Bob Meier' }).click();
    await page.getByRole('button', { name: 'Place the order' }).click();
    await page.getByText('Chosen from the known customers').waitFor();
    await page.getByRole('link', { name: 'Bob Meier' }).waitFor();
  });
});
