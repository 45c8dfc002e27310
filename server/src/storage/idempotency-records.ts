import type { Micros } from '../domain/time.ts';
import type { World } from '../domain/world.ts';
import { PREPARED } from './prepared.ts';
import { send, type Tx } from './transaction.ts';

export interface IdempotencyRecord {
  readonly key: string;
  readonly fingerprint: Buffer;
  readonly status: number;
  readonly body: string;
  readonly request_id: string;
  readonly created_us: Micros;
}

/** Needs no lock of its own: the world's clock is held. */
export async function findIdempotencyRecord(
  trx: Tx,
  world: World,
  key: string,
  newerThanUs: Micros,
): Promise<IdempotencyRecord | null> {
  const row = await trx
    .selectFrom('idempotency_records')
    .select(['key', 'fingerprint', 'status', 'body', 'request_id', 'created_us'])
    .where('dealer_id', '=', world.dealerId)
    .where('livemode', '=', world.livemode)
    .where('key', '=', key)
    .where('created_us', '>', newerThanUs)
    .modifyEnd(PREPARED)
    .executeTakeFirst();
  return row ?? null;
}

/** Replaces a record that has outlived its 24 hours. */
export async function saveIdempotencyRecord(trx: Tx, world: World, record: IdempotencyRecord): Promise<void> {
  const row = { ...record };
  await send(
    trx,
    trx
      .insertInto('idempotency_records')
      .values({ dealer_id: world.dealerId, livemode: world.livemode, ...row })
      .onConflict((conflict) => conflict.columns(['dealer_id', 'livemode', 'key']).doUpdateSet(row))
      .modifyEnd(PREPARED),
  );
}

export async function deleteIdempotencyRecords(trx: Tx, world: World): Promise<void> {
  await trx
    .deleteFrom('idempotency_records')
    .where('dealer_id', '=', world.dealerId)
    .where('livemode', '=', world.livemode)
    .execute();
}
