import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Answer } from '../../e2e/support/http-client.ts';
import type { Random } from '../random.ts';
import type { Journal, Outcome } from './journal.ts';
import type { StageDealer } from './stage-dealers.ts';

/** More than any statement, lock or connection may take in the hub. */
const ANSWER_MS_MAX = 60_000;
const RETRY_MS = 25;

/** What the clients of one dealer share. */
export interface ClientContext {
  readonly dealer: StageDealer;
  readonly journal: Journal;
  readonly random: Random;
  /** Single pieces on sale, the newest last. */
  readonly singles: string[];
  /** Set when no client shall begin anything more. */
  readonly stopping: AbortSignal;
}

type Call<T> = (api: number) => Promise<Answer<T>>;

/** Sends one request through this API process. Null = nobody knows whether it was carried out. */
async function attempt<T>({ journal }: ClientContext, api: number, call: Call<T>): Promise<Answer<T> | null> {
  const timeout = new AbortController();
  try {
    const late = delay(ANSWER_MS_MAX, null, { signal: timeout.signal });
    late.catch(() => {}); // the answer came first
    const answer = await Promise.race([call(api), late]);
    if (answer === null) journal.failures.push(`no answer within ${ANSWER_MS_MAX} ms`);
    else if (answer.status >= 400 && answer.status !== 503 && answer.status !== 409)
      journal.failures.push(`${answer.status} ${answer.text}`);
    if (answer !== null && answer.status < 500) return answer;
  } catch (error) {
    // A broken connection is part of the game; an answer outside the document is not.
    if (!isBroken(error as Error)) journal.failures.push((error as Error).message);
  } finally {
    timeout.abort();
  }
  journal.interruptions += 1;
  return null;
}

function isBroken({ message }: Error): boolean {
  return /fetch failed|terminated|other side closed|ECONNRE|the hub is down/.test(message);
}

/**
 * Repeats the request, each time through the next process, until its outcome is known.
 * @param timesMax after so many attempts the outcome stays unknown
 */
export async function read<T>(
  context: ClientContext,
  timesMax: number,
  call: Call<T>,
): Promise<Answer<T> | null> {
  const { random, dealer } = context;
  let api = random.below(dealer.apis.length);
  for (let times = 0; times < timesMax; times += 1) {
    const answer = await attempt(context, api, call);
    if (answer !== null) return answer;
    api = (api + 1) % dealer.apis.length;
    await delay(RETRY_MS);
  }
  return null;
}

/** The same, noting when it was acknowledged. */
export async function write<T>(
  context: ClientContext,
  timesMax: number,
  call: Call<T>,
): Promise<Answer<T> | null> {
  return await read(context, timesMax, async (api) => {
    const beganMs = performance.now();
    const answer = await call(api);
    if (answer.headers.get('idempotent-replay') === 'true') context.journal.replays += 1;
    if (answer.status < 300) context.journal.acknowledgements.push({ api, beganMs, atMs: performance.now() });
    return answer;
  });
}

export const outcomeOf = (answer: Answer<unknown> | null): Outcome =>
  answer === null ? 'unknown' : answer.status < 300 ? 'acknowledged' : 'refused';

export const newIntent = (): string => randomUUID();
