import { setTimeout as delay } from 'node:timers/promises';
import { Gauge, Registry } from 'prom-client';
import type { Clock } from '../domain/time.ts';
import type { Database } from '../storage/database.ts';
import { countQueues, type QueueCounts } from '../storage/queue-counts.ts';

/** Less than the 10 s that Prometheus gives a scrape, whose other metrics shall come all the same. */
const ANSWER_MS_MAX = 4_000;

export interface QueueMetrics {
  /** Text for a scrape; null when the database has no answer in time, as no value is better than an old one. */
  read(): Promise<string | null>;
}

/**
 * Asked of the database at each scrape, over all processes: what is due says more about a stuck engine than any
 * counter of its own. Every process that delivers reports the same, so take the maximum, never the sum.
 */
export function createQueueMetrics(database: Database, clock: Clock): QueueMetrics {
  const registry = new Registry();
  const set = createQueueGauges(registry);
  // A slow answer is awaited by one scrape after the other: asking again would only take more connections.
  let underWay: Promise<QueueCounts> | null = null;
  const ask = () => {
    underWay ??= countQueues(database.kysely, clock()).finally(() => {
      underWay = null;
    });
    return underWay;
  };
  return {
    async read() {
      const timeout = new AbortController();
      try {
        const counts = await Promise.race([ask(), delay(ANSWER_MS_MAX, null, { signal: timeout.signal })]);
        if (counts === null) return null;
        set(counts);
        return await registry.metrics();
      } catch {
        // wth_database_up tells of it.
        return null;
      } finally {
        timeout.abort();
      }
    },
  };
}

function createQueueGauges(registry: Registry): (counts: QueueCounts) => void {
  const common = (name: string, help: string) => ({
    name,
    help: `${help} Over all processes, from the database.`,
    registers: [registry],
  });
  const gauge = (name: string, help: string) => new Gauge(common(name, help));
  const byHealth = (name: string, help: string) =>
    new Gauge({ ...common(name, help), labelNames: ['endpoints'] });
  const oldestDue = gauge(
    'wth_oldest_due_delivery_seconds',
    'How long the delivery that is due for longest at a healthy endpoint has been waiting; 0 when none is due.',
  );
  const oldest = byHealth(
    'wth_oldest_undelivered_seconds',
    'Age of the oldest pending delivery, of healthy endpoints and of failing ones (5 failures in a row); 0 when none is pending.',
  );
  const pending = byHealth(
    'wth_deliveries_pending',
    'Pending deliveries, of healthy endpoints and of failing ones.',
  );
  const lanesDue = gauge('wth_lanes_due', 'Endpoints with something due.');
  const lanesLeased = gauge('wth_lanes_leased', 'Endpoints that a worker owns.');
  const workers = gauge('wth_workers', 'Workers that are registered: alive, or dead for some 10 s at most.');
  return (counts) => {
    oldestDue.set(counts.oldest_due_seconds);
    oldest.set({ endpoints: 'healthy' }, counts.oldest_healthy_seconds);
    oldest.set({ endpoints: 'failing' }, counts.oldest_failing_seconds);
    pending.set({ endpoints: 'healthy' }, counts.pending_healthy);
    pending.set({ endpoints: 'failing' }, counts.pending_failing);
    lanesDue.set(counts.due_lanes);
    lanesLeased.set(counts.owned_lanes);
    workers.set(counts.workers);
  };
}
