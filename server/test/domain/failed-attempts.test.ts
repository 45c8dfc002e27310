import { describe, expect, it } from 'vitest';
import { FailedAttempts } from '../../src/domain/failed-attempts.ts';

const START_MS = 1_778_146_200_000;

describe('failed attempts', () => {
  it('of the 21st within a minute is told how long to wait, until the oldest is a minute old', () => {
    const attempts = new FailedAttempts();
    for (let count = 0; count < 20; count += 1) {
      expect(attempts.record('192.0.2.1', START_MS + count * 1_000)).toBeNull();
    }
    expect(attempts.record('192.0.2.1', START_MS + 20_000)).toBe(40);
    expect(attempts.record('192.0.2.1', START_MS + 59_999)).toBe(1);
    expect(attempts.record('192.0.2.1', START_MS + 60_000)).toBeNull();
    expect(attempts.record('192.0.2.1', START_MS + 60_001)).toBe(1);
  });

  it.each([
    ['two IPv4 addresses', '192.0.2.1', '192.0.2.2', false],
    ['an IPv4 address in IPv6 clothes and itself', '192.0.2.1', '::ffff:192.0.2.1', true],
    ['two addresses of one IPv6 /64', '2001:db8::1', '2001:db8:0:0:ffff::1', true],
    ['two IPv6 /64', '2001:db8::1', '2001:db8:0:1::1', false],
    ['an IPv6 address with and without its zone', 'fe80::1%eth0', 'fe80::2', true],
  ])('%s: counted together is %4$s', (_name, first, second, together) => {
    const attempts = new FailedAttempts();
    for (let count = 0; count < 20; count += 1) attempts.record(first, START_MS);
    expect(attempts.record(second, START_MS) !== null).toBe(together);
  });

  it('of a million addresses take bounded memory and forget the oldest first', () => {
    const attempts = new FailedAttempts();
    for (let count = 0; count < 20; count += 1) attempts.record('192.0.2.1', START_MS);
    for (let count = 0; count < 9_999; count += 1)
      attempts.record(`10.${count >> 16}.${(count >> 8) & 255}.${count & 255}`, START_MS);
    expect(attempts.record('192.0.2.1', START_MS)).not.toBeNull();
    for (let count = 0; count < 10_000; count += 1)
      attempts.record(`11.${count >> 16}.${(count >> 8) & 255}.${count & 255}`, START_MS);
    expect(attempts.record('192.0.2.1', START_MS)).toBeNull();
  });
});
