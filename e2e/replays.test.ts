import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDealer, type Dealer } from './support/dealer.ts';
import { readDatabaseUrl } from './support/embedded-postgres.ts';
import { eventually } from './support/eventually.ts';
import { expectStatus } from './support/http-client.ts';
import { type HubProcess, startHub } from './support/hub-process.ts';
import { type Receiver, startReceiver } from './support/receiver.ts';
import type { Replay } from './support/shapes.ts';

const EVENTS = 60;
const RATE_PER_SECOND = 10;
/** A killed worker's lanes are taken over within 15 s. */
const END_MS_MAX = 30_000;

const SHARED = { SECRET_KEY: randomBytes(32).toString('base64') };
const started: HubProcess[] = [];
let receiver: Receiver;

async function start(settings: Record<string, string>): Promise<HubProcess> {
  const hub = await startHub({ ...SHARED, ...settings });
  started.push(hub);
  return hub;
}

const startWorker = async () =>
  await start({ ROLE: 'worker', DATABASE_URL: await readDatabaseUrl(started[0]!.dataDir) });

beforeAll(async () => {
  await start({ ROLE: 'api' });
  receiver = await startReceiver();
});
afterAll(async () => {
  await receiver?.close();
  for (const hub of started.toReversed()) await hub.dispose();
});

const read = async (dealer: Dealer, id: string): Promise<Replay> =>
  expectStatus(await dealer.dashboard.get<Replay>(`/replays/${id}`), 200);

it('a replay goes on when its worker is killed: each delivery is sent again, and enqueued once', async () => {
  const dealer = await createDealer(started[0]!);
  const endpoint = await dealer.newEndpoint(receiver.url());
  const since = new Date().toISOString();
  const doomed = await startWorker();
  await Promise.all(Array.from({ length: EVENTS }, () => dealer.newListing()));
  await eventually('all is delivered', async () => {
    const delivered = await dealer.deliveries('&status=delivered');
    return delivered.length === EVENTS;
  });
  const first = receiver.requests.length;

  const body = { since, rate_per_second: RATE_PER_SECOND };
  const { id, total } = expectStatus(
    await dealer.dashboard.post<Replay>(`/webhook-endpoints/${endpoint.id}/replay`, body),
    202,
  );
  expect(total).toBe(EVENTS);
  await eventually('it is under way', async () => (await read(dealer, id)).enqueued >= EVENTS / 6);
  await doomed.kill();
  const midway = await read(dealer, id);
  expect(midway.status).toBe('running');
  expect(midway.enqueued).toBeLessThan(EVENTS);

  await Promise.all([startWorker(), startWorker()]);
  await eventually('it has ended', async () => (await read(dealer, id)).finished_at !== null, END_MS_MAX);
  expect(await read(dealer, id)).toMatchObject({ status: 'succeeded', total: EVENTS, enqueued: EVENTS });
  const deliveries = await eventually(
    'all is delivered again',
    async () => {
      const delivered = await dealer.deliveries('&status=delivered');
      return delivered.length === EVENTS ? delivered : null;
    },
    END_MS_MAX,
  );
  // Recorded attempts: what was on its way at the kill was sent once more, but counts once.
  expect(deliveries.map((it) => it.attempts.length)).toEqual(Array.from({ length: EVENTS }, () => 2));
  const again = receiver.requests.slice(first).map((it) => it.event.id);
  expect(new Set(again)).toEqual(new Set(deliveries.map((it) => it.event_id)));
}, 90_000);
