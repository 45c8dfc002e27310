import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expectStatus, send } from '../../e2e/support/http-client.ts';
import { importFile } from '../../e2e/support/import-file.ts';
import { type Figure, Measured } from '../figures.ts';
import type { Stage } from '../stage.ts';
import type { BenchDealer } from '../stage-dealers.ts';
import { openHealthyEndpoints } from './latency.ts';

const BULK_ROWS = 1_000;
const ORDER_CLIENTS = 16;
const IMPORT_MS_MAX = 300_000;

/** Orders, customers in bulk and CSV imports a second, with an endpoint that hears of all of it. */
export async function writes(stage: Stage): Promise<Figure[]> {
  await stage.startHub();
  const [dealer] = stage.dealers;
  await openHealthyEndpoints(stage);
  await measureOrders(stage, stage.dealers, Math.min(1, stage.sizes.seconds));
  const rates = new Map<string, number>();
  rates.set('orders of one watch, one dealer', await measureOrders(stage, [dealer!]));
  rates.set(
    `orders of one watch, ${stage.dealers.length} dealers`,
    await measureOrders(stage, stage.dealers),
  );
  rates.set('customers in bulk, rows created', await measureBulk(stage, dealer!));
  await sql`update dealers set listing_limit = 10000000`.execute(stage.database.kysely);
  const csv = makeUpCsv(stage.sizes.importRows);
  rates.set('CSV import, rows created and published', await measureImport(dealer!, csv));
  rates.set('CSV import, rows unchanged', await measureImport(dealer!, csv));
  return [...rates].flatMap(([name, rate]) => new Measured(name).add('written', rate, '/s').figures);
}

/** @throws Error when an order is refused */
async function measureOrders(
  stage: Stage,
  dealers: readonly BenchDealer[],
  seconds = stage.sizes.seconds,
): Promise<number> {
  const report = await stage.load.call('orders', {
    origin: stage.origin,
    writers: dealers.map(({ key, listingIds }) => ({ key, listingIds })),
    ...{ linesPerOrder: 1, seconds, perSecond: null, concurrency: ORDER_CLIENTS },
  });
  if (Object.keys(report.refused).length > 0) {
    throw new Error(`orders were refused: ${JSON.stringify(report.refused)}`);
  }
  return report.acknowledged / report.seconds;
}

/** New customers, one call after another. */
async function measureBulk(stage: Stage, dealer: BenchDealer): Promise<number> {
  const { bulkRows } = stage.sizes;
  const startedMs = performance.now();
  for (let first = 0; first < bulkRows; first += BULK_ROWS) {
    const customers = Array.from({ length: Math.min(BULK_ROWS, bulkRows - first) }, (_, n) => ({
      email: `buyer-${first + n}@example.com`,
      first_name: 'Ada',
      last_name: `Buyer ${first + n}`,
    }));
    const answer = await send<{ created: number }>(stage, {
      method: 'POST',
      path: '/api/v1/customers/bulk',
      headers: { authorization: `Bearer ${dealer.key}`, 'idempotency-key': randomUUID() },
      body: { customers },
    });
    const { created } = expectStatus(answer, 200);
    if (created !== customers.length)
      throw new Error(`${created} of ${customers.length} customers were created`);
  }
  return (bulkRows / (performance.now() - startedMs)) * 1000;
}

function makeUpCsv(rows: number): string {
  const lines = Array.from(
    { length: rows },
    (_, n) => `C${n};Omega;Speedmaster;3${n}.30;${1960 + (n % 60)};Sehr gut;${3000 + n},50;EUR;DE`,
  );
  return ['sku;brand;model;reference;year;condition;price;currency;country', ...lines, ''].join('\n');
}

/** From the upload to its end. */
async function measureImport(dealer: BenchDealer, csv: string): Promise<number> {
  const rows = csv.split('\n').length - 2;
  const startedMs = performance.now();
  const ended = await importFile(dealer.dealer, csv, {
    options: { publish: true },
    timeoutMs: IMPORT_MS_MAX,
  });
  const seconds = (performance.now() - startedMs) / 1000;
  const { created, unchanged } = ended.counts;
  if (created + unchanged !== rows) throw new Error(`the import ended as ${JSON.stringify(ended)}`);
  return rows / seconds;
}
