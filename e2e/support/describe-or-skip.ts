import { describe } from 'vitest';

export interface Need {
  /** What was looked for and not found; null when all is there. */
  readonly missing: string | null;
  /** Where everything is installed, a test that skips hides a failure. */
  readonly isRequired: boolean;
  /** What to do about it, for who requires it. */
  readonly remedy: string;
  /** Of each test; vitest's own unless it says otherwise. */
  readonly timeoutMs?: number;
}

/** A suite that needs more than Node and npm; skipped with a note in its name where that is missing. */
export function describeOrSkip(name: string, need: Need, suite: () => void): void {
  const { missing, isRequired, remedy, timeoutMs } = need;
  if (missing === null) describe(name, timeoutMs === undefined ? {} : { timeout: timeoutMs }, suite);
  else if (isRequired) throw new Error(`${name}: ${missing} is required, but was not found: ${remedy}`);
  else describe.skip(`${name} (skipped: no ${missing} was found; see CONTRIBUTING.md)`, suite);
}
