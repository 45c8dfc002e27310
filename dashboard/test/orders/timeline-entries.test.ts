import { describe, expect, it } from 'vitest';
import { timelineEntries } from '../../src/orders/timeline-entries.ts';
import { sampleDelivery, sampleOrder } from './samples.ts';

const kinds = (...args: Parameters<typeof timelineEntries>) =>
  timelineEntries(...args).map(({ kind }) => kind);

describe('the timeline of an order', () => {
  it('begins with its arrival when it was ordered at that moment', () => {
    expect(kinds(sampleOrder(), [])).toEqual(['received']);
  });

  it('tells of an earlier purchase first', () => {
    expect(kinds(sampleOrder({ ordered_at: '2026-05-01T00:00:00.000000Z' }), [])).toEqual([
      'ordered',
      'received',
    ]);
  });

  it('puts a webhook where it arrived, between what came before and after', () => {
    const order = sampleOrder({ fulfilled_at: '2026-05-07T09:30:00.500000Z' });
    expect(kinds(order, [sampleDelivery()])).toEqual(['received', 'fulfilled', 'delivery']);
  });

  it('puts a webhook that did not arrive where it was made', () => {
    const order = sampleOrder({ cancelled_at: '2026-05-07T09:30:00.500000Z' });
    const pending = sampleDelivery({ status: 'pending', delivered_at: null });
    expect(kinds(order, [pending])).toEqual(['received', 'delivery', 'cancelled']);
  });

  it('leaves out webhooks about something else', () => {
    expect(kinds(sampleOrder(), [sampleDelivery({ resource_id: 'listing-1' })])).toEqual(['received']);
  });
});
