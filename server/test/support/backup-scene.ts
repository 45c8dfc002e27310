import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import { restoreDatabase } from '../../src/storage/backup/restore-database.ts';
import { type SaveOptions, saveDatabase } from '../../src/storage/backup/save-database.ts';
import type { DatabaseConnection } from '../../src/storage/database.ts';
import { enrol } from '../accounts/authenticator.ts';
import { createDashboardApp, type DashboardApp } from './dashboard.ts';
import { createTestDatabase } from './database.ts';
import { runSql } from './database-server.ts';
import { startReceiver } from './receiver.ts';
import { RepresentativeRun } from './representative-run.ts';

/** Every sign that COPY escapes, and what it writes for null and for its own end. */
const AWKWARD = 'tab\t line\n return\r back\\slash \\N \\. "quotes" \u0001 Zürich \u{1F570}';
/** More than a frame, and more than a chunk. */
const LONG_BYTES = 1_200_000;
const MANY_ROWS = 5_000;

/** A database that has been saved, for all tests of a file. */
export interface BackupScene {
  readonly source: DatabaseConnection;
  /** The backup of `source`. */
  readonly backup: string;
  /** For files of the tests' own. */
  readonly folder: string;
  /** Saves `source` into `backup`, unless told otherwise. */
  save(options?: Partial<SaveOptions>): ReturnType<typeof saveDatabase>;
}

/** Call once, at the top. */
export function backupForFile(): BackupScene {
  const scene = {
    save: (options: Partial<SaveOptions> = {}) =>
      saveDatabase({
        ...{ connection: scene.source, file: scene.backup, hubVersion: '1.2.3', onProgress: () => {} },
        ...options,
      }),
  } as { -readonly [K in keyof BackupScene]: BackupScene[K] };
  let app: DashboardApp;
  beforeAll(async () => {
    scene.folder = await mkdtemp(join(tmpdir(), 'wth-backup-'));
    scene.backup = join(scene.folder, 'hub.backup');
    app = await createDashboardApp();
    scene.source = app.hub.testDatabase.connection;
    const receiver = await startReceiver();
    const run = new RepresentativeRun(app, receiver, await app.app.listen({ port: 0, host: '127.0.0.1' }));
    await run.work();
    await addAwkwardRows(app, scene.source);
    await scene.save();
    await run.stop();
    await receiver.close();
  }, 60_000);
  afterAll(async () => {
    await app.close();
    await rm(scene.folder, { recursive: true });
  });
  return scene;
}

/** What a run of the product leaves out, or leaves too tame. */
async function addAwkwardRows(app: DashboardApp, source: DatabaseConnection): Promise<void> {
  const dealer = await app.signUp();
  const { body } = await dealer.call('POST', '/api/dashboard/listings', {
    title: 'Awkward',
    description: AWKWARD.replaceAll('\u0001', ''),
  });
  await enrolAt(dealer);
  const sql = (text: string, values: unknown[] = []) => runSql(source, text, values);
  await sql('update listings set internal_notes = $1 where id = $2', [AWKWARD, body.id]);
  await sql(`update customers set first_name = '', last_name = '\\N'`);
  await sql(`update customers set note = $1 where email = 'anna@example.com'`, ['ü'.repeat(LONG_BYTES / 2)]);
  await sql(`update imports set lease_worker = $1, state = 'running'`, [body.id]);
  await sql('insert into import_chunks select dealer_id, livemode, id, 0, $1 from imports', [
    Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)),
  ]);
  await sql(
    `insert into import_rows (dealer_id, livemode, import_id, row_number, line, result)
     select $1, true, $2, n, n, 'created' from generate_series(1, ${MANY_ROWS}) n`,
    [dealer.dealerId, body.id],
  );
  await sql('update endpoint_lanes set lease_worker = $1, lease_token = 7', [body.id]);
  await sql(`insert into hub_settings (name, value) values ('secret_key_check', 'a check value')`);
}

async function enrolAt(dealer: Awaited<ReturnType<DashboardApp['signUp']>>): Promise<void> {
  const post = async (path: string, body: object) => {
    const { status, headers, text } = await dealer.call('POST', `/api/auth${path}`, body);
    const cookies = [headers['set-cookie'] ?? []].flat() as string[];
    return new Response(text, { status, headers: cookies.map((it) => ['set-cookie', it]) });
  };
  await enrol({ post: post as never }, '', 'a-password');
}

/** Of the test's own. */
export async function emptyDatabase(options = { empty: true }): Promise<DatabaseConnection> {
  const { connection, drop } = await createTestDatabase(options);
  onTestFinished(drop);
  return connection;
}

export const restore = (connection: DatabaseConnection, file: string) =>
  restoreDatabase({ connection, file, onProgress: () => {} });

/** As texts, sorted. */
export async function rowsOf(connection: DatabaseConnection, table: string): Promise<string[]> {
  const rows = await runSql<{ row: string }>(connection, `select to_jsonb(t)::text as row from "${table}" t`);
  return rows.map(({ row }) => row).sort();
}

export async function countTables(connection: DatabaseConnection): Promise<number> {
  const [row] = await runSql<{ count: number }>(
    connection,
    `select count(*)::int as count from pg_tables where schemaname = 'public'`,
  );
  return row!.count;
}
