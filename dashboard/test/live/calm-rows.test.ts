import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keepCalm } from '../../src/live/calm-rows.ts';
import { findNeighbours } from '../../src/live/neighbours.ts';

interface Row {
  readonly id: number;
  readonly state: string;
}
const key = ({ id }: Row) => String(id);
const row = (id: number, state = 'old'): Row => ({ id, state });

describe('rows that are read', () => {
  it('stay where they are, whatever comes, and show their newest state', () => {
    const kept = [row(3), row(2), row(1)];
    const fresh = [row(5), row(4), row(3, 'new'), row(2)];
    expect(keepCalm(kept, fresh, key)).toEqual({ shown: [row(3, 'new'), row(2), row(1)], waiting: 2 });
  });

  it('are never more, fewer or in another order', () => {
    const rows = fc.uniqueArray(fc.record({ id: fc.nat(30), state: fc.string() }), {
      selector: ({ id }) => id,
    });
    fc.assert(
      fc.property(rows, rows, (kept, fresh) => {
        const { shown, waiting } = keepCalm(kept, fresh, key);
        expect(shown.map(key)).toEqual(kept.map(key));
        expect(waiting).toBeLessThanOrEqual(fresh.length);
      }),
    );
  });

  it('have nothing waiting when only older rows moved up', () => {
    expect(keepCalm([row(3), row(2)], [row(3), row(1)], key).waiting).toBe(0);
    expect(keepCalm([row(3)], [], key).waiting).toBe(0);
  });
});

describe('neighbours', () => {
  it('end at the ends of the list and are none outside of it', () => {
    expect(findNeighbours(['a', 'b', 'c'], 'b')).toEqual({ previous: 'a', next: 'c' });
    expect(findNeighbours(['a', 'b', 'c'], 'a')).toEqual({ previous: null, next: 'b' });
    expect(findNeighbours(['a', 'b', 'c'], 'c')).toEqual({ previous: 'b', next: null });
    expect(findNeighbours(['a'], 'x')).toEqual({ previous: null, next: null });
    expect(findNeighbours(['a'], null)).toEqual({ previous: null, next: null });
  });
});
