import { type Clock, DAY_US, HOUR_US } from '../../server/src/domain/time.ts';
import { pruneDeliveries, pruneEvents } from '../../server/src/storage/prune.ts';
import type { Figure, Measured } from '../figures.ts';
import { percentile } from '../percentile.ts';
import { measureReceipts, type Receipts } from '../receipts.ts';
import { seedDeliveries } from '../seed/deliveries.ts';
import type { Stage } from '../stage.ts';
import { type Drained, deliverTemplate, drainBacklog } from './drain.ts';
import { measuredReceipts, openHealthyEndpoints } from './latency.ts';

/** Inside of what is kept, so that the hub removes nothing by itself. */
const OLDEST_US = 29 * DAY_US;
const NEWEST_US = HOUR_US;
/** With a long history, against none. */
const TARGET_TIMES = 1.1;
/** While pruning, against before. */
const TARGET_TIMES_P99 = 2;
const DRAIN_ENDPOINTS = 8;

const nowUs: Clock = () => Date.now() * 1000;

/** What draining and latency lose when the log is long, and while its oldest part is pruned. */
export async function history(stage: Stage): Promise<Figure[]> {
  const { history: finished, prunable } = stage.sizes;
  await stage.startHub();
  await deliverTemplate(stage);
  const empty = await measureBoth(stage);
  const oldestUs = nowUs() - OLDEST_US;
  const newestUs = nowUs() - NEWEST_US;
  await seedDeliveries(stage.database, {
    ...{ dealerIds: stage.dealers.map((dealer) => dealer.id), status: 'delivered', oldestUs, newestUs },
    eventsPerDealer: Math.ceil(finished / stage.dealers.length),
  });
  const long = await measureBoth(stage);
  const beforeUs = oldestUs + ((newestUs - oldestUs) * prunable) / finished;
  const name = `${finished.toLocaleString('en')} finished deliveries`;
  return [
    ...measuredBoth('empty log', empty).figures,
    ...measuredBoth(name, long)
      .atMost(
        'time for a delivery against empty',
        empty.drained.perSecond / long.drained.perSecond,
        '×',
        TARGET_TIMES,
      )
      .atMost('CPU against empty', cpuOf(long.drained) / cpuOf(empty.drained), '×', TARGET_TIMES)
      .atMost('p99 against empty', p99Of(long.receipts) / p99Of(empty.receipts), '×', TARGET_TIMES).figures,
    ...(await measurePruning(stage, Math.round(beforeUs), long.receipts)),
  ];
}

interface Both {
  readonly drained: Drained;
  readonly receipts: Receipts;
}

async function measureBoth(stage: Stage): Promise<Both> {
  const drained = await drainBacklog(stage, DRAIN_ENDPOINTS, stage.sizes.backlog);
  await openHealthyEndpoints(stage);
  await stage.settleDatabase();
  return { drained, receipts: await measureSteady(stage) };
}

async function measureSteady(stage: Stage, beside?: () => Promise<void>): Promise<Receipts> {
  const { steadyRate, seconds, catchUpSeconds } = stage.sizes;
  return await measureReceipts(stage, {
    ...{ dealers: stage.dealers, eventsPerSecond: steadyRate, seconds, catchUpSeconds },
    ...(beside === undefined ? {} : { beside }),
  });
}

const p99Of = (receipts: Receipts): number => percentile(receipts.latenciesMs, 0.99);

const measuredBoth = (name: string, { drained, receipts }: Both): Measured =>
  measuredReceipts(name, receipts)
    .add(`delivered, ${DRAIN_ENDPOINTS} endpoints`, drained.perSecond, '/s')
    .atMost('lost from the backlog', drained.lost, '', 0)
    .add('CPU for each', cpuOf(drained), 'µs');

/** Unlike the time it takes, this is the same on a busy machine. */
const cpuOf = (drained: Drained): number => drained.hubCpuUs + drained.postgresCpuUs;

/** Pruning runs while events are written; only those committed until it ends count. */
async function measurePruning(stage: Stage, beforeUs: number, calm: Receipts): Promise<Figure[]> {
  let pruned = 0;
  let seconds = 0;
  const receipts = await measureSteady(stage, async () => {
    const startedMs = performance.now();
    pruned = await pruneDeliveries(stage.database, beforeUs);
    await pruneEvents(stage.database, beforeUs);
    seconds = (performance.now() - startedMs) / 1000;
  });
  return measuredReceipts('while the oldest are pruned', receipts)
    .add('pruned', pruned)
    .add('pruned a second', pruned / seconds, '/s')
    .atMost('p99 against before', p99Of(receipts) / p99Of(calm), '×', TARGET_TIMES_P99).figures;
}
