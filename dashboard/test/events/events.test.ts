import { describe, expect, it } from 'vitest';
import { EVENT_TYPES } from '../../src/api/event-types.ts';
import type { HubEvent } from '../../src/api/shapes.ts';
import { formatMoney } from '../../src/components/money.ts';
import { listChanges } from '../../src/events/changes.ts';
import { resourceName, resourcePath } from '../../src/events/resource.ts';
import { events } from '../../src/texts/en/events.ts';

const event = (type: string, object: Record<string, unknown>, previous_attributes?: object): HubEvent => ({
  id: 'evt_1',
  type,
  api_version: '2026-05-07',
  created_at: '2026-05-07T12:00:00.000000Z',
  livemode: true,
  sequence: 1,
  data: { object, ...(previous_attributes === undefined ? {} : { previous_attributes }) },
});

describe('what changed', () => {
  it('is told field by field, in words a dealer reads', () => {
    const changes = listChanges(
      event(
        'listing.updated',
        {
          price: { amount: 1_250_000, currency: 'EUR' },
          has_box: true,
          case_material: null,
          complications: ['Date', 'GMT'],
          photos: [{ url: 'https://a.example/1.jpg', position: 0, alt: null }],
          title: 'unchanged',
        },
        {
          price: null,
          has_box: false,
          case_material: 'Steel',
          complications: [],
          photos: [],
        },
      ),
    );
    expect(changes).toEqual([
      { field: 'price', before: null, after: formatMoney({ amount: 1_250_000, currency: 'EUR' }) },
      { field: 'has box', before: false, after: true },
      { field: 'case material', before: 'Steel', after: null },
      { field: 'complications', before: null, after: 'Date, GMT' },
      { field: 'photos', before: null, after: 'https://a.example/1.jpg' },
    ]);
  });

  it('is nothing for an event without previous values', () => {
    expect(listChanges(event('listing.sold', { title: 'x' }))).toEqual([]);
  });
});

describe('the resource of an event', () => {
  it.each([
    ['listing.sold', '/inventory/r1?mode=live'],
    ['order.received', '/orders/r1?mode=live'],
    ['customer.matched', '/customers/r1?mode=live'],
    ['integration.test_event', null],
    ['quantum.leapt', null],
  ])('of %s has the page %s', (event_type, path) => {
    expect(resourcePath({ event_type, resource_id: 'r1', livemode: true })).toBe(path);
  });

  it('is looked for in its own world', () => {
    const delivery = { event_type: 'order.received', resource_id: 'r1', livemode: false };
    expect(resourcePath(delivery)).toBe('/orders/r1?mode=test');
  });

  it('is named as a dealer names it', () => {
    expect(resourceName(event('listing.sold', { title: 'Submariner' }))).toBe('Submariner');
    expect(resourceName(event('order.received', { number: 1001 }))).toBe('1001');
    expect(resourceName(event('customer.matched', { first_name: 'Ada', last_name: 'Meier' }))).toBe(
      'Ada Meier',
    );
    expect(resourceName(event('customer.matched', { first_name: null, email: 'a@b.ch' }))).toBe('a@b.ch');
    expect(resourceName(event('integration.test_event', {}))).toBeNull();
  });
});

it('every event type has words', () => {
  const keys = EVENT_TYPES.map((type) => type.replace('.', '_')).sort();
  expect(Object.keys(events.types).sort()).toEqual(keys);
});
