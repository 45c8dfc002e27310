import { copyFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Api } from './support/api.ts';
import { createDealer } from './support/dealer.ts';
import { readDatabaseUrl } from './support/embedded-postgres.ts';
import { eventually } from './support/eventually.ts';
import { hubForFile } from './support/hub-for-file.ts';
import { HubProcess, runHubCommand } from './support/hub-process.ts';
import { OrderStream } from './support/order-stream.ts';
import { answering } from './support/receiver.ts';
import { createTemporaryFolder } from './support/temporary-folder.ts';

const DEALERS = 3;
const PIECES = 2_000;
const CLIENTS = 3;
/** By each dealer, before the backup and again before the load ends. */
const ORDERS = 40;

// The receiver refuses everything while the backup is made, so that deliveries are pending in it.
const scene = hubForFile({ WEBHOOK_RETRY_SCHEDULE: '2s,2s,2s,2s,2s,2s,2s,2s,2s,2s' });
const keys: string[] = [];
const streams: OrderStream[] = [];
let restored: HubProcess;
let client: pg.Client;
let printed: string;

const moreOrders = (count: number) =>
  Promise.all(
    streams.map((stream) => {
      const goal = stream.acknowledged.length + count;
      return eventually('more orders', () => stream.acknowledged.length >= goal, 60_000);
    }),
  );

beforeAll(async () => {
  scene.receiver.respondWith(answering(500));
  for (let index = 0; index < DEALERS; index += 1) {
    const dealer = await createDealer(scene.hub);
    await dealer.newEndpoint(scene.receiver.url());
    const listings = await Promise.all([1, 2, 3].map(() => dealer.newListing({ quantity: PIECES })));
    const api = await dealer.api('live');
    keys.push(api.key);
    streams.push(new OrderStream(api, listings));
  }
  for (const stream of streams) stream.start(CLIENTS);
  await moreOrders(ORDERS);
  const folder = await createTemporaryFolder();
  const file = join(folder, 'hub.backup');
  await runHubCommand(scene.hub, 'backup', file);
  await moreOrders(ORDERS);
  await Promise.all(streams.map((stream) => stream.stop()));

  restored = new HubProcess(await createTemporaryFolder(), {});
  await copyFile(join(scene.hub.dataDir, 'secret.key'), join(restored.dataDir, 'secret.key'));
  printed = await runHubCommand(restored, 'restore', file);
  await rm(folder, { recursive: true });
  await restored.start();
  client = new pg.Client(await readDatabaseUrl(restored.dataDir));
  await client.connect();
}, 180_000);
afterAll(async () => {
  await client?.end();
  await restored?.dispose();
});

/** The same dealers at the restored hub. */
const apis = () => keys.map((key) => new Api(restored, key));

async function select<Row extends object>(sql: string): Promise<Row[]> {
  return (await client.query<Row>(sql)).rows;
}

