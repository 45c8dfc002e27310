import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import packageJson from '../../package.json' with { type: 'json' };
import type { EngineLoad, EngineObserver } from '../deliveries/engine-observer.ts';
import type { Clock } from '../domain/time.ts';
import type { HttpObserver } from '../http/plugins/observation.ts';
import type { Database } from '../storage/database.ts';
import type { ImportCounts } from '../storage/imports.ts';
import type { WriterSlots } from '../storage/writer-slots.ts';
import { addLoadGauges, createEngineMetrics } from './engine-metrics.ts';
import { createHttpMetrics } from './http-metrics.ts';
import { createQueueMetrics, type QueueMetrics } from './queue-metrics.ts';
import {
  addPoolGauges,
  addWriterQueueGauge,
  createImportMetrics,
  createWriterWait,
} from './write-metrics.ts';

/** What the engine tells, and what it is asked at a scrape. */
interface EngineProbe {
  readonly database: Database;
  readonly clock: Clock;
  readonly load: () => EngineLoad;
}

/** Prometheus metrics of one process. Labels name routes and classes, never ids, so that their number is bounded. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #databaseUp: Gauge;
  readonly http: HttpObserver;
  readonly engine: EngineObserver;
  readonly writerWaited: (waitedMs: number) => void;
  readonly importedRows: (counts: ImportCounts) => void;
  #queues: QueueMetrics | null = null;

  /** @param role what this process does: all, api or worker */
  constructor(role: string) {
    const registers = [this.#registry];
    collectDefaultMetrics({ register: this.#registry, prefix: 'wth_' });
    new Gauge({
      ...{ name: 'wth_build_info', help: 'Always 1; version, Node.js and role of this process.', registers },
      labelNames: ['version', 'node', 'role'],
    }).set({ version: packageJson.version, node: process.version, role }, 1);
    this.#databaseUp = new Gauge({
      ...{ name: 'wth_database_up', registers },
      help: '1 when the database answered this scrape, else 0: then what is read from it is missing. Of processes that deliver.',
    });
    this.#databaseUp.remove();
    this.http = createHttpMetrics(this.#registry);
    this.engine = createEngineMetrics(this.#registry);
    this.writerWaited = createWriterWait(this.#registry);
    this.importedRows = createImportMetrics(this.#registry);
  }

  /** @param databases the pools of this process */
  watchDatabase(databases: readonly Database[], writers: WriterSlots): void {
    addPoolGauges(
      this.#registry,
      databases.map((it) => it.pool),
    );
    addWriterQueueGauge(this.#registry, writers);
  }

  /** From now on a scrape asks the engine and the queues in the database. */
  watchEngine({ database, clock, load }: EngineProbe): void {
    addLoadGauges(this.#registry, load);
    this.#queues = createQueueMetrics(database, clock);
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  /** In Prometheus's text format. */
  async read(): Promise<string> {
    if (this.#queues === null) return await this.#registry.metrics();
    const queues = await this.#queues.read();
    this.#databaseUp.set(queues === null ? 0 : 1);
    const own = await this.#registry.metrics();
    return queues === null ? own : `${own}${queues}`;
  }
}
