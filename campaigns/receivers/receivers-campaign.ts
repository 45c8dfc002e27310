import { percentile } from '../../bench/percentile.ts';
import { createDealer, type Dealer } from '../../e2e/support/dealer.ts';
import { eventually } from '../../e2e/support/eventually.ts';
import { startHub } from '../../e2e/support/hub-process.ts';
import type { Delivery } from '../../e2e/support/shapes.ts';
import type { Campaign, CampaignOptions, CampaignResult } from '../campaign.ts';
import { type ContainedNetwork, openContainedNetwork } from '../network/contained-network.ts';
import { Random } from '../random.ts';
import { BAD_ANSWERS } from './bad-answers.ts';
import { BAD_PLACES } from './bad-places.ts';
import { type Footprint, FootprintWatch, readFootprint } from './footprint.ts';
import { judgeDials, judgeFootprint, judgeHealthy, judgeReceiver } from './judgement.ts';
import { Neighbourhood, type Street } from './neighbourhood.ts';

/** Waits between attempts; each delivery that fails is tried once more than there are waits. */
const WAITS = ['100ms', '100ms'];
const PERMITTED = ['127.0.0.1/32', '127.1.0.0/16', '::1/128'];
const BAD_PER_DEALER = 9;
/** Kept connections are closed after four seconds without a request. */
const SETTLE_MS = 15_000;
const DESCRIPTORS_OVER = 8;

interface Size {
  /** Listings that each dealer publishes. */
  readonly rounds: number;
  readonly timeout: string;
}

const SHORT: Size = { rounds: 2, timeout: '2s' };
const FULL: Size = { rounds: 12, timeout: '3s' };

export const receiversCampaign: Campaign = {
  title: 'Bad receivers',
  summary: `Every receiver that breaks, drips, floods, lies, redirects, or hides behind a bad certificate or name gets
events beside a healthy one of the same dealer. A finding is a failure that the log calls by another name, a healthy
receiver that misses an event or waits for it, memory or sockets out of bounds or not given back, and any connection to
an address that the operator has not permitted.`,
  run,
};

async function run(options: CampaignOptions): Promise<CampaignResult> {
  const size = options.isShort ? SHORT : FULL;
  const network = await openContainedNetwork();
  const neighbourhood = await Neighbourhood.open(network);
  const hub = await startHub({
    ...network.settings,
    WEBHOOK_ALLOW_PRIVATE_TARGETS: PERMITTED.join(','),
    WEBHOOK_RETRY_SCHEDULE: WAITS.join(','),
    WEBHOOK_TIMEOUT: size.timeout,
  });
  try {
    const bad = shuffled([...BAD_ANSWERS, ...BAD_PLACES], new Random(options.seed));
    const dealers: Dealer[] = [];
    for (let i = 0; i < bad.length; i += BAD_PER_DEALER) dealers.push(await createDealer(hub));
    await Promise.all(dealers.map((dealer) => neighbourhood.warmUp(dealer)));
    const before = await readFootprint(hub.pid);
    const streets = await Promise.all(
      dealers.map((dealer, i) =>
        neighbourhood.spoil(dealer, bad.slice(i * BAD_PER_DEALER, (i + 1) * BAD_PER_DEALER)),
      ),
    );
    options.log(`${bad.length} bad receivers beside ${streets.length} healthy ones`);
    const watch = new FootprintWatch(hub.pid, before);
    await neighbourhood.publish(streets, size.rounds);
    const peak = watch.stop();
    const after = await settledFootprint(hub.pid, before);
    return await judge({ network, neighbourhood, streets, size, before, peak, after });
  } catch (error) {
    throw new Error(`the hub wrote last: ${hub.lastOutput.slice(-2_000)}`, { cause: error });
  } finally {
    await hub.dispose();
    await neighbourhood.close();
    await network.close();
  }
}

