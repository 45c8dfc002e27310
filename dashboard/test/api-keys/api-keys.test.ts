import { describe, expect, it } from 'vitest';
import type { ApiKey } from '../../src/api/shapes.ts';
import { endOfDay, expiresAt, isFutureDay } from '../../src/api-keys/key-expiry.ts';
import { keysOf, scopesWord } from '../../src/api-keys/key-groups.ts';
import { isOverlap, overlapEnd } from '../../src/api-keys/key-overlap.ts';

const NOW_MS = Date.parse('2026-05-07T12:00:00Z');
const DAY_MS = 86_400_000;

describe('the end of a new key', () => {
  it('is never, or so many days from now', () => {
    expect(expiresAt('never', '', NOW_MS)).toBeNull();
    expect(Date.parse(expiresAt('days30', '', NOW_MS)!)).toBe(NOW_MS + 30 * DAY_MS);
    expect(Date.parse(expiresAt('days90', '', NOW_MS)!)).toBe(NOW_MS + 90 * DAY_MS);
    expect(Date.parse(expiresAt('days365', '', NOW_MS)!)).toBe(NOW_MS + 365 * DAY_MS);
  });

  it('is the last moment of a chosen day in the zone of the reader', () => {
    const end = new Date(expiresAt('date', '2026-12-24', NOW_MS)!);
    expect([end.getFullYear(), end.getMonth(), end.getDate()]).toEqual([2026, 11, 24]);
    expect([end.getHours(), end.getMinutes(), end.getSeconds()]).toEqual([23, 59, 59]);
  });

  it('can be today, and no day that is over or none at all', () => {
    const day = endOfDay('2026-05-07')!;
    expect(isFutureDay('2026-05-07', day.getTime() - 1)).toBe(true);
    expect(isFutureDay('2026-05-07', day.getTime())).toBe(false);
    for (const none of ['', '2026-13-40', 'soon']) expect(isFutureDay(none, NOW_MS)).toBe(false);
  });
});

describe('the end of a rolled key', () => {
  it('comes at once without an overlap', () => {
    expect(overlapEnd(0, null, NOW_MS)).toBeNull();
  });

  it('comes after the overlap, and never later than it would have anyway', () => {
    expect(overlapEnd(24, null, NOW_MS)).toBe('2026-05-08T12:00:00.000Z');
    expect(overlapEnd(24, '2026-05-07T18:00:00.000000Z', NOW_MS)).toBe('2026-05-07T18:00:00.000Z');
  });

  it('lies within a week', () => {
    for (const hours of [0, 0.5, 168, '12']) expect(isOverlap(hours)).toBe(true);
    for (const hours of [-1, 168.5, '', 'x']) expect(isOverlap(hours)).toBe(false);
  });
});

describe('a list of keys', () => {
  const key = (id: string, mode: ApiKey['mode'], status: ApiKey['status']) =>
    ({ id, mode, status }) as unknown as ApiKey;

  it('keeps the worlds apart, and what works from what no longer does', () => {
    const keys = [key('a', 'test', 'active'), key('b', 'live', 'revoked'), key('c', 'live', 'active')];
    const ids = (of: readonly ApiKey[]) => of.map(({ id }) => id);
    expect(ids(keysOf(keys, 'live').current)).toEqual(['c']);
    expect(ids(keysOf(keys, 'live').past)).toEqual(['b']);
    expect(ids(keysOf(keys, 'test').current)).toEqual(['a']);
    expect(keysOf([key('d', 'test', 'expired')], 'test').past).toHaveLength(1);
  });

  it('says in a word what a key may do', () => {
    expect(scopesWord(['read', 'write'])).toBe('both');
    expect(scopesWord(['write'])).toBe('write');
    expect(scopesWord(['read'])).toBe('read');
  });
});
