import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { type Belongings, createBelongings } from '../../e2e/support/belongings.ts';
import { createDealer } from '../../e2e/support/dealer.ts';
import { type HubProcess, startHub } from '../../e2e/support/hub-process.ts';
import { startReceiver } from '../../e2e/support/receiver.ts';
import { OpenApiCheck } from '../../server/test/support/openapi-check.ts';
import type { Campaign, CampaignResult } from '../campaign.ts';
import { Ledger } from '../ledger.ts';
import { tryImports } from './csv.ts';
import { hostileText, hostileValue, mutate, RAW_BODIES } from './hostile.ts';
import { dashboardTargets, type Target, targetsOf } from './operations.ts';
import { type Hit, type Shot, shoot } from './shoot.ts';

/** Of each target. */
const SHOTS = { short: 25, long: 400 };
const IMPORTS = { short: 25, long: 300 };
const SLOW_MS = 1_000;

export interface FuzzScene {
  readonly hub: HubProcess;
  readonly belongings: Belongings;
  readonly check: OpenApiCheck;
  readonly ledger: Ledger;
  slowestMs: number;
}

export const fuzz: Campaign = {
  title: 'Hostile input',
  summary:
    'Requests made of hostile paths, queries, headers and bodies against every operation of the API and the writing and searching routes of the dashboard, bodies of 1 MiB of anything, and CSV files of random bytes and cells. A finding is a 5xx, an answer outside the OpenAPI document or the error envelope, one that takes longer than a second, an answer that repeats an injected header, or a hub that no longer works afterwards.',
  run: runFuzz,
};

async function runFuzz({ isShort, seed, log }: Parameters<Campaign['run']>[0]): Promise<CampaignResult> {
  const receiver = await startReceiver();
  const hub = await startHub();
  try {
    const dealer = await createDealer(hub);
    await dealer.newEndpoint(receiver.url('/fuzz'));
    const belongings = await createBelongings(dealer, 'live');
    const document = (await (await fetch(`${hub.origin}/api/v1/openapi.json`)).json()) as object;
    const scene: FuzzScene = {
      ...{ hub, belongings, check: new OpenApiCheck(document), ledger: new Ledger(), slowestMs: 0 },
    };
    const targets = [...targetsOf(document, belongings), ...dashboardTargets(belongings)];
    for (const [index, target] of targets.entries()) {
      log(`${target.method} ${target.path}`);
      await shootAt(scene, target, { seed: seed + index, numRuns: isShort ? SHOTS.short : SHOTS.long });
    }
    await tryImports(scene, { seed, numRuns: isShort ? IMPORTS.short : IMPORTS.long });
    await expectWorking(scene);
    return {
      tried: scene.ledger.tried,
      figures: [{ name: 'slowest answer', value: Math.round(scene.slowestMs), unit: 'ms' }],
      findings: scene.ledger.findings,
    };
  } finally {
    await hub.dispose();
    await receiver.close();
  }
}

/** Everything that is random about a shot. */
const ammunition = fc.record({
  path: fc.option(hostileText, { freq: 4 }),
  query: fc.array(fc.tuple(fc.nat(20), hostileText), { maxLength: 2 }),
  idempotencyKey: fc.option(hostileText, { freq: 6 }),
  hostile: hostileValue,
  place: fc.nat(60),
  isValid: fc.boolean(),
});

type Ammunition = typeof ammunition extends fc.Arbitrary<infer T> ? T : never;

async function shootAt(
  scene: FuzzScene,
  target: Target,
  parameters: { readonly seed: number; readonly numRuns: number },
): Promise<void> {
  for (const round of fc.sample(ammunition, parameters)) {
    const body =
      target.body === null ? null : JSON.stringify(mutate(target.body, round.hostile, round.place));
    await judge(scene, target, aim(scene, target, round, body === null ? null : Buffer.from(body)));
  }
  if (target.body === null) return;
  for (const { bytes, type } of RAW_BODIES) {
    const shot = aim(scene, target, { path: null, query: [], idempotencyKey: null }, bytes);
    await judge(scene, target, {
      ...shot,
      headers: { ...shot.headers, 'content-type': type ?? 'application/json' },
    });
  }
}

