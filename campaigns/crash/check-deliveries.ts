import type { Defect } from './checker.ts';
import { type DealerEvidence, digestOf, type Receipt } from './evidence.ts';

/** Each event has one delivery to each endpoint that hears it; it arrived, as it was signed, or its reason stands in the log. */
export function checkDeliveries(
  { dealer, events, feed, deliveries }: DealerEvidence,
  receipts: ReadonlyMap<string, Receipt>,
): Defect[] {
  const byEvent = Map.groupBy(deliveries, (it) => `${it.path} ${it.event_id}`);
  return events.flatMap((event, index) => {
    const { type } = feed[index] ?? { type: '' };
    const bodyDigest = digestOf(event.body);
    return dealer.paths
      .filter((path) => path !== '/orders' || type.startsWith('order.'))
      .flatMap((path) => {
        const rows = byEvent.get(`${path} ${event.id}`) ?? [];
        const which = `${type} ${event.sequence} of dealer ${dealer.index} to ${path}`;
        if (rows.length !== 1)
          return [{ kind: `an event has ${rows.length} deliveries to an endpoint`, which }];
        const { id, status, reason } = rows[0]!;
        const receipt = receipts.get(id);
        return judge({ status, reason, bodyDigest, path, receipt }).map((kind) => ({ kind, which }));
      });
  });
}

interface Delivered {
  readonly status: string;
  readonly reason: string | null;
  readonly bodyDigest: string;
  readonly path: string;
  readonly receipt: Receipt | undefined;
}

function judge({ status, reason, bodyDigest, path, receipt }: Delivered): string[] {
  if (status === 'pending') return ['a delivery is still pending'];
  if (status !== 'delivered') return reason === null ? ['a delivery ended without a reason'] : [];
  if (receipt === undefined || receipt.taken === 0)
    return ['a delivery counts as delivered but never arrived'];
  if (receipt.path !== path) return ['a delivery arrived at another endpoint'];
  const isSame = receipt.digests.size === 1 && receipt.digests.has(bodyDigest);
  return isSame ? [] : ['a delivery arrived with other bytes'];
}
