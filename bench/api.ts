/**
 * Orders per second, pages of 100 listings per second, and commit-to-receipt latency of one hub on this machine.
 *   npm run bench:api
 * Hub, PostgreSQL, clients and the receiver share the machine; figures are for comparing, not for quoting alone.
 */
import { randomUUID } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { Pool } from 'undici';
import { type BenchHub, dashboard, startBenchHub } from './bench-hub.ts';
import { percentile, round } from './percentile.ts';

const LISTINGS = 240;
const PAGE_SECONDS = 5;
const ORDERS = 2_000;
const ORDER_CLIENTS = 8;
const LATENCY_EVENTS_PER_SECOND = 300;
const LATENCY_SECONDS = 6;

const hub = await startBenchHub();
const client = new Pool(hub.url, { connections: 32 });
try {
  const { key } = (await dashboard(hub, 'POST', '/api-keys', { mode: 'live' })) as { key: string };
  await dashboard(hub, 'PATCH', '/integration', { is_test_mode: false });
  const ids = await stock(hub);
  const table = {
    'pages of 100 listings/s': await pagesPerSecond(key),
    'orders/s, one dealer': await ordersPerSecond(key, ids),
    ...(await receiptLatency(hub, key, ids)),
  };
  console.table(Object.entries(table).map(([measure, value]) => ({ measure, value })));
} finally {
  await client.close();
  await hub.stop();
}

/** Published listings with pieces enough for every order. */
async function stock(bench: BenchHub): Promise<string[]> {
  const ids: string[] = [];
  for (let index = 0; index < LISTINGS; index += 1) {
    const { id } = (await dashboard(bench, 'POST', '/listings', {
      title: `Bench watch ${index}`,
      brand: 'Bench',
      description: 'A watch whose description is about as long as most are. '.repeat(6),
      price: { amount: 1_000_000 + index, currency: 'EUR' },
      quantity: 10_000,
    })) as { id: string };
    await dashboard(bench, 'POST', `/listings/${id}/publish`);
    ids.push(id);
  }
  return ids;
}

async function pagesPerSecond(key: string): Promise<number> {
  const until = performance.now() + PAGE_SECONDS * 1000;
  let pages = 0;
  const started = performance.now();
  const reader = async (): Promise<void> => {
    while (performance.now() < until) {
      const { statusCode, body } = await client.request({
        method: 'GET',
        path: '/api/v1/listings?limit=100',
        headers: { authorization: `Bearer ${key}` },
      });
      await body.dump({ limit: 10_000_000 });
      if (statusCode !== 200) throw new Error(`a page answered ${statusCode}`);
      pages += 1;
    }
  };
  await Promise.all(Array.from({ length: 16 }, reader));
  return round(pages / ((performance.now() - started) / 1000));
}

async function order(key: string, listingId: string): Promise<number> {
  const { statusCode, body } = await client.request({
    method: 'POST',
    path: '/api/v1/orders',
    headers: {
      authorization: `Bearer ${key}`,
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
    },
    body: JSON.stringify({
      line_items: [{ listing_id: listingId }],
      customer: { email: `buyer-${Math.floor(Math.random() * 500)}@example.com` },
    }),
  });
  await body.dump();
  return statusCode;
}

async function ordersPerSecond(key: string, ids: readonly string[]): Promise<number> {
  let next = 0;
  const started = performance.now();
  const buyer = async (): Promise<void> => {
    while (next < ORDERS) {
      const status = await order(key, ids[next++ % ids.length]!);
      if (status !== 201) throw new Error(`an order answered ${status}`);
    }
  };
  await Promise.all(Array.from({ length: ORDER_CLIENTS }, buyer));
  return round(ORDERS / ((performance.now() - started) / 1000));
}

/** From an event's `created_at`, drawn inside its transaction, to the arrival of its delivery. */
async function receiptLatency(bench: BenchHub, key: string, ids: readonly string[]) {
  const latenciesMs: number[] = [];
  const receiver = http.createServer((request, response) => {
    const arrivedMs = Date.now();
    let text = '';
    request.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    request.on('end', () => {
      latenciesMs.push(arrivedMs - Date.parse((JSON.parse(text) as { created_at: string }).created_at));
      response.end();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const { port } = receiver.address() as AddressInfo;
  await dashboard(bench, 'POST', '/webhook-endpoints', {
    url: `http://127.0.0.1:${port}/`,
    rate_limit_per_second: 10_000,
  });
  const sending = await sendAtRate(key, ids);
  const deadline = performance.now() + 10_000;
  while (latenciesMs.length < sending.events && performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  receiver.closeAllConnections();
  receiver.close();
  return {
    'events/s while measuring latency': round(sending.events / sending.seconds),
    'events not received': sending.events - latenciesMs.length,
    'commit to receipt p50 (ms)': percentile(latenciesMs, 0.5),
    'commit to receipt p95 (ms)': percentile(latenciesMs, 0.95),
    'commit to receipt p99 (ms)': percentile(latenciesMs, 0.99),
  };
}

/** Each order makes two events (order.received, listing.updated), and a third when it meets a known customer. */
async function sendAtRate(key: string, ids: readonly string[]): Promise<{ events: number; seconds: number }> {
  const before = await lastSequence(key);
  const started = performance.now();
  const orders = Math.floor((LATENCY_EVENTS_PER_SECOND / 3) * LATENCY_SECONDS);
  const running: Promise<number>[] = [];
  for (let index = 0; index < orders; index += 1) {
    const dueMs = started + (index * 3_000) / LATENCY_EVENTS_PER_SECOND;
    const waitMs = dueMs - performance.now();
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    running.push(order(key, ids[index % ids.length]!));
  }
  await Promise.all(running);
  const seconds = (performance.now() - started) / 1000;
  return { events: (await lastSequence(key)) - before, seconds };
}

async function lastSequence(key: string): Promise<number> {
  const response = await fetch(`${hub.url}/api/v1/events?limit=1&types=integration.test_event`, {
    headers: { Authorization: `Bearer ${key}` },
  });
  return ((await response.json()) as { last_sequence: number }).last_sequence;
}
