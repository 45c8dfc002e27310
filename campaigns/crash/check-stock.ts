import type { Defect } from './checker.ts';
import type { DealerEvidence, FedEvent, ListingRow } from './evidence.ts';
import type { Journal, StockIntent } from './journal.ts';
import { LARGE_QUANTITY } from './stage-dealers.ts';

/** Pieces: what is on hand and held by orders is what was ever counted in, so none is sold twice, lost or doubled. */
export function checkStock(evidence: DealerEvidence, journal: Journal): Defect[] {
  const { dealer, listings } = evidence;
  const eventsById = Map.groupBy(evidence.feed, (event) => event.data.object.id as string);
  const held = countHeld(evidence);
  const firstQuantities = new Map([
    ...dealer.large.map((it) => [it.id, LARGE_QUANTITY] as const),
    ...journal.listings.map((it) => [it.listingId, it.quantity] as const),
  ]);
  const intents = Map.groupBy(journal.stock, (it) => it.listingId);
  return listings.flatMap((listing) => {
    const events = eventsById.get(listing.id) ?? [];
    const changes = judgeChanges(intents.get(listing.id) ?? [], events);
    const counted = firstQuantities.get(listing.id);
    // Still being listed when the load ended.
    if (counted === undefined) return checkVersions(listing, events);
    const pieces = listing.quantity + (held.get(listing.id) ?? 0);
    const owed = counted + changes.added;
    const wrong = {
      kind: 'pieces were lost, doubled or sold twice',
      which: `${listing.id}: ${pieces}, not ${owed}`,
    };
    return [...changes.defects, ...(pieces === owed ? [] : [wrong]), ...checkVersions(listing, events)];
  });
}

function countHeld({ orders }: DealerEvidence): Map<string, number> {
  const held = new Map<string, number>();
  for (const { status, line_items } of orders) {
    if (status === 'cancelled') continue;
    for (const line of line_items)
      held.set(line.listing_id, (held.get(line.listing_id) ?? 0) + line.quantity);
  }
  return held;
}

/** A change of stock is known again by the version after the one it saw, and by its quantity. */
function judgeChanges(
  intents: readonly StockIntent[],
  events: readonly FedEvent[],
): { added: number; defects: Defect[] } {
  const defects: Defect[] = [];
  let added = 0;
  // One whose outcome is unknown may have been sent again, having seen the same.
  const groups = Map.groupBy(intents, (it) => `version ${it.seenVersion + 1} with ${it.quantity}`);
  for (const [change, same] of groups) {
    const { listingId, seenVersion, seenQuantity, quantity } = same[0]!;
    const times = events.filter(
      ({ type, data: { object } }) =>
        type === 'listing.updated' && object.version === seenVersion + 1 && object.quantity === quantity,
    ).length;
    const acknowledged = same.filter((it) => it.outcome === 'acknowledged').length;
    const which = `listing ${listingId}, ${change}`;
    if (times > 1) defects.push({ kind: 'a change of stock was carried out twice', which });
    if (acknowledged > times) defects.push({ kind: 'an acknowledged change of stock is lost', which });
    if (times > 0 && same.every((it) => it.outcome === 'refused'))
      defects.push({ kind: 'a refused change of stock is there', which });
    if (times > 0) added += quantity - seenQuantity;
  }
  return { added, defects };
}

/** Every change has its event, so that the versions that a receiver sees are without a hole. */
function checkVersions(listing: ListingRow, events: readonly FedEvent[]): Defect[] {
  const versions = events.map((it) => it.data.object.version as number);
  const isWhole = versions.every((version, index) => index === 0 || version === versions[index - 1]! + 1);
  const isSold = listing.status === 'sold';
  const defects: Defect[] = [];
  if (!isWhole || (events.length > 0 && versions.at(-1) !== listing.version))
    defects.push({ kind: "a listing's versions and events disagree", which: `${listing.id}: ${versions}` });
  if (isSold !== (listing.quantity === 0))
    defects.push({ kind: 'a listing is sold with pieces, or not sold without', which: listing.id });
  return defects;
}
