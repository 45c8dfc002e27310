import { execFile } from 'node:child_process';
import { cpus, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { sql } from 'kysely';
import type { Database } from '../server/src/storage/database.ts';

const run = promisify(execFile);

/** Where and what was measured. */
export interface Setting {
  readonly machine: {
    readonly cpu: string;
    readonly cores: number;
    readonly memory_gb: number;
    readonly kernel: string;
  };
  readonly versions: { readonly node: string; readonly postgresql: string };
  readonly commit: string;
  /** Files differ from the commit. */
  readonly is_changed: boolean;
}

async function git(...args: string[]): Promise<string> {
  const { stdout } = await run('git', args, { cwd: join(import.meta.dirname, '..') });
  return stdout.trim();
}

export async function readSetting(database: Database): Promise<Setting> {
  const { rows } = await sql<{ server_version: string }>`show server_version`.execute(database.kysely);
  // A copy without its repository.
  const commit = await git('rev-parse', 'HEAD').catch(() => 'unknown');
  const changes = await git('status', '--porcelain', '--', '.', ':!docs/benchmarks.*').catch(() => '');
  return {
    machine: {
      cpu: cpus()[0]?.model.trim() ?? 'unknown',
      cores: cpus().length,
      memory_gb: Math.round(totalmem() / 1e9),
      kernel: release(),
    },
    versions: { node: process.version, postgresql: rows[0]!.server_version },
    commit,
    is_changed: changes !== '',
  };
}
