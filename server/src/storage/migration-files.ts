import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MigrationError } from './migration-error.ts';

export interface Migration {
  number: number;
  /** The file's name without `.sql`. */
  name: string;
  /** SHA-256 of the file, hex. */
  checksum: string;
  /** Builds that know no migration of this number can't work once this one is applied; null = all work on. */
  breaksBefore: number | null;
  sql: string;
}

const FOLDER = join(import.meta.dirname, '../../migrations');

/**
 * All migrations of this build, in order, without a gap.
 * @throws MigrationError for a file that is out of line
 */
export async function readMigrations(folder: string = FOLDER): Promise<Migration[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.sql')).sort();
  return Promise.all(files.map((file, index) => readMigration(folder, file, index + 1)));
}

async function readMigration(folder: string, file: string, expectedNumber: number): Promise<Migration> {
  const number = Number(/^(\d{4})-[a-z0-9-]+\.sql$/.exec(file)?.[1]);
  if (number !== expectedNumber) {
    throw new MigrationError(
      `migration ${file} is out of line: the file after ${expectedNumber - 1} others is ${String(expectedNumber).padStart(4, '0')}-<name>.sql`,
    );
  }
  const sql = (await readFile(join(folder, file), 'utf8')).replaceAll('\r\n', '\n');
  const name = file.slice(0, -'.sql'.length);
  const checksum = createHash('sha256').update(sql).digest('hex');
  return { number, name, checksum, breaksBefore: readBreaksBefore(sql, number, name), sql };
}

/** A slip in this line would let a process go on that should have ended, so anything like it has to be right. */
function readBreaksBefore(sql: string, number: number, name: string): number | null {
  const line = /^--\s*breaks\b.*$/im.exec(sql)?.[0];
  if (line === undefined) return null;
  const before = Number(/^-- breaks builds before (\d{4})$/.exec(line)?.[1]);
  if (before >= 2 && before <= number) return before;
  throw new MigrationError(
    `migration ${name} has the line "${line}": expected "-- breaks builds before NNNN", at most its own number`,
  );
}