describe('a backup made in the middle of orders by several dealers, restored into another hub', () => {
  it('has a part of the orders: it was made while they came', async () => {
    const [row] = await select<{ count: number }>('select count(*)::int as count from orders');
    const all = streams.reduce((sum, { acknowledged }) => sum + acknowledged.length, 0);
    expect(row!.count).toBeGreaterThanOrEqual(DEALERS * ORDERS);
    expect(row!.count).toBeLessThan(all);
    expect(printed).toMatch(/^the secret key \(.*secret\.key\) is the one of the backup$/m);
  });

  it('has of every listing the pieces that its orders left', async () => {
    const rows = await select<{ quantity: number; held: number }>(
      `select l.quantity, (
         select coalesce(sum((line ->> 'quantity')::int), 0)::int
         from orders o, json_array_elements(o.line_items) line
         where o.dealer_id = l.dealer_id and line ->> 'listing_id' = l.id::text and o.status <> 'cancelled') as held
       from listings l where livemode`,
    );
    expect(rows).toHaveLength(DEALERS * 3);
    expect(rows.every(({ held }) => held > 0)).toBe(true);
    for (const { quantity, held } of rows) expect(quantity + held).toBe(PIECES);
  });

  it('has the events of every order, sequences without a gap, and order numbers without one', async () => {
    const clocks = await select<{ gaps: number; numbers: number; missing: number }>(
      `select c.last_sequence - (select count(*) from events e where e.dealer_id = c.dealer_id and e.livemode) as gaps,
         c.last_order_number - 1000 - (select count(*) from orders o where o.dealer_id = c.dealer_id) as numbers,
         (select count(*) from orders o where o.dealer_id = c.dealer_id and (
            not exists (select from events e where e.dealer_id = o.dealer_id and e.resource_id = o.id
              and e.type = 'order.received')
            or (o.status = 'cancelled') <> exists (select from events e where e.dealer_id = o.dealer_id
              and e.resource_id = o.id and e.type = 'order.cancelled'))) as missing
       from dealer_clocks c where livemode`,
    );
    expect(clocks).toEqual(clocks.map(() => ({ gaps: '0', numbers: '0', missing: '0' })));
    expect(clocks).toHaveLength(DEALERS);
  });

  it('has a delivery for each event, and none without', async () => {
    const [row] = await select<{ events: string; deliveries: string; matched: string }>(
      `select (select count(*) from events) as events, (select count(*) from deliveries) as deliveries,
         (select count(*) from deliveries d join events e
            on e.dealer_id = d.dealer_id and e.id = d.event_id and e.sequence = d.event_sequence) as matched`,
    );
    expect(Number(row!.events)).toBeGreaterThan(0);
    expect(row).toEqual({ events: row!.events, deliveries: row!.events, matched: row!.events });
  });

  it('answers a repeated Idempotency-Key with the stored answer', async () => {
    const [key] = await select<{ key: string }>(
      'select key from idempotency_records order by created_us limit 1',
    );
    const stream = streams.find((it) => it.acknowledged.some((order) => order.key === key!.key))!;
    const { order } = stream.acknowledged.find((it) => it.key === key!.key)!;
    const rows = await select<{ body: string }>(
      `select body from idempotency_records where key = '${key!.key}'`,
    );
    expect(JSON.parse(rows[0]!.body).id).toBe(order.id);
  });

  it('goes on with sequences and numbers where they were, under the keys and passwords that were', async () => {
    const [before] = await select<{ dealer_id: string; last_sequence: string; last_order_number: string }>(
      'select * from dealer_clocks where livemode order by dealer_id limit 1',
    );
    const [listing] = await select<{ id: string }>(
      `select id from listings where livemode and dealer_id = '${before!.dealer_id}' limit 1`,
    );
    const answers = await Promise.all(
      apis().map((api) =>
        api.post<{ number: number }>('/orders', {
          line_items: [{ listing_id: listing!.id }],
        }),
      ),
    );
    // The key of the dealer whose listing it is places the order; the others don't see it.
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 404, 404]);
    const placed = answers.find(({ status }) => status === 201)!;
    expect(placed.body.number).toBe(Number(before!.last_order_number) + 1);
    const events = await select<{ sequence: string }>(
      `select sequence from events where livemode and dealer_id = '${before!.dealer_id}'
         and sequence > ${before!.last_sequence} order by sequence`,
    );
    expect(events.map(({ sequence }) => Number(sequence))).toEqual(
      events.map((_, index) => Number(before!.last_sequence) + 1 + index),
    );
    expect(events.length).toBeGreaterThan(0);
  });

  it('sends what was pending, signed with the secrets that were', async () => {
    await scene.hub.kill();
    const [first] = await select<{ id: string }>(
      `select id from deliveries where status = 'pending' order by created_us limit 1`,
    );
    expect(first).toBeDefined();
    scene.receiver.respondWith(answering(200));
    await eventually(
      'all is delivered',
      async () => (await select(`select from deliveries where status <> 'delivered' limit 1`)).length === 0,
      90_000,
    );
    expect(scene.receiver.requests.some(({ headers }) => headers['wth-delivery-id'] === first!.id)).toBe(
      true,
    );
  }, 120_000);
});
