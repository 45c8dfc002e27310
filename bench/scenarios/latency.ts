import { atMost, count, type Figure, perSecond } from '../figures.ts';
import { percentile } from '../percentile.ts';
import { measureReceipts, type Receipts } from '../receipts.ts';
import type { Stage } from '../stage.ts';
import { setEndpoints } from '../stage-dealers.ts';

/** Milliseconds of the 99th percentile, by events a second. */
const TARGET_P99_MS: Readonly<Record<number, number>> = { 200: 25, 1000: 50 };

/** From commit to receipt at given rates over all dealers, then what one dealer alone can write. */
export async function latency(stage: Stage): Promise<Figure[]> {
  const { rates, seconds, catchUpSeconds, dealers } = stage.sizes;
  await stage.startHub();
  await openHealthyEndpoints(stage);
  const load = { dealers: stage.dealers, seconds, catchUpSeconds };
  await measureReceipts(stage, { ...load, eventsPerSecond: rates[0]!, seconds: Math.min(2, seconds) });
  const figures: Figure[] = [];
  for (const rate of rates) {
    const receipts = await measureReceipts(stage, { ...load, eventsPerSecond: rate });
    figures.push(...latencyFigures(`${rate}/s`, receipts, TARGET_P99_MS[rate] ?? null));
  }
  const alone = await measureReceipts(stage, {
    ...load,
    dealers: stage.dealers.slice(0, 1),
    eventsPerSecond: null,
  });
  figures.push(...latencyFigures(`one of ${dealers} dealers alone`, alone, null));
  return figures;
}

/** One endpoint for each dealer, all answered at once. */
export async function openHealthyEndpoints(stage: Stage): Promise<void> {
  for (const dealer of stage.dealers) await setEndpoints(dealer, [`${stage.receiverOrigin}/healthy`]);
}

/** @param p99MsMax null = no target */
export function latencyFigures(name: string, receipts: Receipts, p99MsMax: number | null): Figure[] {
  const { latenciesMs, answerMs } = receipts;
  const ms = (measure: string, values: readonly number[], p: number): Figure => ({
    measure: `${measure}, ${name}`,
    value: percentile(values, p),
    unit: 'ms',
  });
  return [
    perSecond(`events written, ${name}`, receipts.eventsPerSecond),
    ms('commit to receipt p50', latenciesMs, 0.5),
    ms('commit to receipt p95', latenciesMs, 0.95),
    atMost(`commit to receipt p99, ${name}`, percentile(latenciesMs, 0.99), 'ms', p99MsMax),
    ms('order answered p99', answerMs, 0.99),
    count(`orders refused, ${name}`, receipts.refused),
    ...lossFigures(name, receipts),
  ];
}

export function lossFigures(name: string, receipts: Receipts): Figure[] {
  return [atMost(`lost, ${name}`, receipts.lost, '', 0), count(`duplicates, ${name}`, receipts.duplicates)];
}
