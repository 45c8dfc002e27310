import { attemptHeaders } from '../domain/signature.ts';
import { type Clock, SECOND_US } from '../domain/time.ts';
import type { DueDelivery } from '../storage/due-deliveries.ts';
import type { NewAttempt } from '../storage/settle-deliveries.ts';
import type { EngineObserver } from './engine-observer.ts';
import type { Sender, SendResult } from './sender.ts';
import type { Target } from './target.ts';

/** A delivery whose event is still kept. */
export type SendableDelivery = DueDelivery & { readonly body: string };

/** One signed request under way. */
export interface RunningAttempt {
  /** Null when it was aborted: then nothing is known, nothing is recorded, and it will be sent again. */
  readonly report: Promise<NewAttempt | null>;
  abort(): void;
}

export interface AttemptTools {
  readonly sender: Sender;
  readonly clock: Clock;
  readonly monotonicMs: () => number;
  readonly observer: EngineObserver;
}

export function startAttempt(
  tools: AttemptTools,
  target: Target,
  delivery: SendableDelivery,
): RunningAttempt {
  const startedUs = tools.clock();
  const startedMs = tools.monotonicMs();
  const headers = attemptHeaders({
    eventId: delivery.event_id,
    eventType: delivery.event_type,
    deliveryId: delivery.id,
    attemptNumber: delivery.attempt_count + 1,
    body: delivery.body,
    timestamp: Math.floor(startedUs / SECOND_US),
    secrets: target.secretsAt(startedUs),
  });
  const end = tools.observer.attemptStarted(delivery, startedUs);
  const exchange = tools.sender.send({ url: target.url, headers, body: delivery.body });
  const report = exchange.result.then((result) => {
    const durationMs = Math.round(tools.monotonicMs() - startedMs);
    const attempt =
      result.kind === 'aborted'
        ? null
        : { startedUs, durationMs, requestHeaders: headers, ...answerOf(result) };
    end(attempt);
    return attempt;
  });
  return { report, abort: () => exchange.abort() };
}

type Answer = Pick<NewAttempt, 'httpStatus' | 'error' | 'responseHeaders' | 'responsePreview'>;

function answerOf(result: Exclude<SendResult, { kind: 'aborted' }>): Answer {
  if (result.kind === 'failure') {
    return { httpStatus: null, error: result.failure, responseHeaders: null, responsePreview: null };
  }
  return {
    httpStatus: result.status,
    error: null,
    responseHeaders: result.headers,
    responsePreview: result.preview,
  };
}
