import { spawnSync } from 'node:child_process';
import { describe } from 'vitest';

const isPython = (path: string): boolean => spawnSync(path, ['--version']).status === 0;

/** The interpreter the tests run: PYTHON names it, else `python3`; null when there is none. */
export const PYTHON: string | null = process.env.PYTHON ?? (isPython('python3') ? 'python3' : null);

// Where everything is installed, a test that skips hides a failure.
if (PYTHON === null && process.env.REQUIRE_PYTHON === '1') {
  throw new Error('REQUIRE_PYTHON is set, but there is no python3: install it or set PYTHON to its path');
}

/** A suite that needs Python; skipped with a note in its name where none is installed. */
export function describeWithPython(name: string, suite: () => void): void {
  if (PYTHON === null) describe.skip(`${name} (skipped: no python3 was found; see CONTRIBUTING.md)`, suite);
  else describe(name, suite);
}
