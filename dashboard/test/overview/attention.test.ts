import { describe, expect, it } from 'vitest';
import type { ApiKey, Integration, Overview, WebhookEndpoint } from '../../src/api/shapes.ts';
import { findAttention } from '../../src/overview/attention.ts';

const NOW_MS = Date.parse('2026-05-07T12:00:00Z');
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** From now; negative = ago. */
const at = (fromNowMs: number): string => new Date(NOW_MS + fromNowMs).toISOString();

const OVERVIEW: Overview = {
  mode: 'live',
  listings: { draft: 0, published: 10, unpublished: 0, sold: 3 },
  orders: { received: 0, fulfilled: 2, cancelled: 0 },
  deliveries: { delivered: 9, failed: 0, cancelled: 0, pending: 0, oldest_pending_at: null, hours: [] },
  attention: {
    published_without_photos: 0,
    published_without_price: 0,
    customer_conflicts: 0,
    oldest_received_at: null,
  },
};

const ENDPOINT: WebhookEndpoint = {
  id: 'endpoint',
  url: 'https://shop.example.com/hook',
  description: 'Web shop',
  events: ['*'],
  mode: 'all',
  skip_own_writes: false,
  rate_limit_per_second: 100,
  is_enabled: true,
  disabled_reason: null,
  consecutive_failures: 0,
  last_success_at: at(-MINUTE_MS),
  last_failure_at: null,
  previous_secret_expires_at: null,
  created_at: at(-DAY_MS),
  updated_at: at(-DAY_MS),
};

const KEY: ApiKey = {
  id: 'key',
  name: 'Shop',
  mode: 'live',
  prefix: 'wth_12345678',
  scopes: ['read', 'write'],
  status: 'active',
  expires_at: null,
  revoked_at: null,
  rolled_to: null,
  last_used_at: null,
  created_at: at(-DAY_MS),
};

const INTEGRATION: Integration = {
  id: 'integration',
  dealer: { id: 'dealer', name: 'Dealer', plan: 'business', listing_limit: 250 },
  status: 'live',
  is_enabled: true,
  is_test_mode: false,
  api_version: '2026-05-07',
  rate_limit_per_minute: 600,
  api_keys: [KEY],
  webhook_endpoints: [ENDPOINT],
  setup: { api_key_created: true, webhook_configured: true, webhook_verified: true, is_live: true },
};

interface Situation {
  readonly overview?: Partial<Overview>;
  readonly deliveries?: Partial<Overview['deliveries']>;
  readonly attention?: Partial<Overview['attention']>;
  readonly integration?: Partial<Integration>;
  readonly endpoint?: Partial<WebhookEndpoint>;
  readonly key?: Partial<ApiKey>;
}

function find({ overview, deliveries, attention, integration, endpoint, key }: Situation) {
  return findAttention(
    {
      ...OVERVIEW,
      deliveries: { ...OVERVIEW.deliveries, ...deliveries },
      attention: { ...OVERVIEW.attention, ...attention },
      ...overview,
    },
    {
      ...INTEGRATION,
      webhook_endpoints: [{ ...ENDPOINT, ...endpoint }],
      api_keys: [{ ...KEY, ...key }],
      ...integration,
    },
    NOW_MS,
  );
}
const kinds = (situation: Situation) => find(situation).map(({ kind }) => kind);

const LOG = '/channels/custom-integration/deliveries';

