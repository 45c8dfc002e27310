import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describeOrSkip } from './describe-or-skip.ts';

/** A folder whose `node_modules` holds frameworks and runtimes that are too large for everybody's `npm ci`. */
const TOOLS: string | null = process.env.TOOLS ? resolve(process.env.TOOLS) : null;

/** Below it a program finds the tools as in a project of its own; only for suites that run. */
export const toolsFolder = (): string => TOOLS!;

/** @param path a package's name, and perhaps a path in it */
export const toolPath = (path: string): string => join(TOOLS ?? '', 'node_modules', path);

/** A suite that needs these packages; skipped with a note in its name where one is missing. */
export function describeWithTools(name: string, packages: readonly string[], suite: () => void): void {
  const missing = TOOLS === null ? packages[0] : packages.find((it) => !existsSync(toolPath(it)));
  const need = {
    missing: missing ?? null,
    isRequired: process.env.REQUIRE_TOOLS === '1',
    remedy: 'install it and set TOOLS to the folder',
  };
  describeOrSkip(name, need, suite);
}
