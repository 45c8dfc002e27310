import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Api } from './support/api.ts';
import { createDealer, type Dealer } from './support/dealer.ts';
import { readDatabaseUrl } from './support/embedded-postgres.ts';
import { eventually } from './support/eventually.ts';
import { type HubProcess, startHub } from './support/hub-process.ts';
import { type Build, makeNewerBuild, nextMigrationNumbers } from './support/newer-build.ts';
import { type Receiver, startReceiver } from './support/receiver.ts';
import type { Order, Refusal } from './support/shapes.ts';

/** Of a handful of processes, on a machine that runs other suites beside it. */
const START_MS_MAX = 120_000;
const SHARED = { SECRET_KEY: randomBytes(32).toString('base64') };
const LISTINGS = 6;

const [expand, contract] = (await nextMigrationNumbers(2)) as [string, string];
const EXPANDING = { [`${expand}-provenance.sql`]: 'alter table listings add column provenance text;' };
const CONTRACTING = {
  ...EXPANDING,
  [`${contract}-contract.sql`]: `-- breaks builds before ${expand}\nalter table listings drop column provenance;`,
};

let databaseUrl: string;
let oldApi: HubProcess;
let oldWorker: HubProcess;
let newApi: HubProcess;
let newer: Build;
let newest: Build;
let receiver: Receiver;
let dealer: Dealer;
const started: HubProcess[] = [];

/** @param build this checkout unless given */
async function join(role: 'api' | 'worker', build?: Build): Promise<HubProcess> {
  const hub = await startHub({ ...SHARED, ROLE: role, DATABASE_URL: databaseUrl }, build?.source);
  started.push(hub);
  return hub;
}

beforeAll(async () => {
  newer = await makeNewerBuild(EXPANDING);
  newest = await makeNewerBuild(CONTRACTING);
  const postgres = await startHub({ ...SHARED, ROLE: 'api' });
  started.push(postgres);
  databaseUrl = await readDatabaseUrl(postgres.dataDir);
  oldApi = await join('api');
  oldWorker = await join('worker');
  receiver = await startReceiver();
  dealer = await createDealer(oldApi);
  await dealer.newEndpoint(receiver.url());
}, START_MS_MAX);
afterAll(async () => {
  await receiver?.close();
  for (const hub of started.toReversed()) await hub.dispose();
  for (const build of [newer, newest]) if (build) await rm(build.folder, { recursive: true });
});

const readinessOf = async (hub: HubProcess): Promise<[status: number, body: Refusal]> => {
  const response = await fetch(`${hub.origin}/readyz`);
  return [response.status, (await response.json()) as Refusal];
};

/** Orders by turns through these processes; resolves when the receiver has heard of each. */
async function sellThrough(...apis: HubProcess[]): Promise<void> {
  const { key } = await dealer.newKey('live');
  const orders: Order[] = [];
  for (let index = 0; index < LISTINGS; index += 1) {
    orders.push(await new Api(apis[index % apis.length]!, key).order(await dealer.newListing()));
  }
  const heard = () => new Set(receiver.of('order.received').map((it) => it.event.data.object.id));
  await eventually('all orders have been delivered', () => orders.every((order) => heard().has(order.id)));
}

describe('a new process that brings a migration', () => {
  it('serves beside old ones, which stay ready, and sells and delivers with them', async () => {
    newApi = await join('api', newer);
    expect(newApi.output).toContain(`"migration":"${expand}-provenance"`);
    expect(await readinessOf(oldApi)).toEqual([200, { status: 'ready' }]);
    expect(await readinessOf(newApi)).toEqual([200, { status: 'ready' }]);
    await sellThrough(oldApi, newApi);
  });

  it('hands the deliveries of an old worker to a new one and back, and nothing is lost', async () => {
    const newWorker = await join('worker', newer);
    await oldWorker.stop();
    await sellThrough(oldApi, newApi);
    await oldWorker.start();
    await newWorker.kill();
    await sellThrough(oldApi, newApi);
    const { data } = (await dealer.dashboard.get<{ data: unknown[] }>('/deliveries?status=pending')).body;
    expect(data).toEqual([]);
  });

  it('lets an old one be stopped and started again', async () => {
    await oldApi.stop();
    await oldApi.start();
    expect(oldApi.lastOutput).toContain('a newer build has migrated the database; this one works with it');
    await sellThrough(oldApi);
  });
});

describe('a new process that brings a breaking migration', () => {
  beforeAll(async () => {
    await join('api', newest);
  });

  it('makes the processes it breaks unready, with 503 and the reason', async () => {
    const [status, { error }] = await readinessOf(oldApi);
    expect(status).toBe(503);
    expect(error).toMatchObject({ code: 'service_unavailable' });
    expect(error.message).toContain(`migration ${contract}-contract, with which this build can't work`);
  });

  it('leaves the others ready, and they go on selling', async () => {
    expect(await readinessOf(newApi)).toEqual([200, { status: 'ready' }]);
    await sellThrough(newApi);
  });

  it('keeps those it breaks from starting, with a clear error, and the others not', async () => {
    await newApi.stop();
    await newApi.start();
    await oldApi.stop();
    const refusal = `error: the database has migration ${contract}-contract, with which this build can't work`;
    await expect(oldApi.start()).rejects.toThrow(refusal);
  });
});
