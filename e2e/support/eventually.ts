import { setTimeout as delay } from 'node:timers/promises';

const POLL_MS = 20;

/** What `find` gives once it is neither null, undefined nor false. Asks again until then; fails after the timeout. */
export async function eventually<T>(
  what: string,
  find: () => Promise<T> | T,
  timeoutMs = 20_000,
): Promise<Exclude<T, null | undefined | false>> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const found = await find();
    if (found !== null && found !== undefined && found !== false) return found as never;
    if (performance.now() > deadline)
      throw new Error(`within ${timeoutMs} ms it did not happen that ${what}`);
    await delay(POLL_MS);
  }
}
