import { randomUUID } from 'node:crypto';
import type { Api } from './api.ts';
import type { Dealer } from './dealer.ts';
import { eventually } from './eventually.ts';
import { expectStatus } from './http-client.ts';
import { startImport } from './import-file.ts';
import type { Customer, Listing, Page } from './shapes.ts';

/** One of everything that a dealer's world holds. */
export interface Belongings {
  readonly name: string;
  readonly api: Api;
  readonly dealer: Dealer;
  readonly mode: 'live' | 'test';
  /** By kind; public ids of the world. */
  readonly ids: Readonly<Record<'listing' | 'order' | 'customer' | 'event' | 'delivery' | 'import', string>>;
  readonly listing: Listing;
  readonly customer: Customer;
}

/** @param dealer live, with an endpoint that hears of both worlds */
export async function createBelongings(dealer: Dealer, mode: 'live' | 'test'): Promise<Belongings> {
  const api = await dealer.api(mode);
  const listing = await dealer.newListing({ stock_number: `OWN-${randomUUID()}`, quantity: 50 }, mode);
  const input = { external_id: randomUUID(), email: `${randomUUID()}@example.com`, last_name: 'Meier' };
  const customer = expectStatus(await api.post<Customer>('/customers', input), 201);
  const order = await api.order(listing);
  const event = (await api.events('order.received')).find((it) => it.data.object.id === order.id)!;
  const delivery = await eventually('the event is in the log', async () => {
    const found = await dealer.deliveries(`&q=${event.id}`);
    return found[0]?.status === 'delivered' && found[0];
  });
  const ids = {
    listing: listing.id,
    order: order.id,
    customer: customer.id,
    event: event.id,
    delivery: delivery.id,
    import: await startImport(dealer, 'stock_number,title\n', { mode, options: { dry_run: true } }),
  };
  return { name: `${dealer.account.name}'s ${mode} world`, api, dealer, mode, ids, listing, customer };
}

/** What others must not be able to change, once what was under way has arrived. */
export async function readState({ api, dealer, mode }: Belongings): Promise<unknown> {
  const deliveries = await eventually('no delivery is pending', async () => {
    const page = await dealer.dashboard.get<Page<{ status: string }>>(`/deliveries?mode=${mode}&limit=250`);
    const { data } = expectStatus(page, 200);
    return data.every(({ status }) => status !== 'pending') && data;
  });
  const integration = expectStatus(await dealer.dashboard.get<Record<string, unknown>>('/integration'), 200);
  const { is_enabled, is_test_mode, webhook_endpoints } = integration;
  return {
    listings: await api.listings(),
    orders: await api.orders(),
    events: await api.events(),
    deliveries,
    integration: {
      is_enabled,
      is_test_mode,
      urls: (webhook_endpoints as { url: string }[]).map((it) => it.url),
    },
  };
}
