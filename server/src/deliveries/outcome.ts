import { parseRetryAfter, type RetrySchedule, retryWaitUs } from '../domain/retry-schedule.ts';
import type { Micros } from '../domain/time.ts';
import type { CancelReason } from '../storage/cancel-deliveries.ts';
import type { DueDelivery } from '../storage/due-deliveries.ts';
import type { LaneHealth, NewAttempt, SettledDelivery } from '../storage/settle-deliveries.ts';

/** Where a delivery goes from here, and what its answer says about the whole endpoint. */
export interface Outcome {
  readonly settled: SettledDelivery;
  /** The receiver asked to be left alone until then. */
  readonly pausedUntilUs: Micros | null;
  /** The receiver said that it is gone for good. */
  readonly isGone: boolean;
}

export interface OutcomeRules {
  readonly schedule: RetrySchedule;
  /** When the attempt ended. */
  readonly nowUs: Micros;
  /** In [0, 1), for the jitter. */
  readonly random: number;
}

type Delivery = Pick<DueDelivery, 'id' | 'attempt_count' | 'schedule_step' | 'expires_us'>;

const isSuccess = (attempt: NewAttempt): boolean =>
  attempt.httpStatus !== null && attempt.httpStatus >= 200 && attempt.httpStatus < 300;

export function outcomeOf(delivery: Delivery, attempt: NewAttempt, rules: OutcomeRules): Outcome {
  const head = { id: delivery.id, attemptCount: delivery.attempt_count, attempt };
  if (isSuccess(attempt)) {
    const settled: SettledDelivery = {
      ...head,
      status: 'delivered',
      reason: null,
      scheduleStep: delivery.schedule_step,
      nextAttemptUs: null,
      deliveredUs: rules.nowUs,
    };
    return { settled, pausedUntilUs: null, isGone: false };
  }
  const pausedUntilUs = readPause(attempt, rules.nowUs);
  const settled = { ...head, ...afterFailure(delivery, rules, pausedUntilUs) };
  return { settled, pausedUntilUs, isGone: attempt.httpStatus === 410 };
}

function readPause(attempt: NewAttempt, nowUs: Micros): Micros | null {
  if (attempt.httpStatus !== 429 && attempt.httpStatus !== 503) return null;
  const retryAfter = attempt.responseHeaders?.['retry-after'];
  return retryAfter === undefined ? null : parseRetryAfter(retryAfter, nowUs);
}

type NextState = Omit<SettledDelivery, 'id' | 'attemptCount' | 'attempt'>;

/** The next attempt follows the schedule, and is never before the time the receiver asked for. */
function afterFailure(delivery: Delivery, rules: OutcomeRules, pausedUntilUs: Micros | null): NextState {
  const waitUs = retryWaitUs(rules.schedule, delivery.schedule_step, rules.random);
  if (waitUs === null) return endedAs('failed', 'schedule_exhausted', delivery);
  const nextAttemptUs = Math.max(rules.nowUs + waitUs, pausedUntilUs ?? 0);
  if (nextAttemptUs > delivery.expires_us) return endedAs('failed', 'expired', delivery);
  return {
    status: 'pending',
    reason: null,
    scheduleStep: delivery.schedule_step + 1,
    nextAttemptUs,
    deliveredUs: null,
  };
}

function endedAs(status: 'failed' | 'cancelled', reason: string, delivery: Delivery): NextState {
  return { status, reason, scheduleStep: delivery.schedule_step, nextAttemptUs: null, deliveredUs: null };
}

const unsent = (delivery: Delivery) => ({
  id: delivery.id,
  attemptCount: delivery.attempt_count,
  attempt: null,
});

export function cancelledAs(reason: CancelReason, delivery: Delivery): SettledDelivery {
  return { ...unsent(delivery), ...endedAs('cancelled', reason, delivery) };
}

export function expired(delivery: Delivery): SettledDelivery {
  return { ...unsent(delivery), ...endedAs('failed', 'expired', delivery) };
}

/** Stands behind a failing one of its resource: looked at again then, without using up an attempt. */
export function heldUntil(untilUs: Micros, delivery: Delivery): SettledDelivery {
  return {
    ...unsent(delivery),
    status: 'pending',
    reason: null,
    scheduleStep: delivery.schedule_step,
    nextAttemptUs: untilUs,
    deliveredUs: null,
  };
}

/** @param settled in the order in which their attempts ended */
export function healthAfter(settled: readonly SettledDelivery[], pausedUntilUs: Micros | null): LaneHealth {
  let hasSuccess = false;
  let trailingFailures = 0;
  let failingSinceUs: Micros | null = null;
  let lastSuccessUs: Micros | null = null;
  let lastFailureUs: Micros | null = null;
  for (const { attempt } of settled) {
    if (attempt === null) continue;
    const endedUs = attempt.startedUs + attempt.durationMs * 1000;
    if (isSuccess(attempt)) {
      hasSuccess = true;
      trailingFailures = 0;
      failingSinceUs = null;
      lastSuccessUs = Math.max(lastSuccessUs ?? 0, endedUs);
    } else {
      trailingFailures += 1;
      failingSinceUs ??= endedUs;
      lastFailureUs = Math.max(lastFailureUs ?? 0, endedUs);
    }
  }
  return { hasSuccess, trailingFailures, failingSinceUs, lastSuccessUs, lastFailureUs, pausedUntilUs };
}
