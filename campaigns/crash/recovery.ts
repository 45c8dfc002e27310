import type { CampaignFigure } from '../campaign.ts';
import type { CrashStage } from './crash-stage.ts';
import type { Acknowledgement, Journal } from './journal.ts';
import type { Kill } from './kills.ts';

interface Recovered {
  readonly kill: Kill;
  /** Until each API process that was hit has acknowledged a write that began after the kill. */
  readonly writeMs: number;
  /** Until every endpoint has got something again. */
  readonly deliveryMs: number;
}

export function measureRecovery(
  stage: CrashStage,
  journal: Journal,
  kills: readonly Kill[],
): CampaignFigure[] {
  const measured = kills.map((kill) => measure(stage, journal, kill));
  const of = (...targets: Kill['target'][]): Recovered[] =>
    measured.filter(({ kill }) => targets.includes(kill.target));
  return [
    ...spread(
      'kill of an API process until it acknowledges a write',
      of('api').map((it) => it.writeMs),
    ),
    ...spread(
      'kill of PostgreSQL until both API processes have acknowledged a write',
      of('PostgreSQL').map((it) => it.writeMs),
    ),
    ...spread(
      'kill of a worker until every endpoint has got a delivery',
      of('worker').map((it) => it.deliveryMs),
    ),
    ...spread(
      'kill of PostgreSQL until every endpoint has got a delivery',
      of('PostgreSQL').map((it) => it.deliveryMs),
    ),
  ];
}

function measure({ dealers, receiver, arrivals }: CrashStage, journal: Journal, kill: Kill): Recovered {
  const writes = kill.apis.map((api) => firstWrite(journal.acknowledgements, api, kill.atMs) - kill.atMs);
  const after = arrivals.findIndex((it) => it.atMs > kill.atMs);
  const deliveries = dealers
    .flatMap((it) => it.paths)
    .map((path) => {
      const at =
        after === -1 ? -1 : receiver.requests.findIndex((it, index) => index >= after && it.path === path);
      return (arrivals[at]?.atMs ?? Number.NaN) - kill.atMs;
    });
  return { kill, writeMs: Math.max(...writes), deliveryMs: Math.max(...deliveries) };
}

/** NaN when there was none. */
function firstWrite(acknowledgements: readonly Acknowledgement[], api: number, sinceMs: number): number {
  return acknowledgements.find((it) => it.api === api && it.beganMs >= sinceMs)?.atMs ?? Number.NaN;
}

/** Median and worst of those that came. */
export function spread(name: string, values: readonly number[]): CampaignFigure[] {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
  if (sorted.length === 0) return [];
  return [
    { name: `${name}, median`, value: sorted[Math.floor(sorted.length / 2)]!, unit: 'ms' },
    { name: `${name}, worst`, value: sorted.at(-1)!, unit: 'ms' },
  ];
}
