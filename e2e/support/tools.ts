import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe } from 'vitest';

/** A folder whose `node_modules` holds frameworks and runtimes that are too large for everybody's `npm ci`. */
const TOOLS: string | null = process.env.TOOLS ? resolve(process.env.TOOLS) : null;

/** Below it a program finds the tools as in a project of its own; only for suites that run. */
export const toolsFolder = (): string => TOOLS!;

/** @param path a package's name, and perhaps a path in it */
export const toolPath = (path: string): string => join(TOOLS ?? '', 'node_modules', path);

/** A suite that needs these packages; skipped with a note in its name where one is missing. */
export function describeWithTools(name: string, packages: readonly string[], suite: () => void): void {
  const missing = TOOLS === null ? packages[0] : packages.find((it) => !existsSync(toolPath(it)));
  if (missing === undefined) {
    describe(name, suite);
    return;
  }
  // Where everything is installed, a test that skips hides a failure.
  if (process.env.REQUIRE_TOOLS === '1') {
    throw new Error(
      `REQUIRE_TOOLS is set, but ${missing} was not found: install it and set TOOLS to the folder`,
    );
  }
  describe.skip(`${name} (skipped: no ${missing} was found; see CONTRIBUTING.md)`, suite);
}