function aim(
  { hub, belongings }: FuzzScene,
  target: Target,
  round: Pick<Ammunition, 'path' | 'query' | 'idempotencyKey'>,
  body: Buffer | null,
): Shot {
  const { listing, order } = belongings.ids;
  const id =
    round.path === null ? (target.path.includes('orders') ? order : listing) : encodePart(round.path);
  const query = round.query.map(([index, text]) => {
    const name = target.queryNames[index % (target.queryNames.length + 1)] ?? 'unknown';
    return `${name}=${encodePart(text)}`;
  });
  const credentials =
    target.door === 'api'
      ? { authorization: `Bearer ${belongings.api.key}` }
      : { cookie: belongings.dealer.dashboard.cookie, origin: hub.origin };
  return {
    method: target.method,
    path: target.path.replace('{id}', id) + (query.length === 0 ? '' : `?${query.join('&')}`),
    headers: {
      ...credentials,
      ...(target.door === 'api' && target.method === 'POST'
        ? { 'idempotency-key': headerOf(round.idempotencyKey) ?? randomUUID() }
        : {}),
      ...(body === null ? {} : { 'content-type': 'application/json' }),
    },
    body,
  };
}

/** Lone surrogates have no encoding; a browser sends the replacement character for them. */
const encodePart = (text: string): string => encodeURIComponent(text.toWellFormed());

/** What a client can send at all: Node.js refuses the rest itself. */
const headerOf = (text: string | null): string | null =>
  text !== null && /^[\t\x20-\x7e\x80-\xff]*$/.test(text) ? text : null;

export async function judge(scene: FuzzScene, target: Target, shot: Shot): Promise<void> {
  const kind = target.door === 'api' ? 'requests to the API' : 'requests to the dashboard API';
  scene.ledger.count(kind);
  const name = `${target.method} ${target.path}`;
  const what = `${name} as ${shot.path.slice(0, 200)} with ${(shot.body ?? '').toString().slice(0, 200)}`;
  try {
    const hit = await shoot(scene.hub.origin, shot);
    scene.slowestMs = Math.max(scene.slowestMs, hit.milliseconds);
    for (const complaint of complaintsAbout(scene, target, shot, hit))
      scene.ledger.check(false, `${what}: ${complaint}`);
  } catch (error) {
    scene.ledger.check(false, `${what}: no answer, ${(error as Error).message}`);
  }
}

function complaintsAbout(scene: FuzzScene, target: Target, shot: Shot, hit: Hit): string[] {
  const complaints: string[] = [];
  if (hit.status >= 500) complaints.push(`answered ${hit.status} ${hit.text.slice(0, 200)}`);
  if (hit.milliseconds > SLOW_MS) complaints.push(`took ${Math.round(hit.milliseconds)} ms`);
  if (hit.headers.injected !== undefined) complaints.push('a header was injected');
  const isRefusal = hit.status >= 400;
  if (isRefusal && (hit.json as { error?: { code?: unknown } } | undefined)?.error?.code === undefined) {
    complaints.push(`answered ${hit.status} outside the envelope: ${hit.text.slice(0, 100)}`);
  }
  if (target.door === 'api') {
    try {
      const { status, headers } = hit;
      scene.check.assert({ method: target.method, path: shot.path, status, headers, body: hit.json ?? null });
    } catch (error) {
      complaints.push((error as Error).message.slice(0, 300));
    }
  }
  return complaints;
}

/** After all that a watch can be listed, ordered and told of. */
async function expectWorking({ hub, belongings, ledger }: FuzzScene): Promise<void> {
  try {
    const listing = await belongings.dealer.newListing();
    await belongings.api.order(listing);
    const health = await fetch(`${hub.origin}/readyz`);
    ledger.check(health.ok, `afterwards /readyz answers ${health.status}`);
  } catch (error) {
    ledger.check(false, `afterwards the hub does not work: ${(error as Error).message}`);
  }
}
