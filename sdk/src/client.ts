import type {
  BulkResult,
  CancelInput,
  CustomerInput,
  EventPage,
  EventType,
  Health,
  HubEvent,
  Integration,
  Listing,
  ListingStatus,
  Order,
  OrderInput,
  OrderStatus,
  Page,
  Sandbox,
  UpsertedCustomer,
  WebhookPing,
} from './api-shapes.ts';
import { readEventStream, type StreamOptions, type StreamQuery } from './event-stream.ts';
import { type CallOptions, type Query, Transport, type TransportOptions } from './transport.ts';

type ReadOptions = Pick<CallOptions, 'signal'>;

export interface ListQuery {
  /** Rows of a page, 1 to 250; 50 by default. */
  readonly limit?: number;
  /** The `next_cursor` of the page before. */
  readonly after?: string;
  /** RFC 3339: only what changed after it. */
  readonly updated_after?: string;
}

export type ListingsQuery = ListQuery & { readonly status?: ListingStatus };
export type OrdersQuery = ListQuery & { readonly status?: OrderStatus; readonly external_id?: string };

export interface EventsQuery {
  /** Without it, the oldest that is kept; older than that is `invalid_cursor`. */
  readonly after_sequence?: number;
  readonly types?: readonly EventType[];
  readonly limit?: number;
}

/**
 * The public API of WatchTraderHub: a method for each operation, named as in its OpenAPI document. Each throws
 * `ApiError` (by class and `code`) or `ConnectionError`.
 */
export class WatchTraderHub {
  readonly transport: Transport;

  constructor(options: TransportOptions) {
    this.transport = new Transport(options);
  }

  getHealth(options?: ReadOptions): Promise<Health> {
    return this.transport.get('/health', {}, options);
  }

  /** Whose key this is, and the state of the integration. Works without the plan, too. */
  describeIntegration(options?: ReadOptions): Promise<Integration> {
    return this.transport.get('/me', {}, options);
  }

  /** One page, newest change first. */
  listListings(query: ListingsQuery = {}, options?: ReadOptions): Promise<Page<Listing>> {
    return this.transport.get('/listings', { ...query }, options);
  }

  /** Every listing, page by page. */
  iterateListings(query: ListingsQuery = {}, options?: ReadOptions): AsyncGenerator<Listing> {
    return iterate((after) => this.listListings({ ...query, ...after }, options));
  }

  getListing(id: string, options?: ReadOptions): Promise<Listing> {
    return this.transport.get(`/listings/${encodeURIComponent(id)}`, {}, options);
  }

  /** Creates the customer or meets one it matches; `match` in the answer says which. */
  upsertCustomer(customer: CustomerInput, options?: CallOptions): Promise<UpsertedCustomer> {
    return this.transport.post('/customers', customer, options);
  }

  /** Up to 1,000 in one call; a bad row fails alone. */
  upsertCustomers(customers: readonly CustomerInput[], options?: CallOptions): Promise<BulkResult> {
    return this.transport.post('/customers/bulk', { customers }, options);
  }

  /** Takes the stock and writes the order: all or nothing. A watch that is gone is a `listing_unavailable`. */
  createOrder(order: OrderInput, options?: CallOptions): Promise<Order> {
    return this.transport.post('/orders', order, options);
  }

  listOrders(query: OrdersQuery = {}, options?: ReadOptions): Promise<Page<Order>> {
    return this.transport.get('/orders', { ...query }, options);
  }

  iterateOrders(query: OrdersQuery = {}, options?: ReadOptions): AsyncGenerator<Order> {
    return iterate((after) => this.listOrders({ ...query, ...after }, options));
  }

  getOrder(id: string, options?: ReadOptions): Promise<Order> {
    return this.transport.get(`/orders/${encodeURIComponent(id)}`, {}, options);
  }

  /** Gives back the stock this order took, unless `restock` is false. */
  cancelOrder(id: string, input: CancelInput = {}, options?: CallOptions): Promise<Order> {
    return this.transport.post(`/orders/${encodeURIComponent(id)}/cancel`, input, options);
  }

  /** One page of the gapless feed, oldest first. */
  listEvents(query: EventsQuery = {}, options?: ReadOptions): Promise<EventPage> {
    return this.transport.get('/events', { ...query } as Query, options);
  }

  /** Every event after a sequence, up to the newest at the moment. */
  async *iterateEvents(query: EventsQuery = {}, options?: ReadOptions): AsyncGenerator<HubEvent> {
    let from = query.after_sequence;
    for (;;) {
      const page = await this.listEvents(
        { ...query, ...(from === undefined ? {} : { after_sequence: from }) },
        options,
      );
      yield* page.data;
      if (!page.has_more) return;
      from = page.last_sequence;
    }
  }

  /** Every event as it happens, without gap or duplicate across broken connections, until you stop. */
  async *streamEvents(query: StreamQuery = {}, options: StreamOptions = {}): AsyncGenerator<HubEvent> {
    for await (const { body } of readEventStream(this.transport, query, options)) {
      if (body !== null) yield JSON.parse(body) as HubEvent;
    }
  }

  getEvent(id: string, options?: ReadOptions): Promise<HubEvent> {
    return this.transport.get(`/events/${encodeURIComponent(id)}`, {}, options);
  }

  /** Sends `integration.test_event` to every enabled endpoint of the key's world. */
  pingWebhooks(options?: CallOptions): Promise<WebhookPing> {
    return this.transport.post('/test/webhook_ping', {}, options);
  }

  /** Makes one event of this type really happen in the sandbox; needs a test key. */
  makeTestEvent(type: EventType, options?: CallOptions): Promise<HubEvent> {
    return this.transport.post('/test/events', { type }, options);
  }

  /** Empties and refills the sandbox; needs a test key. */
  resetSandbox(options?: CallOptions): Promise<Sandbox> {
    return this.transport.post('/test/reset', {}, options);
  }
}

async function* iterate<T>(fetchPage: (after: { after?: string }) => Promise<Page<T>>): AsyncGenerator<T> {
  let cursor: string | null = null;
  do {
    const page: Page<T> = await fetchPage(cursor === null ? {} : { after: cursor });
    yield* page.data;
    cursor = page.next_cursor;
  } while (cursor !== null);
}
