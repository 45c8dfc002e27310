import type { EngineObserver } from './deliveries/engine-observer.ts';
import type { HttpObserver } from './http/plugins/observation.ts';
import type { Tracing } from './tracing/tracing.ts';

/** Metrics of every request, and its span when traces are on. */
export function observeHttp(metrics: HttpObserver, tracing: Tracing | null): HttpObserver {
  if (tracing === null) return metrics;
  return {
    ...metrics,
    requestStarted(head) {
      const measured = metrics.requestStarted(head);
      const traced = tracing.requestStarted(head);
      return {
        traceparent: traced.traceparent,
        end(result) {
          measured.end(result);
          traced.end(result);
        },
      };
    },
  };
}

/** Metrics of every attempt, and its span when traces are on. */
export function observeEngine(metrics: EngineObserver, tracing: Tracing | null): EngineObserver {
  if (tracing === null) return metrics;
  return {
    ...metrics,
    attemptStarted(delivery, startedUs) {
      const measured = metrics.attemptStarted(delivery, startedUs);
      const traced = tracing.attemptStarted(delivery, startedUs);
      return (attempt) => {
        measured(attempt);
        traced(attempt);
      };
    },
  };
}
