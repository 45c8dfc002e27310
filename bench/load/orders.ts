import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Pool } from 'undici';

export interface Writer {
  readonly key: string;
  /** As many as an order has lines, at least. */
  readonly listingIds: readonly string[];
}

export interface Orders {
  readonly origin: string;
  /** In turns. */
  readonly writers: readonly Writer[];
  readonly linesPerOrder: number;
  readonly seconds: number;
  /** Sent at this rate whatever the answers do (open loop); null: the next one after each answer (closed loop). */
  readonly perSecond: number | null;
  /** Requests under way at most. An open loop that meets it sends less than its rate. */
  readonly concurrency: number;
}

export interface OrdersReport {
  readonly acknowledged: number;
  /** Other answers, and broken connections as `error`. */
  readonly refused: Readonly<Record<string, number>>;
  /** From the first request to the last answer. */
  readonly seconds: number;
  /** From when an order was due until its answer, of the acknowledged ones. */
  readonly answerMs: Float64Array;
}

const TICK_MS = 1;

/** Orders over the public API, each with a fresh Idempotency-Key. */
export async function sendOrders(orders: Orders): Promise<OrdersReport> {
  const client = new OrderClient(orders);
  const startedMs = performance.now();
  if (orders.perSecond === null) await sendInTurn(client, orders, startedMs);
  else await sendAtRate(client, orders, orders.perSecond, startedMs);
  const seconds = (performance.now() - startedMs) / 1000;
  await client.close();
  const { answerMs, refused } = client;
  return { acknowledged: answerMs.length, refused, seconds, answerMs: Float64Array.from(answerMs) };
}

async function sendInTurn(client: OrderClient, orders: Orders, startedMs: number): Promise<void> {
  const untilMs = startedMs + orders.seconds * 1000;
  const loop = async (): Promise<void> => {
    while (performance.now() < untilMs) await client.send(performance.now());
  };
  await Promise.all(Array.from({ length: orders.concurrency }, loop));
}

async function sendAtRate(
  client: OrderClient,
  orders: Orders,
  perSecond: number,
  startedMs: number,
): Promise<void> {
  const total = Math.round(perSecond * orders.seconds);
  const untilMs = startedMs + orders.seconds * 1000;
  const underWay = new Set<Promise<void>>();
  let sent = 0;
  while (sent < total && performance.now() < untilMs) {
    const due = Math.min(total, ((performance.now() - startedMs) / 1000) * perSecond);
    while (sent < due && underWay.size < orders.concurrency) {
      const request = client.send(startedMs + (sent / perSecond) * 1000);
      underWay.add(request);
      void request.then(() => underWay.delete(request));
      sent += 1;
    }
    await delay(TICK_MS);
  }
  await Promise.all(underWay);
}

class OrderClient {
  readonly answerMs: number[] = [];
  readonly refused: Record<string, number> = {};
  readonly #orders: Orders;
  readonly #pool: Pool;
  #count = 0;

  constructor(orders: Orders) {
    this.#orders = orders;
    this.#pool = new Pool(orders.origin, { connections: orders.concurrency, pipelining: 1 });
  }

  /** Never rejects. */
  async send(dueMs: number): Promise<void> {
    const answer = await this.#post(this.#count++).catch(
      (error: NodeJS.ErrnoException) => error.code ?? 'error',
    );
    if (answer === 201) this.answerMs.push(performance.now() - dueMs);
    else this.refused[answer] = (this.refused[answer] ?? 0) + 1;
  }

  async #post(index: number): Promise<number> {
    const { writers, linesPerOrder } = this.#orders;
    const writer = writers[index % writers.length]!;
    const round = Math.floor(index / writers.length);
    const lines = Array.from({ length: linesPerOrder }, (_, line) => ({
      listing_id: writer.listingIds[(round * linesPerOrder + line) % writer.listingIds.length]!,
    }));
    const { statusCode, body } = await this.#pool.request({
      path: '/api/v1/orders',
      method: 'POST',
      headers: {
        authorization: `Bearer ${writer.key}`,
        'content-type': 'application/json',
        'idempotency-key': randomUUID(),
      },
      body: JSON.stringify({ line_items: lines }),
    });
    await body.dump();
    return statusCode;
  }

  async close(): Promise<void> {
    await this.#pool.close();
  }
}
