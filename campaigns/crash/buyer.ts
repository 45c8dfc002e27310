import { setTimeout as delay } from 'node:timers/promises';
import type { Order } from '../../e2e/support/shapes.ts';
import { type ClientContext, newIntent, outcomeOf, write } from './client-context.ts';

const PAUSE_MS_MAX = 60;
/** Who buys single pieces buys one of the newest few, so that several want the same. */
const WANTED = 2;
const SINGLE_PERCENT = 50;
const CANCEL_PERCENT = 25;
/** The others never know what became of a request whose answer they did not get. */
const INSISTS_PERCENT = 75;

/** Orders, races with the other buyers for the same piece, and now and then cancels. */
export class Buyer {
  readonly #context: ClientContext;

  constructor(context: ClientContext) {
    this.#context = context;
  }

  async run(): Promise<void> {
    const { random, stopping } = this.#context;
    while (!stopping.aborted) {
      const listingId = this.#choose();
      const orderId = await this.#order(listingId);
      if (orderId !== null && random.below(100) < CANCEL_PERCENT) await this.#cancel(orderId, listingId);
      await delay(random.below(PAUSE_MS_MAX));
    }
  }

  #choose(): string {
    const { random, singles, dealer } = this.#context;
    if (singles.length === 0 || random.below(100) >= SINGLE_PERCENT) return random.pick(dealer.large).id;
    return random.pick(singles.slice(-WANTED));
  }

  get #timesMax(): number {
    return this.#context.random.below(100) < INSISTS_PERCENT ? Number.POSITIVE_INFINITY : 1;
  }

  async #order(listingId: string): Promise<string | null> {
    const { dealer, journal, random, singles } = this.#context;
    const key = newIntent();
    const body = {
      line_items: [{ listing_id: listingId }],
      customer: { external_id: `buyer-${random.below(9)}` },
      metadata: { intent: key },
    };
    const answer = await write(this.#context, this.#timesMax, (api) =>
      dealer.apis[api]!.post<Order>('/orders', body, key),
    );
    const outcome = outcomeOf(answer);
    const orderId = outcome === 'acknowledged' ? answer!.body.id : null;
    journal.orders.push({ dealer: dealer.index, key, listingId, outcome, orderId });
    // Sold, to this buyer or another.
    if (outcome !== 'unknown' && singles.includes(listingId)) singles.splice(singles.indexOf(listingId), 1);
    return orderId;
  }

  async #cancel(orderId: string, listingId: string): Promise<void> {
    const { dealer, journal, singles } = this.#context;
    const key = newIntent();
    const answer = await write(this.#context, this.#timesMax, (api) =>
      dealer.apis[api]!.post(`/orders/${orderId}/cancel`, { reason: 'customer' }, key),
    );
    const outcome = outcomeOf(answer);
    journal.cancels.push({ dealer: dealer.index, key, orderId, outcome });
    const isSingle = dealer.large.every((it) => it.id !== listingId);
    if (outcome === 'acknowledged' && isSingle) singles.push(listingId);
  }
}
