import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { openKeyRing } from '../src/key-ring.ts';
import { loadSecretKey, SecretKey } from '../src/secrets.ts';
import { createTestDatabase } from './support/database.ts';

let dataDir: string;

beforeEach(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'wth-secrets-'));
  dataDir = join(folder, 'data');
  return () => rm(folder, { recursive: true });
});

const load = (secretKey: string | null = null) => loadSecretKey({ secretKey, dataDir });

test('the key is drawn once, for its owner alone, and stays', async () => {
  const first = await load();
  const file = join(dataDir, 'secret.key');
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await readdir(dataDir)).toEqual(['secret.key']);
  const again = await load();
  expect(again.derive('sessions')).toEqual(first.derive('sessions'));
});

test('hubs that start at once on one folder agree on one key', async () => {
  const keys = await Promise.all(Array.from({ length: 8 }, () => load()));
  expect(new Set(keys.map((key) => key.derive('sessions').toString('hex'))).size).toBe(1);
  expect(await readdir(dataDir)).toEqual(['secret.key']);
});

test('SECRET_KEY of the environment wins over the file and leaves no trace', async () => {
  const key = await load('from the environment');
  expect(key.derive('sessions')).toEqual(
    new SecretKey('from the environment', 'elsewhere').derive('sessions'),
  );
  await expect(stat(dataDir)).rejects.toThrow('ENOENT');
});

test('a damaged key file is named, and never replaced', async () => {
  await load();
  const file = join(dataDir, 'secret.key');
  await writeFile(file, '\n');
  await expect(load()).rejects.toThrow(`${file} holds no secret key`);
  expect(await readFile(file, 'utf8')).toBe('\n');
});

test('a folder that can not be written to is named', async () => {
  await writeFile(dataDir, 'not a folder');
  await expect(load()).rejects.toThrow(join(dataDir, 'secret.key'));
});

test('every purpose has a sub-key of its own', () => {
  const key = new SecretKey('one', 'SECRET_KEY');
  const purposes = ['sessions', 'signing-secrets', 'check'] as const;
  const keys = purposes.map((purpose) => key.derive(purpose).toString('hex'));
  expect(new Set(keys).size).toBe(purposes.length);
  expect(key.derive('sessions')).toHaveLength(32);
  expect(JSON.stringify(key)).not.toContain('one');
});

test('a database takes the first key it sees and refuses any other', async () => {
  const { database, drop } = await createTestDatabase();
  onTestFinished(drop);
  const key = new SecretKey('one', 'SECRET_KEY');
  await openKeyRing(database, [key]);
  await openKeyRing(database, [key]);
  await expect(openKeyRing(database, [new SecretKey('two', 'SECRET_KEY')])).rejects.toThrow(
    /^SECRET_KEY \(from the environment\) is not the key this database was set up with/,
  );
  await expect(openKeyRing(database, [new SecretKey('two', '/data/secret.key')])).rejects.toThrow(
    '/data/secret.key',
  );
});
