import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import type { Need } from './describe-or-skip.ts';

/** Prometheus's own checker. PROMTOOL names another than the one in the PATH. */
const PROMTOOL = process.env.PROMTOOL ?? 'promtool';

export const promtool: Need = {
  missing: spawnSync(PROMTOOL, ['--version']).status === 0 ? null : 'promtool',
  isRequired: process.env.REQUIRE_PROMTOOL === '1',
  remedy: 'it is in Debian’s package prometheus; PROMTOOL may name it',
};

/** Resolves when it finds nothing wrong, rejects with what it says. */
export async function runPromtool(args: readonly string[], input?: string): Promise<void> {
  const run = promisify(execFile)(PROMTOOL, [...args]);
  run.child.stdin!.end(input ?? '');
  await run;
}
