import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EVENT_NAMESPACES } from '../../src/api/event-types.ts';
import {
  ALL_EVENTS,
  canonicalPatterns,
  covers,
  type EventPattern,
  stateOf,
  withNode,
} from '../../src/endpoints/event-tree.ts';
import { endpoints } from '../../src/texts/en/endpoints.ts';

const TYPES = EVENT_NAMESPACES.flatMap(({ types }) => [...types]);
const NODES: EventPattern[] = [ALL_EVENTS, ...EVENT_NAMESPACES.map(({ pattern }) => pattern), ...TYPES];
/** Types that may be added one day: only wildcards bring them. */
const FUTURE = ['listing.reserved', 'order.refunded', 'customer.left', 'integration.renamed', 'invoice.paid'];

const patterns = fc.array(fc.constantFrom(...NODES), { maxLength: 20 });
const node = fc.constantFrom(...NODES);

/** The hub's own rule of what a subscription hears. */
const hears = (subscribed: readonly string[], type: string) =>
  subscribed.some(
    (pattern) =>
      pattern === '*' ||
      pattern === type ||
      (pattern.endsWith('.*') && type.startsWith(pattern.slice(0, -1))),
  );
const heard = (subscribed: readonly string[]) =>
  [...TYPES, ...FUTURE].filter((type) => hears(subscribed, type));

describe('the event tree', () => {
  it('keeps what a subscription hears, types yet to come included, when it is shortened', () => {
    fc.assert(
      fc.property(patterns, (before) => {
        const after = canonicalPatterns(before);
        expect(heard(after)).toEqual(heard(before));
        expect(canonicalPatterns(after)).toEqual(after);
        expect(canonicalPatterns([...before].reverse())).toEqual(after);
      }),
    );
  });

  it('ticks exactly the types that are heard', () => {
    fc.assert(
      fc.property(patterns, (subscribed) => {
        const ticked = TYPES.filter((type) => stateOf(subscribed, type) === 'checked');
        expect(ticked).toEqual(TYPES.filter((type) => hears(subscribed, type)));
      }),
    );
  });

  it('ticks a namespace only for its wildcard, and marks it as partial when some of its types are chosen', () => {
    fc.assert(
      fc.property(patterns, (subscribed) => {
        for (const { pattern, types } of EVENT_NAMESPACES) {
          const isWhole = subscribed.includes(ALL_EVENTS) || subscribed.includes(pattern);
          const hasSome = types.some((type) => hears(subscribed, type));
          const expected = isWhole ? 'checked' : hasSome ? 'partial' : 'unchecked';
          expect(stateOf(subscribed, pattern)).toBe(expected);
        }
      }),
    );
  });

  it('changes nothing outside the node that is switched, and everything in it', () => {
    fc.assert(
      fc.property(patterns, node, fc.boolean(), (before, changed, isOn) => {
        const after = withNode(before, changed, isOn);
        for (const type of TYPES) {
          expect(hears(after, type)).toBe(covers(changed, type) ? isOn : hears(before, type));
        }
        expect(stateOf(after, changed)).toBe(isOn ? 'checked' : 'unchecked');
        expect(canonicalPatterns(after)).toEqual(after);
      }),
    );
  });

  it('can reach every subscription by ticking alone', () => {
    fc.assert(
      fc.property(patterns, (wanted) => {
        const ticked = wanted.reduce<string[]>((chosen, it) => withNode(chosen, it, true), []);
        expect(ticked).toEqual(canonicalPatterns(wanted));
      }),
    );
  });

  it.each([
    [[], 'listing.*', true, ['listing.*']],
    [['listing.sold', 'order.*'], 'listing.*', true, ['listing.*', 'order.*']],
    [['listing.*', 'order.received'], ALL_EVENTS, true, ['*']],
    [['*'], 'order.*', false, ['listing.*', 'customer.*', 'integration.*']],
    [['order.*'], 'order.cancelled', false, ['order.received', 'order.fulfilled']],
    [
      ['*'],
      'order.received',
      false,
      ['listing.*', 'order.fulfilled', 'order.cancelled', 'customer.*', 'integration.*'],
    ],
    [['*'], ALL_EVENTS, false, []],
  ] as const)('makes of %j with %s switched to %s: %j', (before, changed, isOn, after) => {
    expect(withNode(before, changed, isOn)).toEqual(after);
  });

  it('never turns types that were chosen one by one into a wildcard', () => {
    const orders = ['order.received', 'order.fulfilled', 'order.cancelled'];
    expect(canonicalPatterns(orders)).toEqual(orders);
    expect(stateOf(orders, 'order.*')).toBe('partial');
  });

  it('explains every node', () => {
    expect(Object.keys(endpoints.events.nodes).sort()).toEqual([...NODES].sort());
  });
});
