import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { HttpObserver, RequestResult } from '../http/plugins/observation.ts';

/** Routes are patterns and their number is that of the code; what fits none is one, whatever its address. */
const NO_ROUTE = 'none';

/** What HTTP does in this process. */
export function createHttpMetrics(registry: Registry): HttpObserver {
  const registers = [registry];
  const requests = new Counter({
    name: 'wth_http_requests_total',
    help: 'HTTP requests that this process answered, by method, route template and status.',
    labelNames: ['method', 'route', 'status'],
    registers,
  });
  const durations = new Histogram({
    name: 'wth_http_request_duration_seconds',
    help: 'From the head of an HTTP request to the end of its answer, by method and route template; event streams excepted.',
    labelNames: ['method', 'route'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers,
  });
  const streams = new Gauge({
    name: 'wth_event_streams_open',
    help: 'Event streams (GET /events/stream) open in this process.',
    registers,
  });
  const countRefusal = createRefusalCounter(registry);
  return {
    streamsCounted: (open) => streams.set(open),
    requestStarted: ({ method, route: pattern, isStream }) => ({
      traceparent: null,
      end(result) {
        if (result.status === null) return;
        const route = pattern ?? NO_ROUTE;
        requests.inc({ method, route, status: result.status });
        if (!isStream) durations.observe({ method, route }, result.durationMs / 1000);
        countRefusal(result);
      },
    }),
  };
}

/** Codes are entries of the error catalogue; the sign-in pages have none. */
function createRefusalCounter(registry: Registry): (result: RequestResult) => void {
  const refused = new Counter({
    name: 'wth_rate_limited_requests_total',
    help: 'HTTP requests that this process refused with 429, by error code; sign_in for the limit of the sign-in pages.',
    labelNames: ['code'],
    registers: [registry],
  });
  for (const code of ['too_many_requests', 'too_many_failed_attempts', 'sign_in']) refused.inc({ code }, 0);
  return ({ status, errorCode }) => {
    if (status === 429) refused.inc({ code: errorCode ?? 'sign_in' });
  };
}
