import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from '../../e2e/support/eventually.ts';
import type { CampaignResult } from '../campaign.ts';
import { describeWrong, type Probed, p99, probe } from './probe.ts';
import type { LoadScene } from './scene.ts';

const QUIET_MS = 1_500;
/** Far more than a dealer's writes of two seconds, so that some would wait longer. */
const CLIENTS = 1_500;
const DELIVERED_MS_MAX = 30_000;
/** A read that took longer did not go on. */
const READ_MS_MAX = 10_000;

/** One dealer orders with 1,500 clients at once, while the bystander and the same dealer read and sell. */
export async function overload(scene: LoadScene): Promise<CampaignResult> {
  const { load, loader, bystander, hub, log } = scene;
  const seconds = scene.isShort ? 5 : 20;
  const quiet = await probe(bystander, delay(QUIET_MS));
  const flood = load.call('orders', {
    origin: hub.origin,
    writers: [{ key: loader.api.key, listingIds: loader.listings.map(({ id }) => id) }],
    ...{ linesPerOrder: 1, seconds, perSecond: null, concurrency: CLIENTS },
  });
  const [report, other, own] = await Promise.all([flood, probe(bystander, flood), probe(loader, flood)]);
  const shed = report.refused[503] ?? 0;
  log(`${report.acknowledged} orders acknowledged, ${shed} shed; the bystander sold ${other.orders.length}`);
  const findings = [...judgeAnswers(report.refused, shed), ...judgeProbes(other, own)];
  findings.push(...(await findLost(scene, report.acknowledged + own.orders.length)));
  findings.push(...(await findUndelivered(scene, [...quiet.orders, ...other.orders])));
  return {
    tried: [
      { what: `orders of one dealer by ${CLIENTS} clients at once`, times: report.acknowledged + shed },
      {
        what: 'reads and orders of another dealer beside them',
        times: other.readMs.length + other.orders.length,
      },
    ],
    figures: [
      { name: 'orders acknowledged under overload', value: report.acknowledged / report.seconds, unit: '/s' },
      { name: 'orders shed with 503', value: shed / report.seconds, unit: '/s' },
      {
        name: 'p99 of an acknowledged order of the loading dealer',
        value: p99([...report.answerMs]),
        unit: 'ms',
      },
      ...compare('reads', quiet.readMs, other.readMs),
      ...compare('orders', quiet.orderMs, other.orderMs),
    ],
    findings,
  };
}

const compare = (what: string, before: readonly number[], during: readonly number[]) => [
  { name: `p99 of another dealer's ${what}, before`, value: p99(before), unit: 'ms' },
  { name: `p99 of another dealer's ${what}, under overload`, value: p99(during), unit: 'ms' },
];

function judgeAnswers(refused: Readonly<Record<string, number>>, shed: number): string[] {
  const { 503: _shed, ...wrong } = refused;
  const findings: string[] = [];
  if (shed === 0) findings.push(`${CLIENTS} clients of one dealer at once, and no order was shed with 503`);
  if (Object.keys(wrong).length > 0) findings.push(`overload was answered with ${describeWrong(wrong)}`);
  return findings;
}

function judgeProbes(other: Probed, own: Probed): string[] {
  const findings: string[] = [];
  for (const [who, probed] of [
    ['another dealer', other],
    ['the loading dealer', own],
  ] as const) {
    const wrong = describeWrong(probed.wrong);
    if (wrong !== '') findings.push(`under overload ${who} met ${wrong}`);
    if (probed.readMs.length === 0 || p99(probed.readMs) > READ_MS_MAX)
      findings.push(`under overload reads of ${who} did not go on`);
  }
  if (own.shed === 0)
    findings.push('the loading dealer was never told to come back by a 503 with Retry-After');
  if (other.shed > other.orders.length)
    findings.push(
      `the overload of one dealer shed ${other.shed} orders of another, and let ${other.orders.length} pass`,
    );
  return findings;
}

/** An order is there if and only if it was answered 201. */
async function findLost({ loader }: LoadScene, acknowledged: number): Promise<string[]> {
  const orders = await loader.api.orders();
  if (orders.length === acknowledged) return [];
  return [`${acknowledged} orders were acknowledged under overload, but ${orders.length} are there`];
}

async function findUndelivered({ receiver }: LoadScene, orders: readonly string[]): Promise<string[]> {
  const missing = () => {
    const arrived = new Set(receiver.of('order.received').map(({ event }) => event.data.object.id));
    return orders.filter((id) => !arrived.has(id));
  };
  return await eventually('all is delivered', () => missing().length === 0, DELIVERED_MS_MAX).then(
    () => [],
    () => [`of ${orders.length} orders beside an overload, ${missing().length} never reached the receiver`],
  );
}
