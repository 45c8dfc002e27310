import { spawnSync } from 'node:child_process';
import { describeOrSkip } from './describe-or-skip.ts';

const runs = (...args: string[]): boolean => spawnSync(PYTHON, args).status === 0;

/** The interpreter the tests run: PYTHON names it, else `python3`. */
export const PYTHON: string = process.env.PYTHON ?? 'python3';

/** What is missing to run programs that need these packages; null when they can run. */
function findMissing(packages: readonly string[]): string | null {
  if (!runs('--version')) return 'python3';
  return packages.find((name) => !runs('-c', `import ${name}`)) ?? null;
}

/**
 * A suite that needs Python; skipped with a note in its name where it or a package is missing, refused with
 * REQUIRE_PYTHON=1.
 * @param packages as they are imported
 */
export function describeWithPython(name: string, packages: readonly string[], suite: () => void): void {
  const need = {
    missing: findMissing(packages),
    isRequired: process.env.REQUIRE_PYTHON === '1',
    remedy: 'install it, set PYTHON to one that has it, or unset REQUIRE_PYTHON',
  };
  describeOrSkip(name, need, suite);
}
