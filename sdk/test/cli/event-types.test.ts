import { expect, it } from 'vitest';
import { parseEventType, parseEventTypes } from '../../src/cli/event-types.ts';

it.each([
  ['order.recieved', 'order.received'],
  ['listing.publish', 'listing.published'],
  ['Order.Cancelled', 'order.cancelled'],
  ['integration.test', null],
  ['watch', null],
])('a typo names the nearest type and all there are: %s', (text, nearest) => {
  const guess = nearest === null ? /^"[^"]*" is no event type\n/ : new RegExp(`did you mean ${nearest}\\?`);
  expect(() => parseEventType(text)).toThrow(guess);
  expect(() => parseEventType(text)).toThrow(/customer\.matched/);
});

it('takes types, namespaces and everything, each type once', () => {
  expect(parseEventTypes('order.received, listing.sold')).toEqual(['order.received', 'listing.sold']);
  expect(parseEventTypes('order.received,order.*')).toEqual([
    'order.received',
    'order.fulfilled',
    'order.cancelled',
  ]);
  expect(parseEventTypes('*')).toHaveLength(10);
  expect(() => parseEventTypes('watch.*')).toThrow(/no event type/);
});
