import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EventReader } from '../server/test/support/event-reader.ts';
import { Api } from './support/api.ts';
import { createDealer, type Dealer } from './support/dealer.ts';
import { readDatabaseUrl } from './support/embedded-postgres.ts';
import { eventually } from './support/eventually.ts';
import { type HubProcess, startHub } from './support/hub-process.ts';
import { startImport } from './support/import-file.ts';
import { type Receiver, startReceiver } from './support/receiver.ts';

/** Of a handful of processes, on a machine that runs other suites beside it. */
const START_MS_MAX = 120_000;
const ENDPOINTS = 6;
const LISTINGS = 15;
const IMPORTED = 30;
const TAKE_OVER_MS_MAX = 15_000;

const SHARED = { SECRET_KEY: randomBytes(32).toString('base64') };

interface Node {
  readonly hub: HubProcess;
  readonly metricsPort: number;
}

let apis: Node[];
let workers: Node[];
let receiver: Receiver;
const started: HubProcess[] = [];

async function join(role: 'api' | 'worker', databaseUrl?: string): Promise<Node> {
  const url: Record<string, string> = databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl };
  const hub = await startHub({ ...SHARED, ...url, ROLE: role, METRICS_PORT: '0' });
  started.push(hub);
  return { hub, metricsPort: Number(/"metrics_port":(\d+)/.exec(hub.output)![1]) };
}

beforeAll(async () => {
  const first = await join('api');
  const databaseUrl = await readDatabaseUrl(first.hub.dataDir);
  apis = [first, await join('api', databaseUrl)];
  workers = [await join('worker', databaseUrl), await join('worker', databaseUrl)];
  receiver = await startReceiver();
}, START_MS_MAX);
afterAll(async () => {
  await receiver?.close();
  for (const hub of started.toReversed()) await hub.dispose();
});

async function metricOf({ metricsPort }: Node, series: string): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
  const line = text.split('\n').find((it) => it.startsWith(`${series} `));
  if (line === undefined) throw new Error(`there is no ${series} in:\n${text}`);
  return Number(line.slice(series.length));
}

async function importListings(dealer: Dealer): Promise<void> {
  const rows = Array.from({ length: IMPORTED }, (_, index) => `I-${index},Omega Seamaster,4900,EUR`);
  const csv = ['stock_number,title,price,currency', ...rows].join('\n');
  await startImport(dealer, csv, { options: { publish: true } });
}

describe('two API processes and two workers on one database', () => {
  it('send each delivery once, in the order of its resource, whatever wrote it', async () => {
    const dealer = await createDealer(apis[0]!.hub);
    const { key } = await dealer.newKey('live');
    for (let index = 0; index < ENDPOINTS; index += 1)
      await dealer.newEndpoint(receiver.url(`/once/${index}`));
    const buyers = apis.map(({ hub }) => new Api(hub, key));
    await Promise.all(
      Array.from({ length: LISTINGS }, async (_, index) => {
        const order = await buyers[index % 2]!.order(await dealer.newListing());
        await buyers[(index + 1) % 2]!.post(`/orders/${order.id}/cancel`);
      }),
    );
    const events = (await buyers[0]!.events()).length;
    expect(events).toBe(5 * LISTINGS);
    const sent = () => receiver.requests.filter((it) => it.path.startsWith('/once/'));
    await eventually('every delivery has arrived', () => sent().length >= events * ENDPOINTS);
    await eventually('nothing is pending', async () => {
      const page = await dealer.dashboard.get<{ data: unknown[] }>('/deliveries?status=pending');
      return page.body.data.length === 0;
    });
    expect(sent()).toHaveLength(events * ENDPOINTS);
    expect(new Set(sent().map((it) => it.headers['wth-delivery-id'])).size).toBe(events * ENDPOINTS);
    for (let index = 0; index < ENDPOINTS; index += 1) {
      const bySource = Map.groupBy(receiver.at(`/once/${index}`), (it) => it.event.data.object.id);
      for (const requests of bySource.values()) {
        const sequences = requests.map((it) => it.event.sequence);
        expect(sequences).toEqual(sequences.toSorted((a, b) => a - b));
      }
    }
  });

  it('stream on an API process what a worker writes', async () => {
    const dealer = await createDealer(apis[0]!.hub);
    const { key } = await dealer.newKey('live');
    const reader = await EventReader.open(`${apis[1]!.hub.origin}/v1/events/stream`, { key });
    await importListings(dealer);
    await reader.until(() => reader.sequences.length === IMPORTED);
    expect(reader.sequences).toEqual(Array.from({ length: IMPORTED }, (_, index) => index + 1));
    await reader.cut();
  });

  it('agree in their metrics on the workers and lanes of all, and count their own requests', async () => {
    // What is read from the database is told by those who deliver.
    for (const node of workers) {
      expect(await metricOf(node, 'wth_workers')).toBe(2);
      await eventually('no lane is owned', async () => (await metricOf(node, 'wth_lanes_leased')) === 0);
      expect(await metricOf(node, 'wth_oldest_due_delivery_seconds')).toBe(0);
    }
    const dealer = await createDealer(apis[0]!.hub);
    const { key } = await dealer.newKey('live');
    const series = 'wth_http_requests_total{method="GET",route="/api/v1/orders",status="200"}';
    for (const [index, node] of apis.entries()) {
      for (let count = 0; count <= index; count += 1) await new Api(node.hub, key).get('/orders');
      expect(await metricOf(node, series)).toBe(index + 1);
    }
  });

  it('notice a worker that is killed, and go on with the other', async () => {
    const [killed, other] = workers as [Node, Node];
    await killed.hub.kill();
    await eventually(
      'the other counts one worker',
      async () => (await metricOf(other, 'wth_workers')) === 1,
      TAKE_OVER_MS_MAX,
    );
    const dealer = await createDealer(apis[1]!.hub);
    await dealer.newEndpoint(receiver.url('/left'));
    await dealer.newListing();
    await receiver.first('listing.published', '/left');
  });
});
