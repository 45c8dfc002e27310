import { randomBytes } from 'node:crypto';
import { Api } from './api.ts';
import { type Account, type Dashboard, signUp } from './dashboard.ts';
import { type Address, expectStatus } from './http-client.ts';
import type { ApiKey, Delivery, Endpoint, Listing, Order, Page } from './shapes.ts';

const EUROS = { amount: 1_250_000, currency: 'EUR' };
let signUps = 0;

/** A dealer at the dashboard. */
export class Dealer {
  readonly account: Account;
  readonly dashboard: Dashboard;
  readonly #address: Address;

  constructor(address: Address, account: Account, dashboard: Dashboard) {
    this.#address = address;
    this.account = account;
    this.dashboard = dashboard;
  }

  async setTestMode(isTestMode: boolean): Promise<void> {
    expectStatus(await this.dashboard.patch('/integration', { is_test_mode: isTestMode }), 200);
  }

  async newKey(mode: 'live' | 'test', options: object = {}): Promise<ApiKey> {
    return expectStatus(await this.dashboard.post<ApiKey>('/api-keys', { mode, ...options }), 201);
  }

  /** A client with a new key. */
  async api(mode: 'live' | 'test', options: object = {}): Promise<Api> {
    return this.apiWith((await this.newKey(mode, options)).key);
  }

  apiWith(key: string): Api {
    return new Api(this.#address, key);
  }

  async newEndpoint(url: string, options: object = {}): Promise<Endpoint> {
    return expectStatus(await this.dashboard.post<Endpoint>('/webhook-endpoints', { url, ...options }), 201);
  }

  async newDraft(fields: object = {}, mode = 'live'): Promise<Listing> {
    const body = { title: 'Rolex Submariner 126610LN', price: EUROS, ...fields };
    return expectStatus(await this.dashboard.post<Listing>(`/listings?mode=${mode}`, body), 201);
  }

  async newListing(fields: object = {}, mode = 'live'): Promise<Listing> {
    const draft = await this.newDraft(fields, mode);
    return await this.act(draft, 'publish', mode);
  }

  /** Presses a button of a listing. */
  async act(listing: Listing, action: string, mode = 'live'): Promise<Listing> {
    return expectStatus(
      await this.dashboard.post<Listing>(`/listings/${listing.id}/${action}?mode=${mode}`),
      200,
    );
  }

  async listing(id: string): Promise<Listing> {
    return expectStatus(await this.dashboard.get<Listing>(`/listings/${id}`), 200);
  }

  async order(id: string): Promise<Order> {
    return expectStatus(await this.dashboard.get<Order>(`/orders/${id}`), 200);
  }

  /** The newest of the delivery log, each with its attempts. */
  async deliveries(filter = ''): Promise<Delivery[]> {
    const page = expectStatus(
      await this.dashboard.get<Page<Delivery>>(`/deliveries?limit=250${filter}`),
      200,
    );
    return await Promise.all(page.data.map((it) => this.delivery(it.id)));
  }

  async delivery(id: string): Promise<Delivery> {
    return expectStatus(await this.dashboard.get<Delivery>(`/deliveries/${id}`), 200);
  }
}

/** A new dealer on the hub; in test mode, as every integration starts, or live. */
export async function createDealer(address: Address, state: 'test mode' | 'live' = 'live'): Promise<Dealer> {
  signUps += 1;
  const account = {
    name: `Dealer ${signUps}`,
    email: `dealer-${process.pid}-${signUps}@example.com`,
    password: randomBytes(12).toString('base64url'),
  };
  const dealer = new Dealer(address, account, await signUp(address, account));
  if (state === 'live') await dealer.setTestMode(false);
  return dealer;
}
