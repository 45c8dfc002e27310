import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { prune } from '../../src/deliveries/reaper.ts';
import { createReplayRunner } from '../../src/deliveries/replay-runner.ts';
import type { Engine } from '../../src/deliveries/worker.ts';
import { DAY_US } from '../../src/domain/time.ts';
import { watchFailingEndpoints } from '../../src/operations/failing-endpoints.ts';
import { createImportRunner } from '../../src/operations/import-runner.ts';
import type { DashboardApp, SignedIn } from './dashboard.ts';
import { eventually } from './delivery-world.ts';
import { EventReader } from './event-reader.ts';
import { answer, type Receiver } from './receiver.ts';
import { createTestEngine } from './test-engine.ts';

const PRICE = { amount: 1_250_000, currency: 'EUR' };

/** A dealer, both doors to the hub, a worker and a receiver: what a day in a hub's life takes. */
export class RepresentativeRun {
  readonly #app: DashboardApp;
  readonly #receiver: Receiver;
  readonly #engine: Engine;
  readonly #origin: string;
  #dealer!: SignedIn;
  #endpointId!: string;
  readonly #keys = { live: '', test: '' };

  constructor(app: DashboardApp, receiver: Receiver, origin: string) {
    this.#app = app;
    this.#receiver = receiver;
    this.#origin = origin;
    this.#engine = createTestEngine(app.hub.database, { schedule: [1, 1] });
  }

  async run(): Promise<void> {
    await this.work();
    await this.#endpointsAndKeysGo();
    await this.stop();
    await prune(this.#app.hub.database, () => this.#app.hub.clock() + 60 * DAY_US);
  }

  async stop(): Promise<void> {
    await this.#engine.drain();
  }

  /** All but what takes rows away at the end; `stop` has to follow. */
  async work(): Promise<void> {
    await this.#setUp();
    await this.#engine.start({ soleWorker: true });
    await this.#manageStock();
    await this.#sell();
    await this.#readLists();
    await this.#playInSandbox();
    await this.#importAndExport();
    await this.#stream();
    await this.#deliver();
    await this.#replay();
  }

  /** A call of the dashboard that must succeed. */
  async #act(method: string, path: string, body?: unknown) {
    const response = await this.#dealer.call(method, `/api/dashboard${path}`, body);
    expect(response.status, `${method} ${path}: ${response.text}`).toBeLessThan(300);
    return response.body;
  }

