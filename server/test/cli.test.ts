import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { expect, onTestFinished, test } from 'vitest';
import { runCli } from '../src/cli/run-cli.ts';
import type { Database } from '../src/storage/database.ts';
import { startEmbeddedPostgres } from '../src/storage/embedded-postgres.ts';
import { enrol } from './accounts/authenticator.ts';
import { accountsOn, browserOn, cookieOf, sessionHeaders } from './accounts/test-accounts.ts';
import { createTestDatabase, type TestDatabaseOptions } from './support/database.ts';
import { runHubCommand, urlOf } from './support/run-hub-command.ts';

const SECRET_KEY = 'vQ7mB2x9Lr4TzK8wN1cY6hD3sJ5fG0pA';
const PASSWORD = 'correct horse battery';

/** The CLI on a database of the test's own. */
async function hubOnTestDatabase(options: TestDatabaseOptions = {}) {
  const { database, connection, drop } = await createTestDatabase(options);
  onTestFinished(drop);
  const environment = { DATABASE_URL: urlOf(connection), SECRET_KEY };
  const hub = (args: string[], stdin?: string, more: Record<string, string> = {}) =>
    runHubCommand(args, { ...environment, ...more }, stdin);
  return { database, hub };
}

/** For command lines that need neither settings nor a database: a process each would take most of the time. */
async function runInProcess(args: string[]) {
  let stdout = '';
  let stderr = '';
  const exitCode = await runCli(args, {
    stdin: Readable.from([]),
    write: (text) => {
      stdout += text;
    },
    writeError: (text) => {
      stderr += text;
    },
    clock: () => 0,
    exit: () => {},
  });
  return { exitCode, stdout, stderr };
}

/** A browser that sent e-mail address and password. */
async function signInOn(database: Database, email: string, password: string) {
  const { post } = browserOn(accountsOn(database));
  return { post, cookie: cookieOf(await post('/sign-in/email', { email, password })) };
}

async function canSignIn(database: Database, email: string, password: string): Promise<boolean> {
  const { cookie } = await signInOn(database, email, password);
  return (await accountsOn(database).findSession(sessionHeaders(cookie))) !== null;
}

test('every command explains itself with an example', async () => {
  const commands = [
    [],
    ['start'],
    ['migrate'],
    ['prune'],
    ['sharding'],
    ['dealers'],
    ['dealers', 'list'],
    ['dealers', 'create'],
    ['dealers', 'set-plan'],
    ['dealers', 'set-listing-limit'],
    ['dealers', 'set-password'],
    ['dealers', 'disable-two-factor'],
    ['backup'],
    ['restore'],
  ];
  for (const command of commands) {
    const { exitCode, stdout } = await runInProcess([...command, '--help']);
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`Usage: ${['hub', ...command].join(' ')} `);
    expect(stdout).toMatch(/Examples?:\n {2}\$ .*npm run hub -- /);
  }
});

test('sharding lists each table with its column, or why it stays whole', async () => {
  const { exitCode, stdout } = await runInProcess(['sharding']);
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^dealers +id$/m);
  expect(stdout).toMatch(/^deliveries +dealer_id$/m);
  expect(stdout).toMatch(/^api_keys +whole +looked up by the hash of the key/m);
});

test('sharding --sql drops the foreign keys that would cross servers, then spreads parents before children', async () => {
  const lines = (await runInProcess(['sharding', '--sql'])).stdout.trimEnd().split('\n');
  const firstSpread = lines.indexOf("select create_distributed_table('dealers', 'id');");
  expect(lines.slice(0, firstSpread).every((line) => line.startsWith('alter table '))).toBe(true);
  const placeOf = (table: string) =>
    lines.indexOf(`select create_distributed_table('${table}', 'dealer_id', colocate_with => 'dealers');`);
  expect(placeOf('deliveries')).toBeGreaterThan(firstSpread);
  expect(placeOf('delivery_attempts')).toBeGreaterThan(placeOf('deliveries'));
  expect(placeOf('import_chunks')).toBeGreaterThan(placeOf('imports'));
});

