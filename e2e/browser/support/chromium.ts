import { existsSync } from 'node:fs';
import { describeOrSkip } from '../../support/describe-or-skip.ts';

const CANDIDATES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** The browser the tests drive: CHROMIUM names it, else the usual places; null when there is none. */
export const CHROMIUM: string | null =
  process.env.CHROMIUM ?? CANDIDATES.find((path) => existsSync(path)) ?? null;

/** A walk over several pages, on a machine that runs other suites beside it. */
const TEST_MS_MAX = 90_000;

/** A suite that needs a browser; skipped with a note in its name where none is installed. */
export function describeInBrowser(name: string, suite: () => void): void {
  const need = {
    missing: CHROMIUM === null ? 'Chromium' : null,
    isRequired: process.env.REQUIRE_BROWSER === '1',
    remedy: 'install it or set CHROMIUM to its path',
    timeoutMs: TEST_MS_MAX,
  };
  describeOrSkip(name, need, suite);
}
