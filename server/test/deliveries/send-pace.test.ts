import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SendPace } from '../../src/deliveries/send-pace.ts';

const SECOND_US = 1_000_000;

/** When requests leave that are all waiting from the start; each looked at no later than `lateUs` after it may go. */
function sendTimes(pace: SendPace, count: number, startUs: number, lateUs: () => number): number[] {
  let nowUs = startUs;
  return Array.from({ length: count }, () => {
    const waitUs = pace.waitUs(nowUs);
    if (waitUs > 0) nowUs += Math.ceil(waitUs) + lateUs();
    pace.take(nowUs);
    return nowUs;
  });
}

const mostInASecond = (times: readonly number[]): number =>
  Math.max(...times.map((from) => times.filter((it) => it >= from && it < from + SECOND_US).length));

test('no second sees more than the limit, whatever the timers do', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 10_000 }),
      fc.array(fc.integer({ min: 0, max: 30_000 }), { minLength: 1, maxLength: 20 }),
      (rate, delays) => {
        const pace = new SendPace();
        pace.setRate(rate);
        let index = 0;
        const times = sendTimes(
          pace,
          Math.min(rate * 2 + 3, 600),
          5_000,
          () => delays[index++ % delays.length]!,
        );
        expect(mostInASecond(times)).toBeLessThanOrEqual(rate);
      },
    ),
  );
});

test.each([1, 10, 100, 1_000, 10_000])('%i a second are reached within 5 % when timers keep time', (rate) => {
  const pace = new SendPace();
  pace.setRate(rate);
  const times = sendTimes(pace, rate * 3, 0, () => 0);
  expect((rate * 3) / (times.at(-1)! / SECOND_US)).toBeGreaterThanOrEqual(rate * 0.95);
});

test('the next owner goes on where the one before was', () => {
  const first = new SendPace();
  first.setRate(2);
  first.take(0);
  const second = new SendPace();
  second.setRate(2);
  second.resume(first.nextUs);
  expect(second.waitUs(100_000)).toBe(first.waitUs(100_000));
  expect(second.waitUs(100_000)).toBeGreaterThan(0);
});

test('a clock that was set back makes nobody wait for the difference', () => {
  const pace = new SendPace();
  pace.setRate(10);
  pace.take(3_600 * SECOND_US);
  expect(pace.waitUs(0)).toBe(0);
});
