import type { ApiKey, Integration, Mode, Overview, WebhookEndpoint } from '../api/shapes.ts';
import { countsAgainstPlan } from './plan-usage.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

export const OLDEST_PENDING_MS_MAX = 10 * MINUTE_MS;
export const ORDER_WAITS_MS_MAX = 2 * DAY_MS;
export const KEY_EXPIRES_WITHIN_MS = 7 * DAY_MS;
export const GRACE_ENDS_WITHIN_MS = 6 * HOUR_MS;
/** From then on the hub takes an endpoint to fail as a whole and probes it with one delivery at a time. */
export const FAILURES_IN_A_ROW = 5;
/** Of the listings that the plan allows. */
export const PLAN_NEARLY_FULL = 0.9;

const INTEGRATION = '/channels/custom-integration';

export type Severity = 'critical' | 'warning' | 'info';

export type AttentionKind =
  | 'integrationOff'
  | 'endpointGone'
  | 'endpointGaveUp'
  | 'endpointOff'
  | 'endpointFailing'
  | 'failedDeliveries'
  | 'pendingTooLong'
  | 'ordersWaiting'
  | 'customerConflicts'
  | 'withoutPhotos'
  | 'withoutPrice'
  | 'keyExpires'
  | 'graceEnds'
  | 'setupUnfinished'
  | 'planFull'
  | 'planNearlyFull';

/** One thing the dealer should look at; the texts are found by `kind`. */
export interface AttentionItem {
  /** Tells items of one kind apart. */
  readonly id: string;
  readonly kind: AttentionKind;
  readonly severity: Severity;
  /** For the text: `count` for plurals, `what` for a name, `limit`. */
  readonly values: { readonly count?: number; readonly what?: string; readonly limit?: number };
  /** What the text says a relative time of, RFC 3339. */
  readonly time: string | null;
  /** Page where it can be looked at or put right. */
  readonly to: string;
}

type Draft = Partial<Pick<AttentionItem, 'values' | 'time'>> & { readonly id?: string };

const item = (kind: AttentionKind, severity: Severity, to: string, draft: Draft = {}): AttentionItem => ({
  id: draft.id ?? kind,
  kind,
  severity,
  to,
  values: draft.values ?? {},
  time: draft.time ?? null,
});

const isOlderThan = (time: string | null, ageMs: number, nowMs: number): time is string =>
  time !== null && nowMs - Date.parse(time) > ageMs;

const isWithin = (time: string | null, spanMs: number, nowMs: number): time is string =>
  time !== null && Date.parse(time) > nowMs && Date.parse(time) - nowMs <= spanMs;

const DISABLED: Readonly<Record<string, readonly [AttentionKind, Severity]>> = {
  gone: ['endpointGone', 'critical'],
  failing: ['endpointGaveUp', 'critical'],
};

function ofEndpoint(endpoint: WebhookEndpoint, nowMs: number): AttentionItem[] {
  const what = endpoint.description ?? endpoint.url;
  const of = (kind: AttentionKind, severity: Severity, to: string, time: string | null, count = 0) =>
    item(kind, severity, to, { id: `${kind} ${endpoint.id}`, values: { what, count }, time });
  if (!endpoint.is_enabled) {
    const [kind, severity] = DISABLED[endpoint.disabled_reason ?? ''] ?? (['endpointOff', 'info'] as const);
    return [of(kind, severity, `${INTEGRATION}/settings`, null)];
  }
  const items: AttentionItem[] = [];
  const failures = endpoint.consecutive_failures;
  if (failures >= FAILURES_IN_A_ROW)
    items.push(
      of('endpointFailing', 'critical', `${INTEGRATION}/health`, endpoint.last_success_at, failures),
    );
  const graceEnd = endpoint.previous_secret_expires_at;
  if (isWithin(graceEnd, GRACE_ENDS_WITHIN_MS, nowMs))
    items.push(of('graceEnds', 'warning', `${INTEGRATION}/settings`, graceEnd));
  return items;
}

