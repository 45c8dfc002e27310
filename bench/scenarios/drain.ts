import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Clock } from '../../server/src/domain/time.ts';
import { type Figure, Measured } from '../figures.ts';
import type { BarePostsReport } from '../load/bare-posts.ts';
import { measureReceipts } from '../receipts.ts';
import { isDrained, releaseBacklog, seedDeliveries } from '../seed/deliveries.ts';
import type { Stage } from '../stage.ts';
import { type BenchDealer, setEndpoints } from '../stage-dealers.ts';

/** Of the contract. */
const ENDPOINTS_PER_DEALER = 10;
/** What the engine sends at a time: to one endpoint, and in all. The bare loop does the same. */
const IN_FLIGHT_PER_ENDPOINT = 16;
const IN_FLIGHT_MAX = 512;
const TARGET_SHARE = 0.35;
const POLL_MS = 25;
const DRAIN_MS_MAX = 180_000;
/** Settled before the measuring begins. */
const WARM_UP = 1_000;

const nowUs: Clock = () => Date.now() * 1000;

/** Deliveries a second from a backlog, with few and many endpoints, beside a loop that only signs and posts. */
export async function drain(stage: Stage): Promise<Figure[]> {
  await stage.startHub();
  await deliverTemplate(stage);
  const figures: Figure[] = [];
  for (const endpoints of stage.sizes.endpointCounts) {
    const { backlog } = stage.sizes;
    const before = await measureLimit(stage, endpoints, backlog);
    const drained = await drainBacklog(stage, endpoints, backlog);
    const after = await measureLimit(stage, endpoints, backlog);
    const limit = (before.perSecond + after.perSecond) / 2;
    const measured = new Measured(`${endpoints} endpoint${endpoints === 1 ? '' : 's'}`)
      .shareOf('delivered', drained.perSecond, limit, TARGET_SHARE)
      .atMost('lost', drained.lost, '', 0)
      .add('duplicates', drained.duplicates)
      .add('hub CPU for each', drained.hubCpuUs, 'µs')
      .add('PostgreSQL CPU for each', drained.postgresCpuUs, 'µs')
      .add('bare loop CPU for each', (before.cpuUs + after.cpuUs) / 2, 'µs');
    figures.push(...measured.figures);
  }
  return figures;
}

/** Makes the one delivery that all others are cloned from. */
export async function deliverTemplate(stage: Stage): Promise<void> {
  const [dealer] = stage.dealers;
  await setEndpoints(dealer!, [`${stage.receiverOrigin}/template`]);
  await measureReceipts(stage, { dealers: [dealer!], eventsPerSecond: 20, seconds: 0.5, catchUpSeconds: 10 });
  await waitUntilDrained(stage);
}

export interface Drained {
  readonly perSecond: number;
  readonly lost: number;
  readonly duplicates: number;
  /** Microseconds of processor time for each delivery. */
  readonly hubCpuUs: number;
  readonly postgresCpuUs: number;
}

/** The endpoints are spread over as few dealers as can have them. */
export async function drainBacklog(stage: Stage, endpoints: number, backlog: number): Promise<Drained> {
  const dealers = stage.dealers.slice(0, Math.ceil(endpoints / ENDPOINTS_PER_DEALER));
  const each = endpoints / dealers.length;
  for (const dealer of dealers) {
    await setEndpoints(
      dealer,
      Array.from({ length: each }, (_, n) => `${stage.receiverOrigin}/drain/${n}`),
    );
  }
  await drainOnce(stage, dealers, Math.ceil(Math.min(WARM_UP, backlog) / endpoints));
  await stage.settleDatabase();
  const drained = await drainOnce(stage, dealers, Math.ceil(backlog / endpoints));
  await Promise.all(dealers.map((dealer) => setEndpoints(dealer, [])));
  return drained;
}

async function drainOnce(
  stage: Stage,
  dealers: readonly BenchDealer[],
  eventsPerDealer: number,
): Promise<Drained> {
  const { database } = stage;
  const newestUs = nowUs();
  const dealerIds = dealers.map((dealer) => dealer.id);
  const span = { oldestUs: newestUs - eventsPerDealer, newestUs };
  const total = await seedDeliveries(database, { dealerIds, eventsPerDealer, status: 'pending', ...span });
  await sql`analyze deliveries, events`.execute(database.kysely);
  await stage.receiver.call('empty', null);
  const before = await stage.readCpu();
  const startedMs = performance.now();
  await releaseBacklog(database);
  await waitUntilDrained(stage);
  const seconds = (performance.now() - startedMs) / 1000;
  const after = await stage.readCpu();
  const { counts } = await stage.receiver.call('collect', null);
  const requests = counts.reduce((sum, times) => sum + times, 0);
  return {
    perSecond: total / seconds,
    lost: total - counts.length,
    duplicates: requests - counts.length,
    hubCpuUs: ((after.hubMs - before.hubMs) * 1000) / total,
    postgresCpuUs: ((after.postgresMs - before.postgresMs) * 1000) / total,
  };
}

/** Until every delivery is settled. @throws Error when that takes more than three minutes */
async function waitUntilDrained(stage: Stage): Promise<void> {
  const deadlineMs = performance.now() + DRAIN_MS_MAX;
  while (!(await isDrained(stage.database))) {
    if (performance.now() > deadlineMs) throw new Error('the backlog was not drained in time');
    await delay(POLL_MS);
  }
}

async function measureLimit(stage: Stage, endpoints: number, posts: number): Promise<BarePostsReport> {
  const { rows } = await sql<{ body: string }>`
    select body from events where type = 'listing.updated' limit 1
  `.execute(stage.database.kysely);
  const limit = {
    origin: stage.receiverOrigin,
    concurrency: Math.min(IN_FLIGHT_PER_ENDPOINT * endpoints, IN_FLIGHT_MAX),
    body: rows[0]!.body,
  };
  await stage.load.call('barePosts', { ...limit, count: Math.min(WARM_UP, posts) });
  return await stage.load.call('barePosts', { ...limit, count: posts });
}
