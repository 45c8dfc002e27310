import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Cut, type DatabaseProxy, startDatabaseProxy } from '../server/test/support/database-proxy.ts';
import { Api } from './support/api.ts';
import { createDealer, type Dealer } from './support/dealer.ts';
import { readDatabaseUrl } from './support/embedded-postgres.ts';
import { eventually } from './support/eventually.ts';
import { type HubProcess, startHub } from './support/hub-process.ts';
import { answering, type Receiver, startReceiver } from './support/receiver.ts';

/** Of a handful of processes, on a machine that runs other suites beside it. */
const START_MS_MAX = 120_000;
const TAKE_OVER_MS_MAX = 15_000;
const LISTINGS = 40;

const SHARED = {
  SECRET_KEY: randomBytes(32).toString('base64'),
  // Attempts that hang end because the lease does, not by themselves.
  WEBHOOK_TIMEOUT: '60s',
};

let databaseUrl: string;
let apis: [HubProcess, HubProcess];
let proxy: DatabaseProxy;
let proxiedUrl: string;
let receiver: Receiver;
const started: HubProcess[] = [];
const workers: HubProcess[] = [];

const join = async (role: 'api' | 'worker', url = databaseUrl): Promise<HubProcess> => {
  const hub = await startHub({ ...SHARED, ROLE: role, DATABASE_URL: url });
  (role === 'api' ? started : workers).push(hub);
  return hub;
};

beforeAll(async () => {
  const first = await startHub({ ...SHARED, ROLE: 'api' });
  started.push(first);
  databaseUrl = await readDatabaseUrl(first.dataDir);
  const { password, searchParams } = new URL(databaseUrl.replace('@/', '@localhost/'));
  proxy = await startDatabaseProxy(searchParams.get('host')!, Number(searchParams.get('port')));
  proxiedUrl = `postgresql://watchtraderhub:${password}@127.0.0.1:${proxy.port}/watchtraderhub`;
  apis = [first, await join('api')];
  receiver = await startReceiver();
}, START_MS_MAX);
afterEach(async () => {
  for (const worker of workers.splice(0)) await worker.dispose();
});
afterAll(async () => {
  await receiver?.close();
  for (const hub of started.toReversed()) await hub.dispose();
  await proxy?.close();
});

/** Attempts that have no answer, and how many of them their sender has ended. */
function holdAttempts(): { held: number; ended: number } {
  const attempts = { held: 0, ended: 0 };
  receiver.respondWith((_request, response) => {
    attempts.held += 1;
    response.on('close', () => {
      attempts.ended += 1;
    });
  });
  return attempts;
}

/** Events of both API processes: a new listing through one, an order for it through the other. */
async function sell(dealer: Dealer, key: string, count: number): Promise<void> {
  const api = new Api(apis[1], key);
  await Promise.all(Array.from({ length: count }, async () => api.order(await dealer.newListing())));
}

async function expectAllDelivered(dealer: Dealer, key: string, path: string, events: number): Promise<void> {
  const arrived = () => new Set(receiver.at(path).map((it) => it.event.sequence));
  await eventually('every event has arrived', () => arrived().size === events);
  expect([...arrived()].sort((a, b) => a - b)).toEqual(Array.from({ length: events }, (_, at) => at + 1));
  await eventually('nothing is pending', async () => {
    const page = await dealer.dashboard.get<{ data: unknown[] }>('/deliveries?status=pending');
    return page.body.data.length === 0;
  });
  expect(await new Api(apis[0], key).events()).toHaveLength(events);
}

describe.each<[Cut, string]>([
  ['silence', '/silence'],
  ['closed connections', '/closed'],
])('a worker that is cut off from the database (%s)', (cut, path) => {
  it('ends its sends with its lease, and another has taken over: nothing is lost or written twice', async () => {
    const dealer = await createDealer(apis[0]);
    const { key } = await dealer.newKey('live');
    await dealer.newEndpoint(receiver.url(path));
    const cutOff = await join('worker', proxiedUrl);
    const attempts = holdAttempts();
    await sell(dealer, key, LISTINGS);
    await eventually('attempts are under way', () => attempts.held > 0);
    const other = await join('worker');

    proxy.cut(cut);
    receiver.respondWith(answering(200));
    const before = receiver.requests.length;
    await eventually('the other one sends', () => receiver.requests.length > before, TAKE_OVER_MS_MAX);
    await eventually('the sends of the one cut off have ended', () => attempts.ended === attempts.held);
    expect(cutOff.isUp).toBe(true);
    expect(cutOff.output).toContain('this worker lost its lanes');
    await sell(dealer, key, 1);
    await expectAllDelivered(dealer, key, path, 3 * (LISTINGS + 1));
    const deliveries = await dealer.deliveries();
    expect(new Set(deliveries.map((it) => `${it.status} ${it.attempts.length}`))).toEqual(
      new Set(['delivered 1']),
    );

    proxy.heal();
    await other.kill();
    await sell(dealer, key, 1);
    await expectAllDelivered(dealer, key, path, 3 * (LISTINGS + 2));
  }, 90_000);
});