test.each([[['nope']], [['dealers', 'set-plan', 'anna@example.com', 'gold']], [['dealers', 'create']]])(
  'wrong usage exits with 2 and says what is right: %j',
  async (args) => {
    const { exitCode, stdout, stderr } = await runInProcess(args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(/^error: .*\n\(add --help for help\)\n$/);
  },
);

test('a wrong setting exits with 1 and a line for each variable', async () => {
  const { exitCode, stderr } = await runHubCommand(['migrate'], {
    PORT: 'x',
    DATABASE_URL: 'postgresql://localhost/hub',
  });
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/^error: PORT is "x": .*\nerror: SECRET_KEY is not set: .*\n$/);
});

test('a database that is not there is one clear line', async () => {
  const DATABASE_URL = 'postgresql://hub:hunter2@127.0.0.1:1/hub';
  const { exitCode, stderr } = await runHubCommand(['dealers', 'list'], { DATABASE_URL, SECRET_KEY });
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/^error: .*ECONNREFUSED.*\n$/);
  expect(stderr).not.toContain('hunter2');
});

test('the operator makes a dealer who can sign in, also when sign-up is closed', async () => {
  const { database, hub } = await hubOnTestDatabase();
  const create = ['dealers', 'create', 'anna@example.com', '--name', 'Anna Watches', '--password-stdin'];
  const created = await hub(create, `${PASSWORD}\n`, { SIGN_UP: 'closed', DEFAULT_PLAN: 'starter' });
  expect(created).toEqual({ exitCode: 0, stdout: 'created anna@example.com\n', stderr: '' });
  expect(await canSignIn(database, 'anna@example.com', PASSWORD)).toBe(true);
  const [dealer] = (await hub(['dealers', 'list', '--json'])).stdout.trim().split('\n');
  expect(JSON.parse(dealer!)).toMatchObject({
    email: 'anna@example.com',
    name: 'Anna Watches',
    plan: 'starter',
    listing_limit: null,
  });
  const again = await hub(create, `${PASSWORD}\n`);
  expect(again).toEqual({
    exitCode: 1,
    stdout: '',
    stderr: expect.stringMatching(/^error: User already exists.*\n$/),
  });
});

test('a generated password is printed once and works; a new one replaces it', async () => {
  const { database, hub } = await hubOnTestDatabase();
  const created = await hub(['dealers', 'create', 'anna@example.com']);
  const first = /^password: (\S{20})$/m.exec(created.stdout)?.[1] ?? '';
  expect(await canSignIn(database, 'anna@example.com', first)).toBe(true);
  const changed = await hub(['dealers', 'set-password', 'anna@example.com']);
  const second = /^password: (\S{20})$/m.exec(changed.stdout)?.[1] ?? '';
  expect(await canSignIn(database, 'anna@example.com', first)).toBe(false);
  expect(await canSignIn(database, 'anna@example.com', second)).toBe(true);
  const short = await hub(['dealers', 'set-password', 'anna@example.com', '--password-stdin'], 'short\n');
  expect(short).toMatchObject({
    exitCode: 1,
    stderr: 'error: the password must have 8 to 128 characters\n',
  });
  const none = await hub(['dealers', 'set-password', 'anna@example.com', '--password-stdin']);
  expect(none).toMatchObject({
    exitCode: 1,
    stderr: 'error: standard input has no password in its first line\n',
  });
});

