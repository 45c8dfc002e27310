import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { createTestDatabase, type TestDatabase } from './database.ts';
import {
  countByStatus,
  type SeededEndpoint,
  seedDealer,
  seedDeliveries,
  seedEndpoint,
} from './delivery-world.ts';
import { type Receiver, startReceiver } from './receiver.ts';
import { drainEnginesAfterEach } from './test-engine.ts';
import type { WorkerSettings } from './worker-process.ts';

/** What each test of a file has anew: a database with one dealer, a receiver, and workers that end with the test. */
export interface WorkerWorld {
  db: TestDatabase;
  receiver: Receiver;
  dealerId: string;
  readonly children: ChildProcess[];
  /** Called after the test. */
  readonly closers: (() => Promise<void>)[];
  addEndpoint(path?: string): Promise<SeededEndpoint>;
  add(endpoint: SeededEndpoint, count: number, options?: object): Promise<string[]>;
  allDelivered(count: number): () => Promise<boolean>;
  /** Lanes that a worker owns now. */
  countOwnedLanes(): Promise<number>;
  deliveryIdsReceived(): string[];
  spawnWorker(settings?: WorkerSettings): Promise<ChildProcess>;
}

export function useWorkerWorld(): WorkerWorld {
  const world = {
    children: [] as ChildProcess[],
    closers: [] as (() => Promise<void>)[],
    addEndpoint: (path = '/hook') =>
      seedEndpoint(world.db.database, world.dealerId, `${world.receiver.origin}${path}`),
    add: (endpoint: SeededEndpoint, count: number, options: object = {}) =>
      seedDeliveries(world.db.database, endpoint, { count, ...options }),
    allDelivered: (count: number) => async () => (await countByStatus(world.db.database)).delivered === count,
    countOwnedLanes: async () => {
      const owned = await world.db.database.kysely
        .selectFrom('endpoint_lanes')
        .select('endpoint_id')
        .where('lease_worker', 'is not', null)
        .execute();
      return owned.length;
    },
    deliveryIdsReceived: () =>
      world.receiver.requests.map((request) => request.headers['wth-delivery-id'] as string),
    async spawnWorker(settings: WorkerSettings = {}) {
      const script = join(import.meta.dirname, 'worker-process.ts');
      const options = [world.db.connection, settings].map((it) => JSON.stringify(it));
      const child = spawn(process.execPath, [script, ...options], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      world.children.push(child);
      await once(child.stdout!, 'data');
      return child;
    },
  } as WorkerWorld;
  beforeEach(async () => {
    world.db = await createTestDatabase({ poolSize: 12 });
    world.receiver = await startReceiver();
    world.dealerId = await seedDealer(world.db.database);
  });
  afterEach(async () => {
    for (const child of world.children.splice(0)) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
    for (const close of world.closers.splice(0)) await close();
    await world.receiver.close();
    await world.db.drop();
  });
  // Registered last, so that it runs first.
  drainEnginesAfterEach();
  return world;
}
