import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { type EngineLoad, type EngineObserver, LANE_CHANGES } from '../deliveries/engine-observer.ts';
import type { NewAttempt } from '../storage/settle-deliveries.ts';

const OUTCOMES = ['delivered', 'failed', 'cancelled'] as const;

const RESULTS = [
  ...['success', 'http_3xx', 'http_4xx', 'http_5xx', 'http_other'],
  ...['timeout', 'connection_refused', 'dns', 'tls', 'protocol', 'blocked_address', 'aborted'],
];

const HTTP_CLASSES: Readonly<Record<number, string>> = {
  2: 'success',
  3: 'http_3xx',
  4: 'http_4xx',
  5: 'http_5xx',
};

/** A class of what can happen to an attempt: never the status itself, which a receiver chooses. */
function resultOf(attempt: NewAttempt | null): string {
  if (attempt === null) return 'aborted';
  if (attempt.httpStatus === null) return attempt.error ?? 'protocol';
  return HTTP_CLASSES[Math.floor(attempt.httpStatus / 100)] ?? 'http_other';
}

/** Counters and histograms of the webhook engine of this process. */
export function createEngineMetrics(registry: Registry): EngineObserver {
  const registers = [registry];
  const deliveries = new Counter({
    name: 'wth_deliveries_total',
    help: 'Deliveries that this process ended, by outcome. What a change of settings cancels is not among them.',
    labelNames: ['outcome'],
    registers,
  });
  const lanes = new Counter({
    name: 'wth_lane_changes_total',
    help: 'Lanes that this process claimed, released when they were empty, handed_back with work at a stop, or lost.',
    labelNames: ['change'],
    registers,
  });
  const buried = new Counter({
    name: 'wth_workers_buried_total',
    help: 'Other workers that this process declared dead, as their beat stood still.',
    registers,
  });
  for (const outcome of OUTCOMES) deliveries.inc({ outcome }, 0);
  for (const change of LANE_CHANGES) lanes.inc({ change }, 0);
  return {
    attemptStarted: createAttemptMetrics(registry),
    settled(batch) {
      for (const { status } of batch) if (status !== 'pending') deliveries.inc({ outcome: status });
    },
    laneChanged: (change) => lanes.inc({ change }),
    workerBuried: () => buried.inc(),
  };
}

function createAttemptMetrics(registry: Registry): EngineObserver['attemptStarted'] {
  const registers = [registry];
  const attempts = new Counter({
    name: 'wth_delivery_attempts_total',
    help: 'Attempts that this process made, by result: success, a class of HTTP status, a class of failure, or aborted.',
    labelNames: ['result'],
    registers,
  });
  for (const result of RESULTS) attempts.inc({ result }, 0);
  const durations = new Histogram({
    name: 'wth_delivery_attempt_duration_seconds',
    help: 'From the start of an attempt to the end of its answer or its failure; aborted ones excepted.',
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15, 30, 60],
    registers,
  });
  const latencies = new Histogram({
    name: 'wth_delivery_first_attempt_latency_seconds',
    help: 'From the time of an event, drawn within its transaction, to the first attempt to deliver it.',
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3600],
    registers,
  });
  return (delivery, startedUs) => {
    // The dealer's clock may run ahead of this machine's.
    const waitedUs = Math.max(0, startedUs - delivery.created_us);
    if (delivery.attempt_count === 0) latencies.observe(waitedUs / 1_000_000);
    return (attempt) => {
      attempts.inc({ result: resultOf(attempt) });
      if (attempt !== null) durations.observe(attempt.durationMs / 1000);
    };
  };
}

/** What the engine holds at the moment of a scrape. */
export function addLoadGauges(registry: Registry, load: () => EngineLoad): void {
  const registers = [registry];
  new Gauge({
    name: 'wth_lanes_owned',
    help: 'Lanes (queues of endpoints) that this process owns.',
    registers,
    collect() {
      this.set(load().lanes);
    },
  });
  new Gauge({
    name: 'wth_attempts_in_flight',
    help: 'Attempts under way in this process.',
    registers,
    collect() {
      this.set(load().inFlight);
    },
  });
  new Gauge({
    name: 'wth_attempts_in_flight_max',
    help: 'Attempts that this process may have under way.',
    registers,
    collect() {
      this.set(load().inFlightMax);
    },
  });
}
