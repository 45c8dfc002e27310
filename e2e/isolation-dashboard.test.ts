import { beforeAll, describe, expect, it } from 'vitest';
import { type Belongings, createBelongings, readState } from './support/belongings.ts';
import { createDealer, type Dealer } from './support/dealer.ts';
import { type Answer, expectStatus, send } from './support/http-client.ts';
import { hubForFile } from './support/hub-for-file.ts';
import type { ApiKey, Endpoint, Replay } from './support/shapes.ts';

const scene = hubForFile();

type Kind = keyof Belongings['ids'] | 'key' | 'endpoint' | 'replay';

type Route = readonly [method: string, path: string, kind: Kind, body: object | null];

/** Every route with an id, and a body that it would accept. */
const WORLD_ROUTES: readonly Route[] = [
  ['GET', '/listings/:id', 'listing', null],
  ['PATCH', '/listings/:id', 'listing', { title: 'Taken over' }],
  ['DELETE', '/listings/:id', 'listing', null],
  ['POST', '/listings/:id/publish', 'listing', null],
  ['POST', '/listings/:id/unpublish', 'listing', null],
  ['POST', '/listings/:id/mark-sold', 'listing', null],
  ['POST', '/listings/:id/return-to-stock', 'listing', null],
  ['GET', '/orders/:id', 'order', null],
  ['POST', '/orders/:id/fulfill', 'order', null],
  ['POST', '/orders/:id/cancel', 'order', null],
  ['GET', '/customers/:id', 'customer', null],
  ['GET', '/imports/:id', 'import', null],
  ['GET', '/imports/:id/rows', 'import', null],
  ['GET', '/imports/:id/errors.csv', 'import', null],
  ['GET', '/events/:id', 'event', null],
];
const RANGE = { since: new Date(Date.now() - 60_000).toISOString() };
/** Of the dealer, whichever world is meant. */
const DEALER_ROUTES: readonly Route[] = [
  ['POST', '/api-keys/:id/roll', 'key', null],
  ['DELETE', '/api-keys/:id', 'key', null],
  ['PATCH', '/webhook-endpoints/:id', 'endpoint', { url: 'https://example.com/taken-over' }],
  ['DELETE', '/webhook-endpoints/:id', 'endpoint', null],
  ['POST', '/webhook-endpoints/:id/rotate-secret', 'endpoint', null],
  ['POST', '/webhook-endpoints/:id/ping', 'endpoint', null],
  ['GET', '/webhook-endpoints/:id/health', 'endpoint', null],
  ['POST', '/webhook-endpoints/:id/replay', 'endpoint', RANGE],
  ['GET', '/webhook-endpoints/:id/replays', 'endpoint', null],
  ['GET', '/replays/:id', 'replay', null],
  ['POST', '/replays/:id/cancel', 'replay', null],
  ['GET', '/deliveries/:id', 'delivery', null],
  ['POST', '/deliveries/:id/retry', 'delivery', null],
];
const ROUTES = [...WORLD_ROUTES, ...DEALER_ROUTES];
const LISTS = [
  '/listings',
  '/listings?sort=brand&order=asc',
  '/listings/counts',
  '/orders',
  '/orders/counts',
  '/customers',
  '/imports',
  '/events',
  '/deliveries',
  '/overview',
  '/integration',
  '/listings/export.csv',
];

let asking: Dealer;
let key: ApiKey;
let endpoint: Endpoint;
let replay: Replay;
const own = {} as Record<'live' | 'test', Belongings>;
const foreign = {} as Record<'live' | 'test', Belongings>;

beforeAll(async () => {
  asking = await createDealer(scene.hub);
  const other = await createDealer(scene.hub);
  key = await other.newKey('live');
  endpoint = await other.newEndpoint(scene.receiver.url('/other'));
  const path = `/webhook-endpoints/${endpoint.id}/replay`;
  replay = expectStatus(await other.dashboard.post<Replay>(path, RANGE), 202);
  await asking.newEndpoint(scene.receiver.url('/own'));
  for (const mode of ['live', 'test'] as const) {
    own[mode] = await createBelongings(asking, mode);
    foreign[mode] = await createBelongings(other, mode);
  }
});

function idOf(kind: Kind, belongings: Belongings): string {
  if (kind === 'key') return key.id;
  if (kind === 'replay') return replay.id;
  return kind === 'endpoint' ? endpoint.id : belongings.ids[kind];
}

async function expectUnknown(call: Promise<Answer<unknown>>): Promise<void> {
  const answer = await call;
  expect([answer.status, answer.code], answer.text).toEqual([404, 'resource_not_found']);
}

