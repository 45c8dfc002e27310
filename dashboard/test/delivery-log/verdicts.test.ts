import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ATTEMPT_ERRORS, DELIVERY_REASONS, DELIVERY_STATUSES } from '../../src/api/deliveries.ts';
import type { Integration } from '../../src/api/shapes.ts';
import { ATTEMPT_VERDICTS, judgeAttempt } from '../../src/delivery-log/attempt-verdict.ts';
import {
  DELIVERY_VERDICTS,
  findRetryObstacle,
  judgeDelivery,
  RETRY_OBSTACLES,
} from '../../src/delivery-log/delivery-verdict.ts';
import { deliveryLog } from '../../src/texts/en/delivery-log.ts';

const answered = (http_status: number) => judgeAttempt({ http_status, error: null });

describe('an attempt', () => {
  it.each([
    [200, 'success'],
    [204, 'success'],
    [301, 'redirect'],
    [308, 'redirect'],
    [400, 'client_error'],
    [401, 'not_authorized'],
    [403, 'not_authorized'],
    [404, 'not_found'],
    [405, 'method_not_allowed'],
    [410, 'gone'],
    [413, 'too_large'],
    [422, 'client_error'],
    [429, 'rate_limited'],
    [500, 'server_error'],
    [503, 'unavailable'],
    [999, 'unknown'],
  ])('that was answered with %i is judged as %s', (status, verdict) => {
    expect(answered(status)).toBe(verdict);
  });

  it.each(ATTEMPT_ERRORS)('without an answer is judged by its class %s', (error) => {
    expect(judgeAttempt({ http_status: null, error })).toBe(error);
  });

  it('of a class to come has words all the same', () => {
    expect(judgeAttempt({ http_status: null, error: 'quantum' })).toBe('unknown');
  });

  it('is a success for 2xx alone', () => {
    fc.assert(
      fc.property(fc.integer({ min: 200, max: 599 }), (status) => {
        expect(answered(status) === 'success').toBe(status < 300);
      }),
    );
  });

  it('has words for whatever it came to', () => {
    for (const verdict of ATTEMPT_VERDICTS) {
      // Of a success there is nothing to do.
      const parts = verdict === 'success' ? ['title', 'text'] : ['title', 'text', 'advice'];
      expect(Object.keys(deliveryLog.attempts[verdict]), verdict).toEqual(parts);
      expect(Object.values(deliveryLog.attempts[verdict]), verdict).not.toContain('');
    }
    expect(Object.keys(deliveryLog.attempts).sort()).toEqual([...ATTEMPT_VERDICTS].sort());
  });
});

describe('a delivery', () => {
  it.each(DELIVERY_REASONS)('that ended with %s says so', (reason) => {
    const status = reason === 'schedule_exhausted' || reason === 'expired' ? 'failed' : 'cancelled';
    expect(judgeDelivery({ status, reason, attempt_count: 1 }, undefined)).toBe(reason);
  });

  it.each(DELIVERY_STATUSES)('that is %s with a reason to come has words all the same', (status) => {
    const verdict = judgeDelivery({ status, reason: 'quantum', attempt_count: 1 }, undefined);
    expect(deliveryLog.verdicts[verdict].title).not.toBe('');
  });

  it('that is pending is new, retried, or behind the failures of its endpoint', () => {
    const pending = { status: 'pending', reason: null } as const;
    expect(judgeDelivery({ ...pending, attempt_count: 0 }, { consecutive_failures: 4 })).toBe('waiting');
    expect(judgeDelivery({ ...pending, attempt_count: 0 }, { consecutive_failures: 5 })).toBe(
      'waiting_behind_failures',
    );
    expect(judgeDelivery({ ...pending, attempt_count: 1 }, { consecutive_failures: 5 })).toBe('retrying');
  });

  it('has words for each of its states, in full and in short', () => {
    expect(Object.keys(deliveryLog.verdicts).sort()).toEqual([...DELIVERY_VERDICTS].sort());
    const troubled = DELIVERY_VERDICTS.filter((verdict) => verdict !== 'delivered' && verdict !== 'waiting');
    expect(Object.keys(deliveryLog.short).sort()).toEqual([...troubled].sort());
    for (const verdict of troubled) {
      expect(Object.keys(deliveryLog.verdicts[verdict]), verdict).toEqual(['title', 'text', 'advice']);
    }
    expect(Object.keys(deliveryLog.retry.obstacles).sort()).toEqual([...RETRY_OBSTACLES].sort());
  });
});

describe('a retry', () => {
  const endpoint = { id: 'endpoint', is_enabled: true };
  const integration = {
    dealer: { plan: 'business' },
    is_enabled: true,
    is_test_mode: false,
    webhook_endpoints: [endpoint],
  } as unknown as Integration;
  const failed = {
    status: 'failed',
    endpoint_id: 'endpoint',
    event_type: 'listing.sold',
    livemode: true,
    event: {},
  } as const;
  const testMode = { ...integration, is_test_mode: true };

  it('of anything finished is offered', () => {
    for (const status of ['failed', 'delivered', 'cancelled'] as const) {
      expect(findRetryObstacle({ ...failed, status }, integration)).toBeNull();
    }
  });

  it('of test data and of a ping is offered in test mode, too', () => {
    expect(findRetryObstacle({ ...failed, livemode: false }, testMode)).toBeNull();
    expect(findRetryObstacle({ ...failed, event_type: 'integration.test_event' }, testMode)).toBeNull();
  });

  it.each([
    ['pending', { ...failed, status: 'pending' } as const, integration],
    ['event_expired', { ...failed, event: null }, integration],
    [
      'plan_required',
      failed,
      { ...integration, dealer: { ...integration.dealer, plan: 'starter' } } as Integration,
    ],
    ['integration_disabled', failed, { ...integration, is_enabled: false }],
    ['endpoint_deleted', { ...failed, endpoint_id: 'gone' }, integration],
    [
      'endpoint_disabled',
      failed,
      { ...integration, webhook_endpoints: [{ ...endpoint, is_enabled: false }] } as unknown as Integration,
    ],
    ['test_mode', failed, testMode],
  ])('is not offered for %s', (obstacle, delivery, state) => {
    expect(findRetryObstacle(delivery, state)).toBe(obstacle);
  });
});
