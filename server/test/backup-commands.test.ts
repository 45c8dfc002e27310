import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { DatabaseConnection } from '../src/storage/database.ts';
import { createTestDatabase } from './support/database.ts';
import { runSql } from './support/database-server.ts';
import { HUB_CLI, runHubCommand, urlOf } from './support/run-hub-command.ts';

const SECRET_KEY = 'vQ7mB2x9Lr4TzK8wN1cY6hD3sJ5fG0pA';
const PASSWORD = 'hunter2-of-the-database';
/** Enough that a restore is still at them when its first line is read. */
const MANY_ROWS = 200_000;

let folder: string;
let backup: string;
let source: DatabaseConnection;
let drop: () => Promise<void>;

const hubOn = (connection: DatabaseConnection, args: string[], more: Record<string, string> = {}) =>
  runHubCommand(args, { DATABASE_URL: urlOf(connection), SECRET_KEY, ...more });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wth-backup-'));
  backup = join(folder, 'hub.backup');
  ({ connection: source, drop } = await createTestDatabase());
  expect(await hubOn(source, ['dealers', 'create', 'anna@example.com'])).toMatchObject({ exitCode: 0 });
  const rows = `insert into import_rows (dealer_id, livemode, import_id, row_number, line, result)
    select id, true, id, n, n, 'created' from dealers, generate_series(1, ${MANY_ROWS}) n`;
  await runSql(source, rows);
}, 60_000);

afterAll(async () => {
  await drop();
  await rm(folder, { recursive: true });
});

async function emptyDatabase(): Promise<DatabaseConnection> {
  const created = await createTestDatabase({ empty: true });
  onTestFinished(created.drop);
  return created.connection;
}

const countTables = async (connection: DatabaseConnection): Promise<number> =>
  (await runSql(connection, `select 1 from pg_tables where schemaname = 'public'`)).length;

describe('hub backup', () => {
  test('says what it saves, and that the secret key is not in it', async () => {
    const { exitCode, stdout, stderr } = await hubOn(source, ['backup', backup]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/^saved dealers: 1 rows\n/);
    expect(stdout).toContain('saved import_rows: 200,000 rows\n');
    expect(stdout).toMatch(/^saved 200,\d\d\d rows in \/.*hub\.backup \(\d.* .B\)$/m);
    expect(stdout).toMatch(/IMPORTANT: the secret key is NOT in it/);
    expect(stdout).not.toContain(SECRET_KEY);
    expect(await readdir(folder)).toEqual(['hub.backup']);
  });

  test('leaves a file alone that is there, and exits with 1', async () => {
    const before = await readFile(backup);
    const { exitCode, stderr } = await hubOn(source, ['backup', backup]);
    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr: expect.stringMatching(/^error: .*hub\.backup exists: /),
    });
    expect(await readFile(backup)).toEqual(before);
  });
});

describe.each([
  ['backup', () => join(folder, 'another.backup')],
  ['restore', () => backup],
])('hub %s', (command, fileOf) => {
  test('never shows a password, not even of a database that is not there', async () => {
    const DATABASE_URL = `postgresql://hub:${PASSWORD}@127.0.0.1:1/hub`;
    const { exitCode, stdout, stderr } = await runHubCommand([command, fileOf()], {
      DATABASE_URL,
      SECRET_KEY,
    });
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^error: .*ECONNREFUSED.*\n$/);
    expect(stdout + stderr).not.toContain(PASSWORD);
    expect(stdout + stderr).not.toContain(SECRET_KEY);
  });
});

describe('hub restore', () => {
  test('fills an empty database, and says that key and checksums are right', async () => {
    const connection = await emptyDatabase();
    const { exitCode, stdout, stderr } = await hubOn(connection, ['restore', backup]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/^the secret key \(SECRET_KEY\) is the one of the backup$/m);
    expect(stdout).toMatch(/^all checksums are right: 200,\d\d\d rows$/m);
    expect(stdout).toMatch(/^restored 200,\d\d\d rows; the database is committed$/m);
    const list = await hubOn(connection, ['dealers', 'list']);
    expect(list.stdout).toMatch(/^anna@example\.com /);
  });

  test('refuses a secret key that is not the one of the backup, and changes nothing', async () => {
    const connection = await emptyDatabase();
    const other = { SECRET_KEY: [...SECRET_KEY].reverse().join('') };
    expect(await hubOn(connection, ['restore', backup], other)).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/^error: the secret key \(SECRET_KEY\) is not the one of the hub/),
    });
    expect(await countTables(connection)).toBe(0);
  });

  test('refuses to draw a new secret key, and makes no embedded database without the right one', async () => {
    const DATA_DIR = await mkdtemp(join(folder, 'data-'));
    expect(await runHubCommand(['restore', backup], { DATA_DIR })).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/^error: there is no secret key: put that of the hub .*secret\.key/),
    });
    expect(await readdir(DATA_DIR)).toEqual([]);
  });

  test('makes no embedded database for a damaged file', async () => {
    const DATA_DIR = await mkdtemp(join(folder, 'data-'));
    const file = join(folder, 'damaged.backup');
    const bytes = await readFile(backup);
    await writeFile(file, bytes.subarray(0, bytes.length / 2));
    expect(await runHubCommand(['restore', file], { DATA_DIR, SECRET_KEY })).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/^error: .*damaged\.backup is damaged or incomplete: /),
    });
    expect(await readdir(DATA_DIR)).toEqual([]);
  });

  test('killed in the middle of it, leaves an empty database that the next one fills', async () => {
    const connection = await emptyDatabase();
    await killInTheMiddle(connection);
    // PostgreSQL rolls back as soon as it finds its client gone.
    await expect
      .poll(() => runSql(connection, `select 1 from pg_stat_activity where application_name like '%restore'`))
      .toEqual([]);
    expect(await countTables(connection)).toBe(0);
    expect(await hubOn(connection, ['restore', backup])).toMatchObject({ exitCode: 0, stderr: '' });
  });
});

async function killInTheMiddle(connection: DatabaseConnection): Promise<void> {
  const child = spawn(process.execPath, [HUB_CLI, 'restore', backup], {
    env: { PATH: process.env.PATH, DATABASE_URL: urlOf(connection), SECRET_KEY },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = new Promise<NodeJS.Signals | null>((resolve) => {
    child.once('close', (_code, signal) => resolve(signal));
  });
  let written = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    written += text;
    if (written.includes('restored dealers: 1 rows')) child.kill('SIGKILL');
  });
  expect(await ended).toBe('SIGKILL');
  expect(written).not.toContain('is committed');
}
