import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { HubProcess } from '../../e2e/support/hub-process.ts';
import type { Figure } from '../figures.ts';
import { percentile } from '../percentile.ts';
import { measureReceipts, type Receipts } from '../receipts.ts';
import type { Stage } from '../stage.ts';
import { setEndpoints } from '../stage-dealers.ts';
import { measuredReceipts, openHealthyEndpoints } from './latency.ts';

/** Of the dealers, those whose endpoint is at fault. */
const SHARE_AT_FAULT = 0.1;
const TARGET_TIMES_P99 = 1.5;
const KILL_EVERY_MS = 5_000;

/** The steady load with bad neighbours, and with a worker that is killed again and again. */
export async function faults(stage: Stage): Promise<Figure[]> {
  await stage.startHub();
  await openHealthyEndpoints(stage);
  const { steadyRate, seconds } = stage.sizes;
  await loadWith(stage, { seconds: Math.min(2, seconds) });
  const calm = await loadWith(stage, {});
  const { figures } = measuredReceipts(`all healthy, ${steadyRate.toLocaleString('en')}/s`, calm);
  const tenth = Math.max(1, Math.round(stage.dealers.length * SHARE_AT_FAULT));
  const neighbours = [
    { name: '10 % dead', count: tenth, url: `${stage.deadOrigin}/dead` },
    { name: '10 % answer after 10 s', count: tenth, url: `${stage.receiverOrigin}/slow` },
    { name: 'one takes bytes one by one', count: 1, url: `${stage.byteByByteOrigin}/bytes` },
  ];
  for (const neighbour of neighbours) {
    figures.push(...(await measureBeside(stage, neighbour, calm)));
  }
  await stage.killHubs();
  for (const survivors of stage.sizes.survivors) figures.push(...(await measureKills(stage, survivors)));
  return figures;
}

interface Neighbour {
  readonly name: string;
  readonly count: number;
  readonly url: string;
}

async function measureBeside(stage: Stage, neighbour: Neighbour, calm: Receipts): Promise<Figure[]> {
  const bad = stage.dealers.slice(0, neighbour.count);
  for (const dealer of bad) await setEndpoints(dealer, [neighbour.url]);
  const receipts = await loadWith(stage, { isUnhealthy: (url) => url === neighbour.url });
  // What waits for them is cancelled with them.
  for (const dealer of bad) await setEndpoints(dealer, [`${stage.receiverOrigin}/healthy`]);
  const times = percentile(receipts.latenciesMs, 0.99) / percentile(calm.latenciesMs, 0.99);
  return measuredReceipts(neighbour.name, receipts).atMost(
    'p99 against all healthy',
    times,
    '×',
    TARGET_TIMES_P99,
  ).figures;
}

interface LoadChange {
  readonly seconds?: number;
  readonly isUnhealthy?: (url: string) => boolean;
}

async function loadWith(stage: Stage, change: LoadChange): Promise<Receipts> {
  const { steadyRate, seconds, catchUpSeconds } = stage.sizes;
  return await measureReceipts(stage, {
    ...{ dealers: stage.dealers, eventsPerSecond: steadyRate, seconds, catchUpSeconds },
    ...change,
  });
}

/** @param survivors workers that are never killed */
async function measureKills(stage: Stage, survivors: number): Promise<Figure[]> {
  const { killSeconds } = stage.sizes;
  const everyMs = Math.min(KILL_EVERY_MS, (killSeconds * 1000) / 2);
  const name = `worker killed every ${everyMs / 1000} s, ${survivors === 0 ? 'no other' : `${survivors} other`}`;
  await stage.startHub('api');
  for (let started = 0; started < survivors; started += 1) await stage.startHub('worker');
  const victim = await stage.startHub('worker');
  const ended = new AbortController();
  const kills = killAgainAndAgain(victim, everyMs, ended.signal);
  const receipts = await loadWith(stage, { seconds: killSeconds }).finally(() => ended.abort());
  const killed = await kills;
  await stage.stopHubs();
  return measuredReceipts(name, receipts).add('kills', killed).figures;
}

/** kill -9 and a start at once, until told to end. @returns how often */
async function killAgainAndAgain(victim: HubProcess, everyMs: number, signal: AbortSignal): Promise<number> {
  const startedMs = performance.now();
  for (let kills = 0; ; kills += 1) {
    const dueMs = startedMs + (kills + 1) * everyMs;
    await Promise.race([delay(Math.max(0, dueMs - performance.now())), once(signal, 'abort')]);
    if (signal.aborted) return kills;
    await victim.kill();
    await victim.start();
  }
}