describe("another dealer's id is 404 and nothing of that dealer changes", () => {
  it.each(ROUTES)('%s %s', async (method, path, kind, body) => {
    const hasWorlds = WORLD_ROUTES.some(([, it]) => it === path);
    for (const belongings of Object.values(foreign)) {
      const before = await readState(belongings);
      for (const query of hasWorlds ? ['', '?mode=test'] : ['']) {
        const target = path.replace(':id', idOf(kind, belongings)) + query;
        await expectUnknown(asking.dashboard.call(method, target, body ?? undefined));
      }
      expect(await readState(belongings)).toEqual(before);
    }
  });

  it('also within an order', async () => {
    const refused = [
      { line_items: [{ listing_id: foreign.live.ids.listing }] },
      { line_items: [{ listing_id: own.live.ids.listing }], customer_id: foreign.live.ids.customer },
    ];
    for (const body of refused) await expectUnknown(asking.dashboard.post('/orders', body));
  });

  it.each<[string, string, object, 'listing' | 'delivery']>([
    ['publish', '/listings/bulk', { action: 'publish' }, 'listing'],
    ['a new price', '/listings/bulk', { action: 'set_price', price: null }, 'listing'],
    ['mark sold', '/listings/bulk', { action: 'mark_sold' }, 'listing'],
    ['delete', '/listings/bulk', { action: 'delete' }, 'listing'],
    ['retry', '/deliveries/retry', {}, 'delivery'],
  ])('also in bulk: %s', async (_, path, body, kind) => {
    for (const belongings of Object.values(foreign)) {
      const before = await readState(belongings);
      for (const query of kind === 'listing' ? ['', '?mode=test'] : ['']) {
        const ids = [belongings.ids[kind]];
        const answer = await asking.dashboard.post<{
          failed: number;
          results: { error: { code: string } }[];
        }>(path + query, { ...body, ids });
        expect([answer.status, answer.body.failed], answer.text).toEqual([kind === 'listing' ? 200 : 202, 1]);
        expect(answer.body.results[0]!.error.code).toBe('resource_not_found');
      }
      expect(await readState(belongings)).toEqual(before);
    }
  });

  it.each(LISTS)('and GET %s shows nothing of it', async (path) => {
    for (const mode of ['live', 'test'] as const) {
      const query = path === '/integration' ? '' : `${path.includes('?') ? '&' : '?'}mode=${mode}`;
      const { status, text } = await asking.dashboard.get(path + query);
      expect(status).toBe(200);
      const theirs = [
        ...Object.values(foreign[mode].ids),
        key.id,
        endpoint.id,
        foreign[mode].listing.stock_number,
      ];
      for (const id of theirs) expect(text).not.toContain(id);
    }
  });
});

describe("the other world's id is 404", () => {
  it.each(WORLD_ROUTES)('%s %s', async (method, path, kind, body) => {
    const states = [await readState(own.live), await readState(own.test)];
    await expectUnknown(
      asking.dashboard.call(
        method,
        `${path.replace(':id', own.live.ids[kind as 'order'])}?mode=test`,
        body ?? undefined,
      ),
    );
    await expectUnknown(
      asking.dashboard.call(method, path.replace(':id', own.test.ids[kind as 'order']), body ?? undefined),
    );
    expect([await readState(own.live), await readState(own.test)]).toEqual(states);
  });
});

describe('every dashboard route with an id', () => {
  const paths = [...new Set(ROUTES.map(([, path]) => path))];

  it.each(paths)('%s has each of its methods in the table', async (path) => {
    const allow = (await asking.dashboard.call('PUT', path.replace(':id', 'x'))).headers.get('allow') ?? '';
    const methods = allow.split(', ').filter((it) => it !== 'HEAD');
    expect(methods).toEqual(
      ROUTES.filter(([, it]) => it === path)
        .map(([method]) => method)
        .sort(),
    );
  });

  it.each(ROUTES)(
    '%s %s asks for a session, and for its own origin to write',
    async (method, path, kind, body) => {
      const target = `/api/dashboard${path.replace(':id', idOf(kind, foreign.live))}`;
      const { origin } = scene.hub;
      const signedOut = await send(scene.hub, {
        method,
        path: target,
        body: body ?? undefined,
        headers: { origin },
      });
      expect([signedOut.status, signedOut.code]).toEqual([401, 'invalid_session']);
      if (method === 'GET') return;
      const headers = { cookie: asking.dashboard.cookie, origin: 'https://evil.example.com' };
      const crossSite = await send(scene.hub, { method, path: target, body: body ?? undefined, headers });
      expect([crossSite.status, crossSite.code]).toEqual([403, 'origin_not_allowed']);
    },
  );

  it('and the lists answer to a session alone', async () => {
    for (const path of LISTS) {
      const answer = await send(scene.hub, { method: 'GET', path: `/api/dashboard${path}` });
      expectStatus(answer, 401);
    }
  });
});
