import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { healthAfter, outcomeOf } from '../../src/deliveries/outcome.ts';
import { DAY_US, SECOND_US } from '../../src/domain/time.ts';
import type { NewAttempt } from '../../src/storage/settle-deliveries.ts';

const NOW_US = 1_778_146_200_000_000;
const SCHEDULE = [5_000, 30_000, 300_000];

const attempt = (change: Partial<NewAttempt>): NewAttempt => ({
  startedUs: NOW_US - SECOND_US,
  durationMs: 1_000,
  httpStatus: null,
  error: null,
  requestHeaders: {},
  responseHeaders: null,
  responsePreview: null,
  ...change,
});

const anyAttempt = fc.oneof(
  fc.integer({ min: 200, max: 599 }).map((httpStatus) => attempt({ httpStatus, responseHeaders: {} })),
  fc
    .constantFrom('timeout', 'connection_refused', 'dns', 'tls', 'protocol', 'blocked_address')
    .map((error) => attempt({ error })),
  fc
    .record({ httpStatus: fc.constantFrom(429, 503), seconds: fc.nat(200_000) })
    .map(({ httpStatus, seconds }) =>
      attempt({ httpStatus, responseHeaders: { 'retry-after': String(seconds) } }),
    ),
);

describe('the outcome of an attempt', () => {
  test('is a delivery, a later attempt within its life, or an end with a reason', () => {
    fc.assert(
      fc.property(
        anyAttempt,
        fc.nat(4),
        fc.nat(6 * 86_400),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (tried, step, lifeSeconds, random) => {
          const delivery = {
            id: 'd',
            attempt_count: step,
            schedule_step: step,
            expires_us: NOW_US + lifeSeconds * SECOND_US,
          };
          const { settled, pausedUntilUs, isGone } = outcomeOf(delivery, tried, {
            schedule: SCHEDULE,
            nowUs: NOW_US,
            random,
          });
          const isSuccess = tried.httpStatus !== null && tried.httpStatus < 300;
          expect(settled.status === 'delivered').toBe(isSuccess);
          expect(settled.deliveredUs).toBe(isSuccess ? NOW_US : null);
          expect(isGone).toBe(tried.httpStatus === 410);
          expect(settled.nextAttemptUs !== null).toBe(settled.status === 'pending');
          if (settled.status === 'pending') {
            expect(settled.nextAttemptUs).toBeGreaterThan(NOW_US);
            expect(settled.nextAttemptUs).toBeLessThanOrEqual(delivery.expires_us);
            expect(settled.nextAttemptUs).toBeGreaterThanOrEqual(pausedUntilUs ?? 0);
            expect(settled.scheduleStep).toBe(step + 1);
          } else if (settled.status === 'failed') {
            expect(settled.reason).toBe(step >= SCHEDULE.length ? 'schedule_exhausted' : 'expired');
          }
          expect(pausedUntilUs ?? 0).toBeLessThanOrEqual(NOW_US + DAY_US);
        },
      ),
    );
  });
});

describe('the health of an endpoint', () => {
  const settled = (httpStatus: number | null) => ({
    ...{ id: 'd', attemptCount: 0, status: 'pending' as const, reason: null, scheduleStep: 0 },
    ...{ nextAttemptUs: 1, deliveredUs: null, attempt: httpStatus === null ? null : attempt({ httpStatus }) },
  });

  test('counts the failures since the last success', () => {
    expect(healthAfter([500, 200, 500, 404].map(settled), null)).toMatchObject({
      hasSuccess: true,
      trailingFailures: 2,
    });
    expect(healthAfter([500, 500].map(settled), null)).toMatchObject({
      hasSuccess: false,
      trailingFailures: 2,
      lastSuccessUs: null,
      lastFailureUs: NOW_US,
    });
    expect(healthAfter([500, 204].map(settled), null)).toMatchObject({
      hasSuccess: true,
      trailingFailures: 0,
      lastSuccessUs: NOW_US,
    });
  });

  test('is not touched by what was never sent', () => {
    expect(healthAfter([null, null].map(settled), 7)).toEqual({
      hasSuccess: false,
      trailingFailures: 0,
      failingSinceUs: null,
      lastSuccessUs: null,
      lastFailureUs: null,
      pausedUntilUs: 7,
    });
  });
});
