import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { Database } from '../storage/database.ts';
import type { ImportCounts } from '../storage/imports.ts';
import type { WriterSlots } from '../storage/writer-slots.ts';

/** The pools of this process at the moment of a scrape, taken together. */
export function addPoolGauges(registry: Registry, pools: readonly Database['pool'][]): void {
  const registers = [registry];
  const sum = (value: (pool: Database['pool']) => number): number =>
    pools.reduce((total, pool) => total + value(pool), 0);
  new Gauge({
    name: 'wth_db_connections',
    help: 'Database connections of this process, in_use or idle.',
    labelNames: ['state'],
    registers,
    collect() {
      this.set(
        { state: 'in_use' },
        sum((pool) => pool.totalCount - pool.idleCount),
      );
      this.set(
        { state: 'idle' },
        sum((pool) => pool.idleCount),
      );
    },
  });
  new Gauge({
    name: 'wth_db_connections_max',
    help: 'Database connections that this process may have (DB_POOL_SIZE).',
    registers,
    collect() {
      this.set(sum((pool) => pool.options.max));
    },
  });
  new Gauge({
    name: 'wth_db_connection_requests_waiting',
    help: 'Pieces of work of this process that wait for a database connection.',
    registers,
    collect() {
      this.set(sum((pool) => pool.waitingCount));
    },
  });
}

/** How long a write waits for one of its dealer's writer slots; for the constructor of those. */
export function createWriterWait(registry: Registry): (waitedMs: number) => void {
  const waits = new Histogram({
    name: 'wth_writer_wait_seconds',
    help: 'How long writes of this process waited for their turn: a slot of their dealer, then a connection for writing.',
    buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30],
    registers: [registry],
  });
  return (waitedMs) => waits.observe(waitedMs / 1000);
}

export function addWriterQueueGauge(registry: Registry, writers: WriterSlots): void {
  new Gauge({
    name: 'wth_writers_waiting',
    help: 'Writes of this process that wait for their turn: a slot of their dealer, then a connection for writing.',
    registers: [registry],
    collect() {
      this.set(writers.waiting);
    },
  });
}

const ROW_RESULTS = ['created', 'updated', 'unchanged', 'skipped_sold', 'failed'] as const;

/** For the import runner. */
export function createImportMetrics(registry: Registry): (counts: ImportCounts) => void {
  const rows = new Counter({
    name: 'wth_import_rows_total',
    help: 'Rows of imported files that this process committed, by result; dry runs included.',
    labelNames: ['result'],
    registers: [registry],
  });
  for (const result of ROW_RESULTS) rows.inc({ result }, 0);
  return (counts) => {
    for (const result of ROW_RESULTS) rows.inc({ result }, counts[result]);
  };
}
