import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeCursor, encodeCursor } from '../../src/domain/cursor.ts';

const place = { timeUs: 1_778_146_200_123_456, id: randomUUID() };
const refused = expect.objectContaining({ code: 'invalid_cursor', param: 'after' });

describe('cursors', () => {
  it('lead back to where they were made', () => {
    fc.assert(
      fc.property(fc.nat(9_007_199_254_740_991), fc.uuid(), (timeUs, id) => {
        expect(decodeCursor('listings', encodeCursor('listings', { timeUs, id }))).toEqual({ timeUs, id });
      }),
    );
  });

  it('are refused when any character is damaged', () => {
    const cursor = encodeCursor('orders', place);
    for (let index = 0; index < cursor.length; index += 1) {
      const other = cursor[index] === 'A' ? 'B' : 'A';
      const damaged = cursor.slice(0, index) + other + cursor.slice(index + 1);
      expect(() => decodeCursor('orders', damaged)).toThrow(refused);
    }
  });

  it('are refused when cut, empty, made up or from another list', () => {
    const cursor = encodeCursor('orders', place);
    for (const text of ['', 'x', cursor.slice(1), cursor.slice(0, -1), `${cursor}A`, 'null', '../..']) {
      expect(() => decodeCursor('orders', text)).toThrow(refused);
    }
    expect(() => decodeCursor('listings', cursor)).toThrow(refused);
  });

  it('never let arbitrary text through', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(() => decodeCursor('deliveries', text)).toThrow(refused);
      }),
    );
  });
});
