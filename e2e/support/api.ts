import { randomUUID } from 'node:crypto';
import { type Address, type Answer, expectStatus, send } from './http-client.ts';
import { loadDocument } from './load-document.ts';
import type { HubEvent, Listing, Order, Page } from './shapes.ts';

const PAGE = 250;

/** A client of the public API with one key; every answer is compared with the OpenAPI document. */
export class Api {
  readonly key: string;
  readonly #address: Address;

  constructor(address: Address, key: string) {
    this.#address = address;
    this.key = key;
  }

  /** @param path below `/api/v1` */
  get<T = unknown>(path: string): Promise<Answer<T>> {
    return this.call('GET', `/api/v1${path}`);
  }

  /** @param idempotencyKey a fresh one unless given */
  post<T = unknown>(
    path: string,
    body: unknown = {},
    idempotencyKey: string = randomUUID(),
  ): Promise<Answer<T>> {
    return this.call('POST', `/api/v1${path}`, body, { 'idempotency-key': idempotencyKey });
  }

  async call<T>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<T>> {
    const check = await loadDocument(this.#address);
    const authorization = `Bearer ${this.key}`;
    const answer = await send<T>(this.#address, {
      method,
      path,
      body,
      headers: { authorization, ...headers },
    });
    check.assert({ ...answer, method, path, headers: Object.fromEntries(answer.headers) });
    return answer;
  }

  async order(listing: { readonly id: string }, quantity = 1): Promise<Order> {
    const line = { listing_id: listing.id, quantity };
    return expectStatus(await this.post<Order>('/orders', { line_items: [line] }), 201);
  }

  async listing(id: string): Promise<Listing> {
    return expectStatus(await this.get<Listing>(`/listings/${id}`), 200);
  }

  orders(): Promise<Order[]> {
    return this.#all('/orders');
  }

  listings(): Promise<Listing[]> {
    return this.#all('/listings');
  }

  /** The whole feed, oldest first. */
  async events(types?: string): Promise<HubEvent[]> {
    const filter = types === undefined ? '' : `&types=${types}`;
    const events: HubEvent[] = [];
    for (let sequence = 0; ; ) {
      const path = `/events?limit=${PAGE}&after_sequence=${sequence}${filter}`;
      const page = expectStatus(await this.get<Page<HubEvent>>(path), 200);
      events.push(...page.data);
      if (!page.has_more) return events;
      sequence = page.last_sequence;
    }
  }

  async #all<T>(path: string): Promise<T[]> {
    const rows: T[] = [];
    for (let after = ''; ; ) {
      const page = expectStatus(await this.get<Page<T>>(`${path}?limit=${PAGE}${after}`), 200);
      rows.push(...page.data);
      if (page.next_cursor === null) return rows;
      after = `&after=${encodeURIComponent(page.next_cursor)}`;
    }
  }
}
