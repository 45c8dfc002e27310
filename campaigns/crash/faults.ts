import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { SUPERUSER } from '../../server/src/storage/embedded-postgres/cluster.ts';
import type { CrashStage } from './crash-stage.ts';
import type { KeptProcess } from './kept-process.ts';
import type { SmallDisk } from './small-disk.ts';

const HOUR_MS = 3_600_000;
/** Each makes PostgreSQL want a new file of its log, of which it keeps a few ready. */
const LOG_SWITCHES = 12;

/** The supervisor's session is a superuser's and stays. */
const END_THE_HUBS = `select pg_terminate_backend(pid) from pg_stat_activity
  where usename = current_user and application_name like 'watchtraderhub%'`;

/** Sets the clocks of these processes, and after a while back again: a jump there and a jump back. */
export async function jumpClocks(
  processes: readonly KeptProcess[],
  hours: 1 | -1,
  stayMs: number,
): Promise<void> {
  await Promise.all(processes.map((it) => it.shiftClock(hours * HOUR_MS)));
  await delay(stayMs);
  await Promise.all(processes.map((it) => it.shiftClock(0)));
}

/** Fills the disk of data and log, and frees it again. */
export async function fillDisk(stage: CrashStage, disk: SmallDisk, stayMs: number): Promise<void> {
  const untilMs = performance.now() + stayMs;
  try {
    await disk.fill();
    await exhaustLog(stage);
    // Files that PostgreSQL gives up make room: it has to stay full.
    while (performance.now() < untilMs) {
      await disk.fill();
      await delay(100);
    }
  } finally {
    await disk.free();
  }
}

/** Until the log has no room; then PostgreSQL ends itself. */
async function exhaustLog(stage: CrashStage): Promise<void> {
  const superuser = await connect({ ...stage.connection, user: SUPERUSER });
  if (superuser === null) return;
  try {
    for (let times = 0; times < LOG_SWITCHES; times += 1) {
      await superuser.query("select pg_logical_emit_message(false, 'crash', 'x'), pg_switch_wal()");
    }
  } catch {
    // As wanted.
  } finally {
    await end(superuser);
  }
}

/**
 * Takes every connection that there is, the hub's own too, and gives them back.
 * @returns how many it held
 */
export async function exhaustConnections(stage: CrashStage, stayMs: number): Promise<number> {
  const held: pg.Client[] = [];
  const untilMs = performance.now() + stayMs;
  while (performance.now() < untilMs) {
    const client = await connect({ ...stage.connection, application_name: 'idle' });
    if (client !== null) {
      held.push(client);
      continue;
    }
    await held
      .at(-1)
      ?.query(END_THE_HUBS)
      .catch(() => {}); // this one was lost itself
    await delay(10);
  }
  await Promise.all(held.map(end));
  return held.length;
}

/** Null when PostgreSQL takes none. */
async function connect(config: pg.ClientConfig): Promise<pg.Client | null> {
  const client = new pg.Client({ ...config, connectionTimeoutMillis: 2_000 });
  client.on('error', () => {}); // it is killed with its PostgreSQL
  try {
    await client.connect();
    return client;
  } catch {
    await end(client);
    return null;
  }
}

async function end(client: pg.Client): Promise<void> {
  await client.end().catch(() => {}); // broken already
}
