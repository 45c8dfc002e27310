import { randomUUID } from 'node:crypto';
import { CURRENT_API_VERSION, type Plan } from '../../src/domain/plans.ts';
import type { World, WriteSource } from '../../src/domain/world.ts';
import { CommitSignal } from '../../src/operations/commit-signal.ts';
import type { Caller, Hub, LaneRef } from '../../src/operations/hub.ts';
import { type WorldWrite, writeWorld } from '../../src/operations/world-write.ts';
import { insertDealer } from '../../src/storage/dealers.ts';
import { createSecretBox } from '../../src/storage/secret-box.ts';
import { inTransaction } from '../../src/storage/transaction.ts';
import { WriterSlots } from '../../src/storage/writer-slots.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';

export interface TestHub extends Hub {
  readonly testDatabase: TestDatabase;
  /** Lanes that were woken, in order. */
  readonly woken: LaneRef[];
  /** Moves this hub's clock, in microseconds. */
  advance(byUs: number): void;
  drop(): Promise<void>;
}

/** A hub without HTTP and without a worker, on a database of its own. */
export async function createTestHub(options: { poolSize?: number } = {}): Promise<TestHub> {
  const testDatabase = await createTestDatabase({ poolSize: options.poolSize ?? 10 });
  const woken: LaneRef[] = [];
  let offsetUs = 0;
  return {
    testDatabase,
    database: testDatabase.database,
    writers: new WriterSlots(),
    secrets: createSecretBox([{ number: 1, check: '', key: Buffer.alloc(32, 7) }]),
    clock: () => Date.now() * 1000 + offsetUs,
    log: { info() {}, warn() {}, error() {} },
    publicUrl: () => 'http://localhost:4000',
    allowPrivateTargets: ['127.0.0.0/8', '::1/128'],
    wake: (lanes) => woken.push(...lanes),
    commits: new CommitSignal(),
    woken,
    advance: (byUs) => {
      offsetUs += byUs;
    },
    drop: () => testDatabase.drop(),
  };
}

export interface TestDealerOptions {
  readonly plan?: Plan;
  readonly listingLimit?: number;
  readonly isTestMode?: boolean;
}

/** A dealer without a user; live from the start unless told otherwise. */
export async function createTestDealer(hub: Hub, options: TestDealerOptions = {}): Promise<string> {
  const dealerId = randomUUID();
  await inTransaction(hub.database, async (trx) => {
    await insertDealer(trx, {
      id: dealerId,
      integrationId: randomUUID(),
      name: 'Test Dealer',
      plan: options.plan ?? 'business',
      apiVersion: CURRENT_API_VERSION,
      createdUs: hub.clock(),
    });
    await trx
      .updateTable('integrations')
      .set({ is_test_mode: options.isTestMode ?? false })
      .where('dealer_id', '=', dealerId)
      .execute();
    await trx
      .updateTable('dealers')
      .set({ listing_limit: options.listingLimit ?? null })
      .where('id', '=', dealerId)
      .execute();
  });
  return dealerId;
}

export const live = (dealerId: string, source: WriteSource = 'api'): Caller => ({
  dealerId,
  livemode: true,
  source,
});

export const sandbox = (dealerId: string, source: WriteSource = 'api'): Caller => ({
  dealerId,
  livemode: false,
  source,
});

/** Runs one operation as one transaction. */
export const inWorld = <T>(hub: Hub, caller: Caller, work: (write: WorldWrite) => Promise<T>): Promise<T> =>
  writeWorld(hub, caller, work);

interface StoredEvent {
  readonly type: string;
  readonly sequence: number;
  readonly body: {
    readonly livemode: boolean;
    readonly data: {
      readonly object: Record<string, unknown>;
      readonly previous_attributes?: Record<string, unknown>;
    };
  };
}

/** The world's events in order. */
export async function eventsOf(hub: Hub, world: World): Promise<StoredEvent[]> {
  const rows = await hub.database.kysely
    .selectFrom('events')
    .select(['type', 'sequence', 'body'])
    .where('dealer_id', '=', world.dealerId)
    .where('livemode', '=', world.livemode)
    .orderBy('sequence')
    .execute();
  return rows.map((row) => ({ ...row, body: JSON.parse(row.body) }));
}
