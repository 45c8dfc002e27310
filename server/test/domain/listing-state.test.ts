import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ApiError } from '../../src/domain/api-error.ts';
import type { ListingStock } from '../../src/domain/listing.ts';
import {
  giveBackStock,
  markSold,
  publish,
  returnToStock,
  type StockChange,
  setQuantity,
  takeStock,
  unpublish,
} from '../../src/domain/listing-state.ts';

const draft = (quantity: number): ListingStock => ({
  status: 'draft',
  status_before_sold: null,
  quantity,
  marked_sold_quantity: 0,
  published_us: null,
  sold_us: null,
});

type Step =
  | { kind: 'publish' | 'unpublish' | 'markSold' | 'returnToStock' }
  | { kind: 'order'; quantity: number }
  | { kind: 'cancel'; index: number }
  | { kind: 'set'; quantity: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.constantFrom<Step>(
    { kind: 'publish' },
    { kind: 'unpublish' },
    { kind: 'markSold' },
    { kind: 'returnToStock' },
  ),
  fc.record({ kind: fc.constant('order' as const), quantity: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ kind: fc.constant('cancel' as const), index: fc.nat(5) }),
  fc.record({ kind: fc.constant('set' as const), quantity: fc.nat(4) }),
);

describe('the listing state machine', () => {
  it('keeps every piece accounted for whatever happens in whatever order', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }), fc.array(step, { maxLength: 40 }), (initial, steps) => {
        let listing = draft(initial);
        const orders: number[] = [];
        // Pieces that exist: changed only when the dealer counts them anew.
        let owned = initial;
        const attempt = (decide: () => StockChange, onDone: () => void = () => {}): void => {
          try {
            listing = { ...listing, ...decide() };
            onDone();
          } catch (error) {
            expect(error).toBeInstanceOf(ApiError);
          }
        };
        for (const it of steps) {
          const before = listing;
          if (it.kind === 'publish') attempt(() => publish(listing, 1));
          if (it.kind === 'unpublish') attempt(() => unpublish(listing));
          if (it.kind === 'markSold') attempt(() => markSold(listing, 1));
          if (it.kind === 'returnToStock') attempt(() => returnToStock(listing));
          if (it.kind === 'order') {
            attempt(
              () => takeStock(listing, it.quantity, 1),
              () => orders.push(it.quantity),
            );
          }
          if (it.kind === 'cancel' && orders[it.index] !== undefined) {
            attempt(
              () => giveBackStock(listing, orders[it.index]!),
              () => orders.splice(it.index, 1),
            );
          }
          if (it.kind === 'set') {
            attempt(
              () => setQuantity(listing, it.quantity, 1),
              () => {
                if (it.quantity > 0) owned += listing.quantity - before.quantity;
              },
            );
          }
          const held = orders.reduce((sum, quantity) => sum + quantity, 0);
          expect(listing.quantity + held + listing.marked_sold_quantity).toBe(owned);
          expect(listing.quantity).toBeGreaterThanOrEqual(0);
          expect(listing.status === 'sold').toBe(listing.quantity === 0);
          expect(listing.status === 'sold').toBe(listing.status_before_sold !== null);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('makes a sold listing again what it was before', () => {
    for (const before of ['published', 'unpublished'] as const) {
      const listing: ListingStock = { ...draft(1), status: before };
      const sold = { ...listing, ...takeStock(listing, 1, 5) };
      expect(sold).toMatchObject({ status: 'sold', quantity: 0, sold_us: 5 });
      expect({ ...sold, ...giveBackStock(sold, 1) }).toEqual(listing);
    }
  });

  it('gives back by hand only what was sold by hand, never what an order holds', () => {
    const listing: ListingStock = { ...draft(3), status: 'published' };
    const ordered = { ...listing, ...takeStock(listing, 2, 1) };
    const sold = { ...ordered, ...markSold(ordered, 2) };
    const returned = { ...sold, ...returnToStock(sold) };
    expect(returned).toMatchObject({ quantity: 1, status: 'published', marked_sold_quantity: 0 });
    expect(() => returnToStock(returned)).toThrow(expect.objectContaining({ code: 'invalid_state' }));
  });

  it.each([
    ['sold', 'published', () => publish({ ...draft(0), status: 'sold', status_before_sold: 'published' }, 1)],
    ['draft', 'unpublished', () => unpublish(draft(1))],
    ['draft', 'marked sold', () => markSold(draft(1), 1)],
    [
      'sold',
      'set',
      () => setQuantity({ ...draft(0), status: 'sold', status_before_sold: 'published' }, 1, 1),
    ],
  ])('refuses what the state does not allow: %s can not be %s', (_from, _to, transition) => {
    expect(transition).toThrow(expect.objectContaining({ code: 'invalid_state' }));
  });

  it('takes no more than there is', () => {
    expect(() => takeStock({ ...draft(1), status: 'published' }, 2, 1)).toThrow(
      expect.objectContaining({ code: 'listing_unavailable' }),
    );
  });
});