function shuffled<T>(items: T[], random: Random): T[] {
  for (let i = items.length - 1; i > 0; i -= 1) {
    const other = random.below(i + 1);
    [items[i], items[other]] = [items[other]!, items[i]!];
  }
  return items;
}

/** Once it has given back what it took; else as it is after the wait. */
async function settledFootprint(pid: number, before: Footprint): Promise<Footprint> {
  const deadline = performance.now() + SETTLE_MS;
  return await eventually(
    'the hub has settled',
    async () => {
      const now = await readFootprint(pid);
      const isBack = now.descriptors <= before.descriptors + DESCRIPTORS_OVER;
      return (isBack || performance.now() > deadline) && now;
    },
    2 * SETTLE_MS,
  );
}

interface Seen {
  readonly network: ContainedNetwork;
  readonly neighbourhood: Neighbourhood;
  readonly streets: readonly Street[];
  readonly size: Size;
  readonly before: Footprint;
  readonly peak: Footprint;
  readonly after: Footprint;
}

async function judge(seen: Seen): Promise<CampaignResult> {
  const { network, neighbourhood, streets, size, before, peak, after } = seen;
  const findings: string[] = [];
  const logged: Delivery[] = [];
  const starts: number[] = [];
  for (const street of streets) {
    const deliveries = await street.dealer.deliveries();
    logged.push(...deliveries);
    starts.push(
      ...startsOf(
        deliveries.filter((it) => !street.bad.has(it.endpoint_id)),
        neighbourhood.begunMs,
      ),
    );
    for (const [endpointId, receiver] of street.bad) {
      const own = deliveries.filter((it) => it.endpoint_id === endpointId);
      findings.push(...judgeReceiver(receiver, own, { deliveries: size.rounds, attempts: WAITS.length + 1 }));
    }
  }
  const waits = neighbourhood.waits();
  const dials = await network.dials();
  const attempts = logged.reduce((sum, it) => sum + it.attempt_count, 0);
  findings.push(
    ...judgeHealthy({ arrived: waits.length, starts }, streets.length * size.rounds),
    ...judgeFootprint({ before, peak, after, descriptorsOver: DESCRIPTORS_OVER }),
    ...judgeDials(dials, attempts, neighbourhood.internalRequests),
  );
  return {
    tried: [
      { what: 'kinds of bad receivers', times: streets.reduce((sum, it) => sum + it.bad.size, 0) },
      { what: 'deliveries', times: logged.length },
      { what: 'attempts', times: attempts },
      { what: 'connections begun, each address compared with what is permitted', times: dials.length },
      { what: 'questions to the name server', times: network.names.questions },
    ],
    figures: [
      { name: 'healthy neighbours, commit to first attempt p50', value: percentile(starts, 0.5), unit: 'ms' },
      {
        name: 'healthy neighbours, commit to first attempt p99',
        value: percentile(starts, 0.99),
        unit: 'ms',
      },
      { name: 'healthy neighbours, commit to receipt p50', value: percentile(waits, 0.5), unit: 'ms' },
      { name: 'healthy neighbours, commit to receipt p99', value: percentile(waits, 0.99), unit: 'ms' },
      { name: 'memory of the hub before', value: before.memoryMb, unit: 'MB' },
      { name: 'memory of the hub at most', value: peak.memoryMb, unit: 'MB' },
      { name: 'file descriptors before', value: before.descriptors, unit: '' },
      { name: 'file descriptors at most', value: peak.descriptors, unit: '' },
      { name: 'file descriptors after', value: after.descriptors, unit: '' },
    ],
    findings,
  };
}

/** Milliseconds from commit to the first attempt: the hub's part alone, as the flooding receivers share our process. */
function startsOf(deliveries: readonly Delivery[], sinceMs: number): number[] {
  return deliveries.flatMap(({ event, attempts }) => {
    const committedMs = Date.parse((event as { created_at: string }).created_at);
    const [first] = attempts;
    return committedMs < sinceMs || first === undefined ? [] : [Date.parse(first.started_at) - committedMs];
  });
}
