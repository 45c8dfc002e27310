import type { EventType } from '../api-shapes.ts';
import { UsageError } from './cli-error.ts';

/** Complete by its type: an event that the hub adds does not compile until it is here. */
const HAPPENINGS: Readonly<Record<EventType, string>> = {
  'listing.published': 'a listing appears in your channel',
  'listing.updated': 'a published listing changes',
  'listing.unpublished': 'a listing leaves your channel',
  'listing.sold': 'the last piece is sold',
  'listing.in_stock': 'a sold listing is back',
  'order.received': 'an order is placed',
  'order.fulfilled': 'an order is sent off',
  'order.cancelled': 'an order is cancelled',
  'customer.matched': 'a customer is met again',
  'integration.test_event': 'a ping',
};

const EVENT_TYPES = Object.keys(HAPPENINGS) as EventType[];

export const EVENT_TYPE_LIST = Object.entries(HAPPENINGS)
  .map(([type, happening]) => `  ${type.padEnd(24)}${happening}`)
  .join('\n');

/** @throws UsageError with the nearest type and the whole list */
export function parseEventType(text: string): EventType {
  const found = EVENT_TYPES.find((type) => type === text);
  if (found !== undefined) return found;
  const nearest = EVENT_TYPES.map((type) => ({ type, distance: editDistance(text, type) })).sort(
    (a, b) => a.distance - b.distance,
  )[0];
  const guess = nearest && nearest.distance <= 4 ? `; did you mean ${nearest.type}?` : '';
  throw new UsageError(`"${text}" is no event type${guess}\n\nEvent types:\n${EVENT_TYPE_LIST}`);
}

/** Types and `namespace.*`, separated by commas. @throws UsageError */
export function parseEventTypes(text: string): EventType[] {
  const types = text.split(',').flatMap((part) => {
    const pattern = part.trim();
    if (pattern === '*') return EVENT_TYPES;
    const inNamespace = EVENT_TYPES.filter(
      (type) => pattern.endsWith('.*') && type.startsWith(pattern.slice(0, -1)),
    );
    return inNamespace.length > 0 ? inNamespace : [parseEventType(pattern)];
  });
  return [...new Set(types)];
}

/** Levenshtein's: letters to insert, remove or replace. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = row[j - 1]! + (letter === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}
