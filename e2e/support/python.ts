import { spawnSync } from 'node:child_process';
import { describe } from 'vitest';

const runs = (...args: string[]): boolean => spawnSync(PYTHON, args).status === 0;

/** The interpreter the tests run: PYTHON names it, else `python3`. */
export const PYTHON: string = process.env.PYTHON ?? 'python3';

/** What is missing to run programs that need these packages; null when they can run. */
function findMissing(packages: readonly string[]): string | null {
  if (!runs('--version')) return 'python3';
  return packages.find((name) => !runs('-c', `import ${name}`)) ?? null;
}

/**
 * A suite that needs Python; skipped with a note in its name where it or a package is missing.
 * @param packages as they are imported
 */
export function describeWithPython(name: string, packages: readonly string[], suite: () => void): void {
  const missing = findMissing(packages);
  if (missing === null) {
    describe(name, suite);
    return;
  }
  // Where everything is installed, a test that skips hides a failure.
  if (process.env.REQUIRE_PYTHON === '1') {
    throw new Error(
      `REQUIRE_PYTHON is set, but ${missing} was not found: install it or set PYTHON to one that has it`,
    );
  }
  describe.skip(`${name} (skipped: no ${missing} was found; see CONTRIBUTING.md)`, suite);
}
