import { type Figure, Measured } from '../figures.ts';
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
    const measured = measuredReceipts(
      `${rate.toLocaleString('en')}/s, ${dealers} dealers`,
      receipts,
      TARGET_P99_MS[rate],
    );
    figures.push(...measured.figures);
  }
  const alone = await measureReceipts(stage, {
    ...load,
    dealers: stage.dealers.slice(0, 1),
    eventsPerSecond: null,
  });
  return [...figures, ...measuredReceipts('one dealer, as fast as it can', alone).figures];
}

/** One endpoint for each dealer, all answered at once. */
export async function openHealthyEndpoints(stage: Stage): Promise<void> {
  const url = `${stage.receiverOrigin}/healthy`;
  await Promise.all(stage.dealers.map((dealer) => setEndpoints(dealer, [url])));
}

/** @param p99MsMax the target; default none */
export function measuredReceipts(name: string, receipts: Receipts, p99MsMax: number | null = null): Measured {
  const { latenciesMs, answerMs } = receipts;
  return new Measured(name)
    .add('events written', receipts.eventsPerSecond, '/s')
    .add('p50', percentile(latenciesMs, 0.5), 'ms')
    .add('p95', percentile(latenciesMs, 0.95), 'ms')
    .atMost('p99', percentile(latenciesMs, 0.99), 'ms', p99MsMax)
    .add('order answered p99', percentile(answerMs, 0.99), 'ms')
    .add('orders refused', receipts.refused)
    .add('all arrived after', receipts.catchUpSeconds, 's')
    .atMost('lost', receipts.lost, '', 0)
    .add('duplicates', receipts.duplicates);
}
