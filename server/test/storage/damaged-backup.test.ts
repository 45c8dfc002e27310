import { appendFile, copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MAGIC } from '../../src/storage/backup/archive-format.ts';
import { BackupError } from '../../src/storage/backup/backup-error.ts';
import { checkBackup } from '../../src/storage/backup/restore-database.ts';
import type { DatabaseConnection } from '../../src/storage/database.ts';
import { backupForFile, countTables, restore, rowsOf } from '../support/backup-scene.ts';
import { createTestDatabase } from '../support/database.ts';

const scene = backupForFile();

describe('a file that is no whole backup is refused in words, and nothing is changed:', () => {
  let connection: DatabaseConnection;
  let drop: () => Promise<void>;
  let bytes: Buffer;
  beforeAll(async () => {
    ({ connection, drop } = await createTestDatabase({ empty: true }));
    bytes = await readFile(scene.backup);
  });
  afterAll(() => drop());

  async function expectRefusal(content: Buffer | string, message: RegExp): Promise<void> {
    const file = join(scene.folder, 'bad.backup');
    await writeFile(file, content);
    const error = await checkBackup(file).catch((it) => it);
    expect(error).toBeInstanceOf(BackupError);
    expect(error.message).toMatch(message);
    // Without the check before it: a damaged name of a column is told by PostgreSQL.
    await expect(restore(connection, file)).rejects.toThrow();
    expect(await countTables(connection)).toBe(0);
  }

  test.each(Array.from({ length: 5 }, (_, index) => index / 5))(
    'cut off at %f of its length',
    async (part) => {
      const length = Math.floor(MAGIC.length + (bytes.length - MAGIC.length) * part);
      await expectRefusal(bytes.subarray(0, length), /is damaged or incomplete: /);
    },
  );

  test.each([1, 8])('cut off %i bytes before its end', async (count) => {
    await expectRefusal(bytes.subarray(0, bytes.length - count), /is damaged or incomplete: /);
  });

  /** The first one from there on that says something: between deflate's blocks some are only filling. */
  function turnBit(bytes: Buffer, from: number): Buffer {
    for (let bit = 8 * from; ; bit += 1) {
      const turned = Buffer.from(bytes);
      turned[bit >> 3]! ^= 1 << (bit % 8);
      if (!isSameContent(turned, bytes)) return turned;
    }
  }

  function isSameContent(left: Buffer, right: Buffer): boolean {
    try {
      return gunzipSync(left.subarray(MAGIC.length)).equals(gunzipSync(right.subarray(MAGIC.length)));
    } catch {
      return false;
    }
  }

  /** Time and origin in gzip's head may be anything: they say nothing about the content. */
  const GZIP_HEAD_BYTES = 10;
  test.each(Array.from({ length: 12 }, (_, index) => index / 12))(
    'with one bit turned at %f',
    async (part) => {
      const first = MAGIC.length + GZIP_HEAD_BYTES;
      const at = Math.floor(first + (bytes.length - first) * part);
      await expectRefusal(turnBit(bytes, at), /is damaged or incomplete: /);
    },
  );

  test.each([
    ['empty', ''],
    ['text', 'insert into listings values (1);'],
    ['compressed by somebody else', gzipSync('PGDMP')],
    ["a dump of PostgreSQL's", Buffer.from('PGDMP\u0001\u000e\u0000')],
  ])('%s', async (_name, content) => {
    await expectRefusal(content, /is no backup of WatchTraderHub/);
  });

  test('of a format that comes later', async () => {
    await expectRefusal('WatchTraderHub backup 2\n', /is a backup of another format/);
  });

  test('something else behind the right first line', async () => {
    const content = (text: string) => Buffer.concat([MAGIC, gzipSync(text)]);
    await expectRefusal(content(''), /its end is missing/);
    await expectRefusal(content('hello, this is no backup'), /parts that no backup has/);
  });

  test.each([
    ['a byte', Buffer.from('x')],
    ['compressed bytes', gzipSync('x')],
    ['zeros', Buffer.alloc(512)],
  ])('with %s behind its end', async (_name, more) => {
    await expectRefusal(Buffer.concat([bytes, more]), /is damaged or incomplete: /);
  });

  test('twice itself', async () => {
    await expectRefusal(Buffer.concat([bytes, bytes.subarray(MAGIC.length)]), /something follows its end/);
  });

  test('no file at all', async () => {
    await expect(checkBackup(join(scene.folder, 'missing'))).rejects.toThrow(/can't be read: ENOENT/);
    await expect(checkBackup(scene.folder)).rejects.toThrow(/is no file/);
  });

  test('while the whole one is taken', async () => {
    const file = join(scene.folder, 'whole.backup');
    await copyFile(scene.backup, file);
    await restore(connection, file);
    await appendFile(file, 'x');
    expect(await rowsOf(connection, 'listings')).toEqual(await rowsOf(scene.source, 'listings'));
  });
});