const ofKey = (key: ApiKey, nowMs: number): AttentionItem[] =>
  key.status === 'active' && isWithin(key.expires_at, KEY_EXPIRES_WITHIN_MS, nowMs)
    ? [
        item('keyExpires', 'warning', `${INTEGRATION}/api-keys`, {
          id: `keyExpires ${key.id}`,
          values: { what: key.name },
          time: key.expires_at,
        }),
      ]
    : [];

/** What the plan does not include asks for nothing. */
function ofIntegration(integration: Integration, mode: Mode, nowMs: number): AttentionItem[] {
  if (integration.dealer.plan === 'starter') return [];
  if (!integration.is_enabled) return [item('integrationOff', 'warning', `${INTEGRATION}/settings`)];
  const endpoints = integration.webhook_endpoints.filter((it) => it.mode === 'all' || it.mode === mode);
  const keys = integration.api_keys.filter((it) => it.mode === mode);
  const stepsLeft = Object.values(integration.setup).filter((isDone) => !isDone).length;
  return [
    ...endpoints.flatMap((endpoint) => ofEndpoint(endpoint, nowMs)),
    ...keys.flatMap((key) => ofKey(key, nowMs)),
    ...(stepsLeft === 0
      ? []
      : [item('setupUnfinished', 'info', `${INTEGRATION}/setup`, { values: { count: stepsLeft } })]),
  ];
}

function ofDeliveries({ deliveries }: Overview, nowMs: number): AttentionItem[] {
  const items: AttentionItem[] = [];
  if (deliveries.failed > 0) {
    const values = { count: deliveries.failed };
    items.push(item('failedDeliveries', 'critical', `${INTEGRATION}/deliveries?status=failed`, { values }));
  }
  const oldest = deliveries.oldest_pending_at;
  if (isOlderThan(oldest, OLDEST_PENDING_MS_MAX, nowMs)) {
    const to = `${INTEGRATION}/deliveries?status=pending`;
    items.push(
      item('pendingTooLong', 'warning', to, { values: { count: deliveries.pending }, time: oldest }),
    );
  }
  return items;
}

function ofOrders({ attention, orders }: Overview, nowMs: number): AttentionItem[] {
  const items: AttentionItem[] = [];
  const to = '/orders?status=received';
  const oldest = attention.oldest_received_at;
  if (isOlderThan(oldest, ORDER_WAITS_MS_MAX, nowMs)) {
    items.push(item('ordersWaiting', 'warning', to, { values: { count: orders.received }, time: oldest }));
  }
  const conflicts = attention.customer_conflicts;
  if (conflicts > 0) items.push(item('customerConflicts', 'warning', to, { values: { count: conflicts } }));
  return items;
}

const STOCK = [
  ['withoutPhotos', 'published_without_photos'],
  ['withoutPrice', 'published_without_price'],
] as const;

const ofStock = ({ attention }: Overview): AttentionItem[] =>
  STOCK.filter(([, name]) => attention[name] > 0).map(([kind, name]) =>
    item(kind, 'info', '/inventory?status=published', { values: { count: attention[name] } }),
  );

/** Only live listings count, sold ones don't. */
function ofPlan(overview: Overview, limit: number): AttentionItem[] {
  if (overview.mode !== 'live') return [];
  const count = countsAgainstPlan(overview.listings);
  if (count < limit * PLAN_NEARLY_FULL) return [];
  const values = { count, limit };
  return [
    count >= limit
      ? item('planFull', 'critical', '/inventory', { values })
      : item('planNearlyFull', 'warning', '/inventory', { values }),
  ];
}

const SEVERITIES: readonly Severity[] = ['critical', 'warning', 'info'];

/**
 * What needs the dealer's attention in the world shown, the most urgent first.
 * @param nowMs milliseconds since 1970
 */
export function findAttention(overview: Overview, integration: Integration, nowMs: number): AttentionItem[] {
  const items = [
    ...ofDeliveries(overview, nowMs),
    ...ofOrders(overview, nowMs),
    ...ofIntegration(integration, overview.mode, nowMs),
    ...ofStock(overview),
    ...ofPlan(overview, integration.dealer.listing_limit),
  ];
  return items.sort((left, right) => SEVERITIES.indexOf(left.severity) - SEVERITIES.indexOf(right.severity));
}
