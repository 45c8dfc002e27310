import { sql } from 'kysely';
import type { Micros } from '../domain/time.ts';
import type { World } from '../domain/world.ts';
import { PREPARED } from './prepared.ts';
import { send, type Tx } from './transaction.ts';

/** The row that puts a dealer world's writes in order. */
export interface WorldClock {
  lastSequence: number;
  lastUpdatedUs: Micros;
  lastOrderNumber: number;
}

/**
 * Locks the world for writing: the first statement of every writing transaction. Lock order from here on:
 * idempotency record, listings by id, orders, customers, endpoint lanes.
 */
export async function lockWorldClock(trx: Tx, world: World): Promise<WorldClock> {
  const [row] = await send(
    trx,
    trx
      .selectFrom('dealer_clocks')
      .select(['last_sequence', 'last_updated_us', 'last_order_number'])
      .where('dealer_id', '=', world.dealerId)
      .where('livemode', '=', world.livemode)
      .forUpdate()
      .modifyEnd(PREPARED),
  );
  if (row === undefined) throw new Error(`dealer ${world.dealerId} has no clock`);
  return {
    lastSequence: row.last_sequence,
    lastUpdatedUs: row.last_updated_us,
    lastOrderNumber: row.last_order_number,
  };
}

export async function saveWorldClock(trx: Tx, world: World, clock: WorldClock): Promise<void> {
  await send(
    trx,
    trx
      .updateTable('dealer_clocks')
      .set({
        last_sequence: clock.lastSequence,
        last_updated_us: clock.lastUpdatedUs,
        last_order_number: clock.lastOrderNumber,
      })
      .where('dealer_id', '=', world.dealerId)
      .where('livemode', '=', world.livemode)
      .modifyEnd(PREPARED),
  );
}

/** Locks both worlds, test before live: for changes to what both share (integration, endpoints, plan). */
export async function lockBothWorlds(trx: Tx, dealerId: string): Promise<void> {
  await sql`
    select 1 from dealer_clocks where dealer_id = ${dealerId} order by livemode for update
  `.execute(trx);
}
