import { checkDeliveries } from './check-deliveries.ts';
import { checkStock } from './check-stock.ts';
import { checkWrites } from './check-writes.ts';
import type { DealerEvidence, Evidence } from './evidence.ts';

/** Shown of each kind of defect; the rest is counted. */
const EXAMPLES_MAX = 3;

/**
 * Compares what clients were told with what the database, the feed and the receiver have. Knows the hub by its
 * contract alone: it shares no rule with it.
 * @returns defects in words
 */
export function checkEvidence(evidence: Evidence): string[] {
  const { journal, dealers, receipts } = evidence;
  const found = dealers.flatMap((dealer) => [
    ...checkFeed(dealer),
    ...checkWrites(dealer, journal),
    ...checkStock(dealer, journal),
    ...checkDeliveries(dealer, receipts),
  ]);
  return [
    ...summarize(found),
    ...summarize(checkReadings(evidence)),
    ...summarize(checkPhantoms(evidence)),
    ...summarize(journal.failures.map((it) => ({ kind: 'an answer that no client may see', which: it }))),
  ];
}

export interface Defect {
  readonly kind: string;
  /** The order, event, listing or delivery it is about. */
  readonly which: string;
}

function summarize(defects: readonly Defect[]): string[] {
  return [...Map.groupBy(defects, (it) => it.kind)].map(([kind, all]) => {
    const examples = all.slice(0, EXAMPLES_MAX).map((it) => it.which);
    return `${kind}: ${all.length}, for instance ${examples.join('; ')}`;
  });
}

function checkFeed({ dealer, feed, events, lastSequence }: DealerEvidence): Defect[] {
  const defects: Defect[] = [];
  const add = (kind: string, which: unknown): void => {
    defects.push({ kind, which: `dealer ${dealer.index}, ${which}` });
  };
  for (const [index, event] of feed.entries()) {
    if (event.sequence !== index + 1) add('the feed has a gap', `${event.sequence} follows ${index}`);
    const row = events[index];
    if (row === undefined || JSON.stringify(event) !== JSON.stringify(JSON.parse(row.body)))
      add('the feed differs from the event that is sent', `sequence ${event.sequence}`);
  }
  if (new Set(feed.map((it) => it.id)).size !== feed.length) add('the feed has an event twice', feed.length);
  if (feed.length !== lastSequence || events.length !== lastSequence)
    add('the clock, the feed and the events disagree', `${lastSequence}, ${feed.length}, ${events.length}`);
  return defects;
}

/** Readers that resume from the last sequence they have see each once, in order. */
function checkReadings({ journal }: Evidence): Defect[] {
  return [...journal.readings].flatMap(([name, { sequences }]) => {
    const at = sequences.findIndex((sequence, index) => sequence !== index + 1);
    if (at === -1) return [];
    return [
      { kind: 'a feed reader saw a gap or a double', which: `${name}: ${sequences[at]} in place ${at + 1}` },
    ];
  });
}

/** What was sent was committed. */
function checkPhantoms({ dealers, receipts }: Evidence): Defect[] {
  const known = new Set(dealers.flatMap((it) => it.deliveries.map((delivery) => delivery.id)));
  return [...receipts]
    .filter(([id]) => !known.has(id))
    .map(([id, { eventId }]) => ({
      kind: 'a delivery that is not in the log has arrived',
      which: `${id} of ${eventId}`,
    }));
}