describe('what needs attention', () => {
  it('is nothing when all is well', () => {
    expect(find({})).toEqual([]);
  });

  it.each([
    ['gone', 'endpointGone', 'critical'],
    ['failing', 'endpointGaveUp', 'critical'],
    ['manual', 'endpointOff', 'info'],
  ] as const)('is a disabled endpoint, by its reason %s', (disabled_reason, kind, severity) => {
    const [first, ...others] = find({ endpoint: { is_enabled: false, disabled_reason } });
    expect(first).toMatchObject({
      kind,
      severity,
      values: { what: 'Web shop' },
      to: '/channels/custom-integration/settings',
    });
    expect(others).toEqual([]);
  });

  it('is an endpoint that fails as a whole: from five failures in a row', () => {
    expect(kinds({ endpoint: { consecutive_failures: 4 } })).toEqual([]);
    const [first] = find({ endpoint: { consecutive_failures: 5, description: null } });
    expect(first).toMatchObject({ kind: 'endpointFailing', values: { count: 5, what: ENDPOINT.url } });
  });

  it('is not an endpoint or key of the other world', () => {
    const situation: Situation = {
      endpoint: { mode: 'test', consecutive_failures: 9 },
      key: { mode: 'test', expires_at: at(HOUR_MS) },
    };
    expect(kinds(situation)).toEqual([]);
    expect(kinds({ ...situation, overview: { mode: 'test' } })).toEqual(['endpointFailing', 'keyExpires']);
  });

  it('is every failed delivery of the last day, with the way to them', () => {
    const [first] = find({ deliveries: { failed: 3 } });
    expect(first).toMatchObject({
      kind: 'failedDeliveries',
      values: { count: 3 },
      to: `${LOG}?status=failed`,
    });
  });

  it('is a delivery that has been pending for more than ten minutes', () => {
    const pending = (ageMs: number) => ({ deliveries: { pending: 2, oldest_pending_at: at(-ageMs) } });
    expect(kinds(pending(10 * MINUTE_MS))).toEqual([]);
    const [first] = find(pending(10 * MINUTE_MS + 1));
    expect(first).toMatchObject({ kind: 'pendingTooLong', to: `${LOG}?status=pending` });
  });

  it('is an order that has been waiting for more than two days', () => {
    const waiting = (ageMs: number): Situation => ({
      overview: { orders: { received: 1, fulfilled: 0, cancelled: 0 } },
      attention: { oldest_received_at: at(-ageMs) },
    });
    expect(kinds(waiting(2 * DAY_MS))).toEqual([]);
    const [first] = find(waiting(2 * DAY_MS + 1));
    expect(first).toMatchObject({
      kind: 'ordersWaiting',
      values: { count: 1 },
      to: '/orders?status=received',
    });
  });

  it('is customer data that points at different people', () => {
    expect(kinds({ attention: { customer_conflicts: 1 } })).toEqual(['customerConflicts']);
  });

  it('is what is published without a photo or a price', () => {
    const found = find({ attention: { published_without_photos: 2, published_without_price: 1 } });
    expect(found.map(({ kind, values }) => [kind, values.count])).toEqual([
      ['withoutPhotos', 2],
      ['withoutPrice', 1],
    ]);
  });

  it('is a key that expires within seven days, not one that has expired or is revoked', () => {
    expect(kinds({ key: { expires_at: at(7 * DAY_MS) } })).toEqual(['keyExpires']);
    expect(kinds({ key: { expires_at: at(7 * DAY_MS + 1) } })).toEqual([]);
    expect(kinds({ key: { expires_at: at(-1) } })).toEqual([]);
    expect(kinds({ key: { expires_at: at(DAY_MS), status: 'revoked' } })).toEqual([]);
  });

  it('is the grace of a rotated secret that ends within six hours', () => {
    expect(kinds({ endpoint: { previous_secret_expires_at: at(6 * HOUR_MS) } })).toEqual(['graceEnds']);
    expect(kinds({ endpoint: { previous_secret_expires_at: at(6 * HOUR_MS + 1) } })).toEqual([]);
    expect(kinds({ endpoint: { previous_secret_expires_at: at(-1) } })).toEqual([]);
  });

  it('is a set-up that was not finished, with the steps that are left', () => {
    const setup = { ...INTEGRATION.setup, webhook_verified: false, is_live: false };
    const [first] = find({ integration: { setup } });
    expect(first).toMatchObject({
      kind: 'setupUnfinished',
      values: { count: 2 },
      to: '/channels/custom-integration/setup',
    });
  });

  it('is an integration that is off, instead of what follows from that', () => {
    const situation = { integration: { is_enabled: false }, endpoint: { consecutive_failures: 9 } };
    expect(kinds(situation)).toEqual(['integrationOff']);
  });

  it('is nothing of an integration that the plan does not include', () => {
    const dealer = { ...INTEGRATION.dealer, plan: 'starter' as const, listing_limit: 25 };
    const setup = { ...INTEGRATION.setup, api_key_created: false };
    expect(kinds({ integration: { dealer, setup, is_enabled: false } })).toEqual([]);
  });

  it('is a plan that is nearly or quite full, of live listings alone, sold ones left out', () => {
    const stock = (draft: number, mode: 'live' | 'test' = 'live'): Situation => ({
      overview: { mode, listings: { draft, published: 100, unpublished: 100, sold: 900 } },
    });
    expect(kinds(stock(24))).toEqual([]);
    expect(kinds(stock(25))).toEqual(['planNearlyFull']);
    expect(kinds(stock(50))).toEqual(['planFull']);
    expect(kinds(stock(50, 'test'))).toEqual([]);
  });

  it('comes in the order of its urgency', () => {
    const found = find({
      attention: { published_without_photos: 1, customer_conflicts: 1 },
      endpoint: { consecutive_failures: 5 },
    });
    expect(found.map(({ severity }) => severity)).toEqual(['critical', 'warning', 'info']);
  });
});
