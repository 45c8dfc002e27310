import { type RawBuilder, sql } from 'kysely';
import type { Micros } from '../domain/time.ts';
import type { Database } from './database.ts';
import { inTransaction, type Tx } from './transaction.ts';

export interface NewWorker {
  readonly id: string;
  /** The host's name, or more where processes of others can be looked up; see deliveries/process-scope. */
  readonly host: string;
  readonly pid: number;
  readonly startedUs: Micros;
}

export interface WorkerBeat {
  readonly id: string;
  readonly beat: number;
}

export interface ListedWorker extends WorkerBeat {
  readonly host: string;
  readonly pid: number;
}

export async function registerWorker(database: Database, worker: NewWorker): Promise<void> {
  await sql`
    insert into workers (id, host, pid, started_us)
    values (${worker.id}, ${worker.host}, ${worker.pid}, ${worker.startedUs})
  `.execute(database.kysely);
}

/** False when the worker is not registered any more: others have declared it dead. */
export async function raiseBeat(database: Database, workerId: string): Promise<boolean> {
  const { rows } = await sql`
    update workers set beat = beat + 1 where id = ${workerId} returning id
  `.execute(database.kysely);
  return rows.length > 0;
}

export async function listWorkers(database: Database): Promise<ListedWorker[]> {
  const { rows } = await sql<ListedWorker>`select id, beat, host, pid from workers`.execute(database.kysely);
  return rows;
}

/**
 * Declares a worker dead and frees its lanes, unless its beat has risen since. Raising the tokens makes whatever
 * it still wants to settle void.
 */
export async function buryWorker(database: Database, worker: WorkerBeat): Promise<boolean> {
  return await inTransaction(database, async (trx) => {
    const { rows } = await sql`
      delete from workers where id = ${worker.id} and beat = ${worker.beat} returning id
    `.execute(trx);
    if (rows.length === 0) return false;
    await freeLanes(trx, sql`lease_worker = ${worker.id}`);
    return true;
  });
}

/** Signs a worker off; lanes it still holds are free at once, as their owner is unknown. */
export async function removeWorker(database: Database, workerId: string): Promise<void> {
  await sql`delete from workers where id = ${workerId}`.execute(database.kysely);
}

/** Only for a process that knows itself alone on this database. */
export async function removeAllWorkers(database: Database): Promise<void> {
  await inTransaction(database, async (trx) => {
    await sql`delete from workers`.execute(trx);
    await freeLanes(trx, sql`lease_worker is not null`);
  });
}

/** Locks lanes in the order of their ids, like everybody who locks several. */
async function freeLanes(trx: Tx, which: RawBuilder<unknown>): Promise<void> {
  await sql`
    update endpoint_lanes set lease_worker = null, lease_token = lease_token + 1
    where (dealer_id, endpoint_id) in (
      select dealer_id, endpoint_id from endpoint_lanes where ${which} order by endpoint_id for update)
  `.execute(trx);
}
