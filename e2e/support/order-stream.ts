import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Api } from './api.ts';
import type { Answer } from './http-client.ts';
import type { Listing, Order } from './shapes.ts';

/** What a client that never gives up has been told. */
export interface Acknowledged {
  readonly key: string;
  readonly order: Order;
  readonly isCancelled: boolean;
  /** The hub had committed the order, but its first answer never came. */
  readonly wasReplayed: boolean;
}

const RETRY_MS = 20;
const CANCELS_EVERY = 4;

/**
 * Clients that order and now and then cancel, one request after the other. What is not answered, or answered with
 * 503, they send again with the same `Idempotency-Key`, as the docs tell them to.
 */
export class OrderStream {
  readonly acknowledged: Acknowledged[] = [];
  readonly refusals: string[] = [];
  /** Answers that a client must never see. */
  readonly failures: string[] = [];
  /** Requests that broke off or met an outage. */
  interruptions = 0;
  readonly #api: Api;
  readonly #listings: readonly Listing[];
  readonly #clients: Promise<void>[] = [];
  #isStopping = false;
  #drawn = 0;

  constructor(api: Api, listings: readonly Listing[]) {
    this.#api = api;
    this.#listings = listings;
  }

  start(clientCount: number): void {
    for (let index = 0; index < clientCount; index += 1) this.#clients.push(this.#runClient());
  }

  /** Every client finishes what it has begun, retries included. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    await Promise.all(this.#clients);
  }

  async #runClient(): Promise<void> {
    while (!this.#isStopping) {
      const key = randomUUID();
      this.#drawn += 1;
      const draw = this.#drawn;
      const listing = this.#listings[draw % this.#listings.length]!;
      const body = {
        line_items: [{ listing_id: listing.id }],
        customer: { external_id: `buyer-${draw % 7}` },
      };
      const placed = await this.#insist<Order>('/orders', body, key);
      if (placed.status === 409) this.refusals.push(placed.code!);
      if (placed.status !== 201) continue;
      const isCancelled = draw % CANCELS_EVERY === 0;
      if (isCancelled)
        await this.#insist(`/orders/${placed.body.id}/cancel`, { reason: 'customer' }, randomUUID());
      const wasReplayed = placed.headers.get('idempotent-replay') === 'true';
      this.acknowledged.push({ key, order: placed.body, isCancelled, wasReplayed });
    }
  }

  async #insist<T>(path: string, body: object, key: string): Promise<Answer<T>> {
    for (;;) {
      const answer = await this.#api.post<T>(path, body, key).catch(() => null);
      if (answer !== null && answer.status !== 503) {
        if (answer.status >= 400 && answer.status !== 409)
          this.failures.push(`${answer.status} ${answer.text}`);
        return answer;
      }
      this.interruptions += 1;
      await delay(RETRY_MS);
    }
  }
}
