import { setTimeout as delay } from 'node:timers/promises';
import type { Campaign, CampaignFigure, CampaignOptions, CampaignResult, Tried } from '../campaign.ts';
import { Random } from '../random.ts';
import { checkEvidence } from './checker.ts';
import { startLoad } from './clients.ts';
import { CrashStage } from './crash-stage.ts';
import { collectEvidence, type Evidence } from './evidence.ts';
import { Journal } from './journal.ts';
import type { Kill } from './kills.ts';
import { measureRecovery } from './recovery.ts';
import { Script } from './script.ts';

const SETTLE_MS_MAX = 60_000;
const LOOK_MS = 100;

export const crash: Campaign = {
  title: 'Crashes',
  summary:
    'Two API processes, two workers and their PostgreSQL are killed at random while clients order the same pieces, ' +
    'cancel, change stock, create customers and read feeds; the disk is filled, the connections are taken and clocks jump ' +
    'by an hour. Afterwards a checker that knows the contract alone compares what clients were told with database, feed ' +
    'and receiver: something lost, doubled, half done, out of sequence or sent with other bytes is a finding.',
  run,
};

async function run(options: CampaignOptions): Promise<CampaignResult> {
  const random = new Random(options.seed);
  const stage = await CrashStage.open(new Random(random.below(2 ** 31)));
  try {
    const journal = new Journal();
    const load = startLoad(stage, journal, new Random(random.below(2 ** 31)));
    const script = new Script({ stage, journal, random, log: options.log });
    await script.play(options.isShort);
    await load.stop();
    options.log('the load has ended; waiting for the last deliveries');
    const settled = await settle(stage);
    const evidence = await collectEvidence(stage, journal);
    const findings = [...script.findings, ...settled, ...findOwnFailures(stage), ...checkEvidence(evidence)];
    const { kills, figures } = script;
    return {
      tried: [...script.tried, ...countWork(evidence)],
      figures: [...measureRecovery(stage, journal, kills), ...figures, ...countOutcomes(evidence, kills)],
      findings,
    };
  } finally {
    await stage.close();
  }
}

/** Until nothing is pending any more. */
async function settle(stage: CrashStage): Promise<string[]> {
  const untilMs = performance.now() + SETTLE_MS_MAX;
  for (;;) {
    const pending = await stage
      .rows<{ path: string; count: number; ahead: number }>(PENDING)
      .catch(() => null); // PostgreSQL is on its way back
    if (pending?.length === 0) return [];
    if (performance.now() > untilMs) {
      const what = (pending ?? []).map((it) => `${it.count} to ${it.path}, the next in ${it.ahead} s`);
      return [`deliveries are still pending ${SETTLE_MS_MAX / 1000} s after the load: ${what.join('; ')}`];
    }
    await delay(LOOK_MS);
  }
}

const PENDING = `
  select regexp_replace(d.url, '^http://[^/]*', '') as path, count(*) as count,
    round(min(d.next_attempt_us) / 1e6 - extract(epoch from clock_timestamp()))::int as ahead
  from deliveries d where d.status = 'pending' group by d.url`;

function findOwnFailures({ processes }: CrashStage): string[] {
  return processes.flatMap((it) => [
    ...it.ownEnds.map((output) => `${it.name} ended by itself: ${output}`),
    ...it.loggedFailures.map((reason) => `${it.name} failed by its own mistake: ${reason}`),
  ]);
}

/** The load, as it was tried. */
function countWork({ journal }: Evidence): Tried[] {
  return [
    { what: 'orders sent', times: journal.orders.length },
    { what: 'cancels sent', times: journal.cancels.length },
    { what: 'changes of stock sent', times: journal.stock.length },
    { what: 'customers sent', times: journal.customers.length },
    { what: 'listings made and published', times: journal.listings.length },
  ];
}

function countOutcomes({ journal, dealers, receipts }: Evidence, kills: readonly Kill[]): CampaignFigure[] {
  const count = (name: string, value: number): CampaignFigure => ({ name, value, unit: '' });
  const intents = [...journal.orders, ...journal.cancels, ...journal.customers, ...journal.stock];
  const unknown = journal.orders.filter((it) => it.outcome === 'unknown');
  const there = new Set(dealers.flatMap((it) => it.orders.map((order) => order.intent)));
  const again = [...receipts.values()].filter((it) => it.taken > 1).length;
  return [
    count('writes acknowledged', intents.filter((it) => it.outcome === 'acknowledged').length),
    count('requests broken off or answered by 503', journal.interruptions),
    count('retries that got the stored answer of what had been carried out', journal.replays),
    count(
      'orders whose outcome nobody was told: carried out',
      unknown.filter((it) => there.has(it.key)).length,
    ),
    count(
      'orders whose outcome nobody was told: not carried out',
      unknown.filter((it) => !there.has(it.key)).length,
    ),
    count(
      'events',
      dealers.reduce((sum, it) => sum + it.events.length, 0),
    ),
    count('deliveries', receipts.size),
    count('deliveries that arrived more than once', again),
    count('kills', kills.length),
  ];
}
