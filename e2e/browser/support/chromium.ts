import { existsSync } from 'node:fs';
import { describe } from 'vitest';

const CANDIDATES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** The browser the tests drive: CHROMIUM names it, else the usual places; null when there is none. */
export const CHROMIUM: string | null =
  process.env.CHROMIUM ?? CANDIDATES.find((path) => existsSync(path)) ?? null;

// Where everything is installed, a test that skips hides a failure.
if (CHROMIUM === null && process.env.REQUIRE_BROWSER === '1') {
  throw new Error(
    'REQUIRE_BROWSER is set, but no Chromium was found: install it or set CHROMIUM to its path',
  );
}

/** A walk over several pages, on a machine that runs other suites beside it. */
const TEST_MS_MAX = 90_000;

/** A suite that needs a browser; skipped with a note in its name where none is installed. */
export function describeInBrowser(name: string, suite: () => void): void {
  if (CHROMIUM === null)
    describe.skip(`${name} (skipped: no Chromium was found; see CONTRIBUTING.md)`, suite);
  else describe(name, { timeout: TEST_MS_MAX }, suite);
}
