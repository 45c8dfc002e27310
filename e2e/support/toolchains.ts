import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { describeOrSkip } from './describe-or-skip.ts';

/** Debian's libgoogle-gson-java puts it there. */
export const GSON_JAR: string = process.env.GSON_JAR ?? '/usr/share/java/gson.jar';

const runs = (command: string, ...args: string[]): boolean => spawnSync(command, args).status === 0;

/** For each language, what its recipes need and whether it is there. */
const NEEDS: Readonly<Record<string, readonly (readonly [what: string, isThere: () => boolean])[]>> = {
  TypeScript: [],
  'Node.js': [],
  Python: [['python3', () => runs('python3', '--version')]],
  PHP: [['php', () => runs('php', '--version')]],
  Go: [['go', () => runs('go', 'version')]],
  Ruby: [
    ['ruby', () => runs('ruby', '--version')],
    ['Sinatra with Puma', () => runs('ruby', '-rsinatra/base', '-rpuma', '-e', '')],
  ],
  Java: [
    ['java', () => runs('java', '--version')],
    ['gson.jar (GSON_JAR)', () => existsSync(GSON_JAR)],
  ],
  Rust: [['cargo', () => runs('cargo', '--version')]],
};

/**
 * A suite in a language of the recipes; skipped with a note in its name where its toolchain is missing.
 * REQUIRE_TOOLCHAINS refuses that: `1` for all, or languages with commas between them.
 */
export function describeWithToolchain(name: string, language: string, suite: () => void): void {
  const needs = NEEDS[language];
  if (needs === undefined) throw new Error(`e2e/support/toolchains.ts does not know ${language}`);
  const required = process.env.REQUIRE_TOOLCHAINS ?? '';
  const need = {
    missing: needs.find(([, isThere]) => !isThere())?.[0] ?? null,
    isRequired: required === '1' || required.split(',').includes(language),
    remedy: 'install it, or leave the language out of REQUIRE_TOOLCHAINS',
  };
  describeOrSkip(name, need, suite);
}
