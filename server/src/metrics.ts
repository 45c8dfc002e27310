import http from 'node:http';
import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Database } from './storage/database.ts';
import { countQueues } from './storage/queue-counts.ts';

export interface Metrics {
  /** Measures every request of this server. */
  observe(app: FastifyInstance): void;
  /** Serves `/metrics`, and `/healthz` for processes without another port. */
  listen(port: number, host: string): Promise<{ readonly port: number; close(): Promise<void> }>;
}

/** Prometheus metrics of one process. Labels name routes, never ids, so that their number is bounded. */
export function createMetrics(database: Database): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'wth_' });
  addPoolGauges(registry, database);
  addQueueGauges(registry, database);
  const requests = new Histogram({
    name: 'wth_http_request_duration_seconds',
    help: 'Duration of HTTP requests by route and status.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [registry],
  });
  return {
    observe(app) {
      app.addHook('onResponse', async (request, reply) => {
        // Their duration is that of a connection.
        if (reply.getHeader('Content-Type') === 'text/event-stream') return;
        const route = request.routeOptions.url ?? 'unknown';
        requests.observe(
          { method: request.method, route, status: reply.statusCode },
          reply.elapsedTime / 1000,
        );
      });
    },
    listen: (port, host) => serve(registry, port, host),
  };
}

function addPoolGauges(registry: Registry, { pool }: Database): void {
  new Gauge({
    name: 'wth_db_connections',
    help: 'Connections of this process by state; waiting counts requests for one.',
    labelNames: ['state'],
    registers: [registry],
    collect() {
      this.set({ state: 'total' }, pool.totalCount);
      this.set({ state: 'idle' }, pool.idleCount);
      this.set({ state: 'waiting' }, pool.waitingCount);
    },
  });
}

/** Read at each scrape: what is due says more about a stuck engine than any counter of its own. */
function addQueueGauges(registry: Registry, database: Database): void {
  const oldest = new Gauge({
    name: 'wth_oldest_due_delivery_seconds',
    help: 'How long the delivery that is due for longest has been waiting; 0 when none is due.',
    registers: [registry],
  });
  new Gauge({
    name: 'wth_lanes',
    help: 'Endpoint lanes: due ones, owned ones, and workers alive, over all processes.',
    labelNames: ['state'],
    registers: [registry],
    async collect() {
      const counts = await countQueues(database.kysely, Date.now() * 1000);
      this.set({ state: 'due' }, counts.due_lanes);
      this.set({ state: 'owned' }, counts.owned_lanes);
      this.set({ state: 'workers' }, counts.workers);
      oldest.set(counts.oldest_due_seconds);
    },
  });
}

async function serve(registry: Registry, port: number, host: string) {
  const server = http.createServer(async (request, response) => {
    if (request.url === '/healthz') return void response.end('{"status":"ok"}');
    if (request.url !== '/metrics') return void response.writeHead(404).end();
    try {
      const text = await registry.metrics();
      response.setHeader('Content-Type', registry.contentType);
      response.end(text);
    } catch {
      // The database can't be asked; a failed scrape is how Prometheus learns of it.
      response.writeHead(503).end();
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