  /** A call of the public API that must succeed. */
  async #call(
    mode: 'live' | 'test',
    method: string,
    path: string,
    body?: unknown,
    key: string = randomUUID(),
  ) {
    const response = await this.#app.call(method, `/api/v1${path}`, body, {
      authorization: `Bearer ${this.#keys[mode]}`,
      'idempotency-key': key,
    });
    expect(response.status, `${method} ${path}: ${response.text}`).toBeLessThan(300);
    return response.body;
  }

  async #setUp(): Promise<void> {
    this.#dealer = await this.#app.signUp();
    await this.#act('PATCH', '/integration', { is_test_mode: false });
    for (const mode of ['live', 'test'] as const) {
      this.#keys[mode] = (await this.#act('POST', '/api-keys', { mode })).key;
    }
    const endpoint = await this.#act('POST', '/webhook-endpoints', { url: `${this.#receiver.origin}/hook` });
    this.#endpointId = endpoint.id;
    await this.#act('PATCH', `/webhook-endpoints/${endpoint.id}`, { description: 'Shop' });
    await this.#act('POST', `/webhook-endpoints/${endpoint.id}/rotate-secret`, { grace_hours: 1 });
    await this.#act('POST', `/webhook-endpoints/${endpoint.id}/ping`);
  }

  async #newListing(fields: object = {}): Promise<string> {
    const { id } = await this.#act('POST', '/listings', { title: 'Submariner', price: PRICE, ...fields });
    await this.#act('POST', `/listings/${id}/publish`);
    return id;
  }

  async #manageStock(): Promise<void> {
    const id = await this.#newListing();
    const { version } = await this.#act('PATCH', `/listings/${id}`, { title: 'Submariner Date' });
    await this.#act('PATCH', `/listings/${id}`, { quantity: 2, version });
    for (const action of ['unpublish', 'publish', 'mark-sold', 'return-to-stock']) {
      await this.#act('POST', `/listings/${id}/${action}`);
    }
    await this.#act('POST', '/listings/bulk', { action: 'unpublish', ids: [id] });
    const draft = await this.#act('POST', '/listings', { title: 'Draft' });
    await this.#act('DELETE', `/listings/${draft.id}`);
  }

  async #sell(): Promise<void> {
    const customer = {
      external_id: 'C-1',
      email: 'anna@example.com',
      phone: '+493012345678',
      last_name: 'Meier',
    };
    await this.#call('live', 'POST', '/customers', customer);
    const rows = [customer, { email: 'ben@example.com' }, { phone: '+493012345679' }];
    await this.#call('live', 'POST', '/customers/bulk', { customers: rows });
    const body = { external_id: 'O-1', customer, line_items: [{ listing_id: await this.#newListing() }] };
    const order = await this.#call('live', 'POST', '/orders', body, 'again');
    await this.#call('live', 'POST', '/orders', body, 'again');
    await this.#call('live', 'POST', `/orders/${order.id}/cancel`, {});
    const stockNumber = { stock_number: 'S-1', quantity: 3 };
    await this.#newListing(stockNumber);
    const second = await this.#act('POST', '/orders', { line_items: [stockNumber] });
    await this.#act('POST', `/orders/${second.id}/fulfill`, {});
    await this.#act('GET', `/orders/${second.id}`);
    await this.#act('GET', `/customers/${order.customer.id}`);
    await this.#call('live', 'GET', `/orders/${order.id}`);
    await this.#call('live', 'GET', `/listings/${order.line_items[0].listing_id}`);
  }

  async #readLists(): Promise<void> {
    for (const path of ['/me', '/listings', '/orders', '/events']) await this.#call('live', 'GET', path);
    const { next_cursor, data } = await this.#call('live', 'GET', '/listings?limit=1');
    await this.#call('live', 'GET', `/listings?limit=1&after=${next_cursor}`);
    const since = encodeURIComponent(data[0].updated_at);
    await this.#call('live', 'GET', `/listings?status=published&updated_after=${since}`);
    await this.#call('live', 'GET', '/orders?external_id=O-1&status=cancelled');
    const events = await this.#call('live', 'GET', '/events?after_sequence=1&types=order.received');
    await this.#call('live', 'GET', `/events/${events.data[0].id}`);
    const paths = [
      '/overview',
      '/integration',
      '/listings/counts',
      '/orders/counts',
      '/listings?q=sub&limit=1',
    ];
    for (const path of [...paths, '/orders?q=meier', '/customers?q=anna', '/events', '/imports']) {
      await this.#act('GET', path);
    }
    await this.#act('GET', `/listings/${data[0].id}`);
  }

  async #playInSandbox(): Promise<void> {
    await this.#call('test', 'POST', '/test/reset', {});
    for (const type of ['listing.updated', 'order.received', 'customer.matched']) {
      await this.#call('test', 'POST', '/test/events', { type });
    }
    await this.#call('test', 'POST', '/test/webhook_ping', {});
    await this.#act('POST', '/sandbox/reset');
  }

  async #importAndExport(): Promise<void> {
    const content =
      'stock_number,title,price,currency\nS-1,Submariner,9000,EUR\nS-2,Seamaster,4900,EUR\nS-3,,,';
    const { body } = await this.#dealer.upload('/api/dashboard/listings/import', [
      { name: 'file', fileName: 'stock.csv', content },
      { name: 'options', content: JSON.stringify({ publish: true }) },
    ]);
    await createImportRunner(this.#app.hub, { workerId: () => this.#engine.workerId }).tick();
    const { state } = await this.#act('GET', `/imports/${body.id}`);
    expect(state).toBe('completed');
    await this.#act('GET', `/imports/${body.id}/rows?result=failed`);
    await this.#act('GET', `/imports/${body.id}/errors.csv`);
    await this.#act('GET', '/listings/export.csv');
  }

  async #stream(): Promise<void> {
    const reader = await EventReader.open(`${this.#origin}/v1/events/stream`, {
      key: this.#keys.live,
      lastEventId: '1',
    });
    await reader.until(() => reader.sequences.length > 0);
    const before = reader.sequences.length;
    await this.#newListing();
    await reader.until(() => reader.sequences.length > before);
    await this.#act('PATCH', '/integration', { is_enabled: false });
    await reader.closed();
    await this.#act('PATCH', '/integration', { is_enabled: true });
  }

  async #isIdle(): Promise<boolean> {
    await this.#engine.tick();
    return (await this.#act('GET', '/deliveries?status=pending')).data.length === 0;
  }

  /** Delivered, failed, retried one by one and together, and the endpoint's end by 410. */
  async #deliver(): Promise<void> {
    this.#receiver.respondWith(answer(500));
    await this.#newListing();
    await eventually(() => this.#isIdle());
    this.#receiver.respondWith(answer(200));
    const failed = (await this.#act('GET', '/deliveries?status=failed')).data;
    await this.#act('POST', `/deliveries/${failed[0].id}/retry`);
    await eventually(() => this.#isIdle());
    const delivered = (await this.#act('GET', '/deliveries?status=delivered&limit=2')).data;
    await this.#act('POST', '/deliveries/retry', { ids: delivered.map((it: { id: string }) => it.id) });
    await eventually(() => this.#isIdle());
    await this.#act('GET', `/deliveries?q=${failed[0].event_id}&from=2026-01-01T00:00:00Z&mode=live`);
    await this.#act('GET', `/deliveries/${failed[0].id}`);
    await this.#act('GET', `/webhook-endpoints/${this.#endpointId}/health`);
    this.#receiver.respondWith(answer(410));
    await this.#newListing();
    await eventually(() => this.#isIdle());
    await this.#act('PATCH', `/webhook-endpoints/${this.#endpointId}`, { is_enabled: true });
  }

  async #replay(): Promise<void> {
    const { hub } = this.#app;
    this.#receiver.respondWith(answer(200));
    const path = `/webhook-endpoints/${this.#endpointId}`;
    const since = new Date(Date.now() - 3_600_000).toISOString();
    await this.#act('POST', `${path}/replay`, { since, dry_run: true });
    const { id } = await this.#act('POST', `${path}/replay`, { since, rate_per_second: 1 });
    await createReplayRunner(hub).tick();
    await this.#act('GET', `/replays/${id}`);
    await this.#act('GET', `${path}/replays`);
    await this.#act('POST', `/replays/${id}/cancel`);
    await eventually(() => this.#isIdle());
    await watchFailingEndpoints(hub, null);
  }

  async #endpointsAndKeysGo(): Promise<void> {
    await this.#act('DELETE', `/webhook-endpoints/${this.#endpointId}`);
    const { api_keys } = await this.#act('GET', '/integration');
    const rolled = await this.#act('POST', `/api-keys/${api_keys[0].id}/roll`, { overlap_hours: 1 });
    await this.#act('DELETE', `/api-keys/${rolled.id}`);
  }
}