test('who lost the device signs in with the password alone after the operator allowed it', async () => {
  const { database, hub } = await hubOnTestDatabase();
  const create = ['dealers', 'create', 'anna@example.com', '--password-stdin'];
  await hub(create, `${PASSWORD}\n`);
  const disable = () => hub(['dealers', 'disable-two-factor', 'anna@example.com']);
  expect(await disable()).toMatchObject({
    exitCode: 1,
    stderr: 'error: anna@example.com signs in without two-factor authentication\n',
  });
  const { post, cookie } = await signInOn(database, 'anna@example.com', PASSWORD);
  await enrol({ post }, cookie, PASSWORD);
  expect(await canSignIn(database, 'anna@example.com', PASSWORD)).toBe(false);
  expect(await disable()).toEqual({
    exitCode: 0,
    stdout: 'two-factor authentication of anna@example.com is off\n',
    stderr: '',
  });
  expect(await canSignIn(database, 'anna@example.com', PASSWORD)).toBe(true);
});

test('plan and listing limit change for the dealer that is named', async () => {
  const { hub } = await hubOnTestDatabase();
  await hub(['dealers', 'create', 'anna@example.com']);
  await hub(['dealers', 'create', 'berta@example.com']);
  const starter = await hub(['dealers', 'set-plan', 'Anna@example.com', 'starter']);
  expect(starter.stdout).toMatch(/^anna@example\.com +starter +25 listings /);
  const limited = await hub(['dealers', 'set-listing-limit', 'anna@example.com', '7']);
  expect(limited.stdout).toContain(' 7 listings ');
  const unlimited = await hub(['dealers', 'set-listing-limit', 'anna@example.com', 'none']);
  expect(unlimited.stdout).toContain(' 25 listings ');
  const list = await hub(['dealers', 'list']);
  expect(list.stdout).toMatch(
    /^anna@example\.com +starter .*\nberta@example\.com +business +250 listings .*\n$/,
  );
  const unknown = await hub(['dealers', 'set-plan', 'nobody@example.com', 'starter']);
  expect(unknown).toMatchObject({
    exitCode: 1,
    stderr: 'error: There is no dealer with the e-mail nobody@example.com.\n',
  });
});

test('an empty database is migrated by name only, and then once', async () => {
  const { hub } = await hubOnTestDatabase({ empty: true });
  const early = await hub(['dealers', 'list']);
  expect(early).toMatchObject({
    exitCode: 1,
    stderr: expect.stringMatching(/^error: .*npm run hub -- migrate\n$/),
  });
  expect((await hub(['migrate'])).stdout).toMatch(/^applied 0001-hub\napplied 0002-accounts\n/);
  expect((await hub(['migrate'])).stdout).toBe('the database is up to date\n');
  expect((await hub(['dealers', 'list'])).stdout).toBe('there are no dealers yet\n');
});

test("a SECRET_KEY that is not the database's is refused", async () => {
  const { hub } = await hubOnTestDatabase();
  await hub(['dealers', 'create', 'anna@example.com']);
  const other = { SECRET_KEY: [...SECRET_KEY].reverse().join('') };
  const refused = await hub(['dealers', 'create', 'berta@example.com'], '', other);
  expect(refused).toMatchObject({
    exitCode: 1,
    stdout: '',
    stderr: expect.stringMatching(/^error: SECRET_KEY .*\n$/),
  });
});

test('on the embedded database commands work beside the hub that owns it, and without it', async () => {
  const DATA_DIR = await mkdtemp(join(tmpdir(), 'wth-cli-'));
  onTestFinished(() => rm(DATA_DIR, { recursive: true }));
  await chmod(DATA_DIR, 0o711);
  const hub = (...args: string[]) => runHubCommand(args, { DATA_DIR });

  const postgres = await startEmbeddedPostgres({ dataDir: DATA_DIR, settings: { fsync: 'off' } });
  try {
    expect(await hub('migrate')).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await hub('dealers', 'create', 'anna@example.com')).toMatchObject({ exitCode: 0, stderr: '' });
  } finally {
    await postgres.stop();
  }
  const list = await hub('dealers', 'list');
  expect(list).toMatchObject({
    exitCode: 0,
    stderr: '',
    stdout: expect.stringMatching(/^anna@example\.com /),
  });
});
