import type { Defect } from './checker.ts';
import type { DealerEvidence } from './evidence.ts';
import type { CancelIntent, Journal, OrderIntent } from './journal.ts';

interface Found {
  readonly ordersByIntent: ReadonlyMap<string, DealerEvidence['orders']>;
  readonly statusByKey: ReadonlyMap<string, number>;
  /** How many events of a type tell of a resource. */
  readonly count: (type: string, resourceId: string) => number;
}

/** Orders, cancels, customers and listings: what was acknowledged is there once, the rest wholly or not at all. */
export function checkWrites(evidence: DealerEvidence, journal: Journal): Defect[] {
  const { dealer, feed, records, orders } = evidence;
  const counts = Map.groupBy(feed, (event) => `${event.type} ${event.data.object.id}`);
  const found: Found = {
    ordersByIntent: Map.groupBy(orders, (it) => it.intent),
    statusByKey: new Map(records.map((it) => [it.key, it.status])),
    count: (type, id) => counts.get(`${type} ${id}`)?.length ?? 0,
  };
  const own = <T extends { readonly dealer: number }>(intents: readonly T[]): T[] =>
    intents.filter((it) => it.dealer === dealer.index);
  return [
    ...own(journal.orders).flatMap((intent) => checkOrder(intent, found)),
    ...own(journal.cancels).flatMap((intent) => checkCancel(intent, evidence, found)),
    ...checkCustomers(evidence, journal, found),
    ...checkListings(evidence, journal, found),
    ...checkForeign(evidence, journal),
  ];
}

function checkOrder(intent: OrderIntent, { ordersByIntent, statusByKey, count }: Found): Defect[] {
  const { key, outcome, orderId } = intent;
  const rows = ordersByIntent.get(key) ?? [];
  const defects: Defect[] = [];
  const add = (kind: string): void => {
    defects.push({ kind, which: `order of intent ${key}, ${outcome}` });
  };
  if (rows.length > 1) add('an order was carried out twice');
  if (outcome === 'acknowledged' && rows[0]?.id !== orderId) add('an acknowledged order is lost');
  if (outcome === 'refused' && rows.length > 0) add('a refused order is there');
  const isThere = rows.length > 0;
  const events = isThere ? count('order.received', rows[0]!.id) : 0;
  if (isThere && events !== 1) add(`an order has ${events} events that tell of its receipt`);
  if (isThere !== (statusByKey.get(key) === 201))
    add('an order and its Idempotency-Key are not there together');
  if (outcome === 'refused' && statusByKey.get(key) !== 409) add('a refusal is not kept with its key');
  return defects;
}

function checkCancel(intent: CancelIntent, { orders }: DealerEvidence, found: Found): Defect[] {
  const { key, orderId, outcome } = intent;
  const isCancelled = orders.find((it) => it.id === orderId)?.status === 'cancelled';
  const defects: Defect[] = [];
  const add = (kind: string): void => {
    defects.push({ kind, which: `order ${orderId}, ${outcome}` });
  };
  if (outcome === 'acknowledged' && !isCancelled) add('an acknowledged cancel is lost');
  if (found.count('order.cancelled', orderId) !== (isCancelled ? 1 : 0))
    add('a cancel and its event disagree');
  if (isCancelled !== (found.statusByKey.get(key) === 200))
    add('a cancel and its Idempotency-Key are not there together');
  return defects;
}

function checkCustomers(
  { dealer, customers }: DealerEvidence,
  journal: Journal,
  { statusByKey }: Found,
): Defect[] {
  const times = Map.groupBy(customers, (it) => it);
  return journal.customers
    .filter((it) => it.dealer === dealer.index)
    .flatMap(({ externalId, key, outcome }) => {
      const rows = times.get(externalId)?.length ?? 0;
      const which = `customer ${externalId}, ${outcome}`;
      const defects: Defect[] = [];
      if (rows > 1) defects.push({ kind: 'a customer is there twice', which });
      if (outcome === 'acknowledged' && rows === 0)
        defects.push({ kind: 'an acknowledged customer is lost', which });
      if (rows > 0 !== (statusByKey.get(key) === 201))
        defects.push({ kind: 'a customer and its Idempotency-Key are not there together', which });
      return defects;
    });
}

function checkListings({ dealer, listings }: DealerEvidence, journal: Journal, { count }: Found): Defect[] {
  const ids = new Set(listings.map((it) => it.id));
  return journal.listings
    .filter((it) => it.dealer === dealer.index)
    .flatMap(({ listingId }) => {
      if (!ids.has(listingId)) return [{ kind: 'an acknowledged listing is lost', which: listingId }];
      if (count('listing.published', listingId) === 1) return [];
      return [{ kind: 'a listing was not published once', which: listingId }];
    });
}

/** Orders that nobody has asked for. */
function checkForeign({ orders }: DealerEvidence, journal: Journal): Defect[] {
  const asked = new Set(journal.orders.map((it) => it.key));
  return orders
    .filter((it) => !asked.has(it.intent))
    .map((it) => ({ kind: 'an order that no client sent', which: it.id }));
}
