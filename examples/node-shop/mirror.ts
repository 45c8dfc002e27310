import { ApiError, type HubEvent, type WatchTraderHub } from '@watchtraderhub/sdk';
import type { Stock } from './stock.ts';

/** Keeps the stock right: webhooks bring news at once, the feed brings whatever they missed. */
export class Mirror {
  readonly #hub: WatchTraderHub;
  readonly #stock: Stock;
  /** Ends with the newest task: one after the other, so that the saved sequence is never ahead of the stock. */
  #last: Promise<void> = Promise.resolve();
  #livemode = false;

  constructor(hub: WatchTraderHub, stock: Stock) {
    this.#hub = hub;
    this.#stock = stock;
  }

  /** Fills an empty copy with the whole stock; then, as after every pause, reads the feed. */
  async start(): Promise<void> {
    this.#livemode = (await this.#hub.describeIntegration()).livemode;
    if (!(await this.#stock.load())) await this.#readStock();
    await this.catchUp();
  }

  /** Everything that happened since. */
  catchUp(): Promise<void> {
    return this.#inTurn(() => this.#readFeed());
  }

  /** @param event from a webhook whose signature is right; saved when this resolves */
  receive(event: HubEvent): Promise<void> {
    return this.#inTurn(async () => {
      // An endpoint of mode `all` hears of both worlds; this copy has that of its key.
      if (event.livemode !== this.#livemode) return;
      this.#stock.apply(event);
      if (event.sequence > (this.#stock.sequence ?? 0) + 1) return await this.#readFeed();
      this.#stock.moveTo(event.sequence);
      await this.#stock.save();
    });
  }

  async #readFeed(): Promise<void> {
    try {
      await this.#readOn();
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== 'invalid_cursor') throw error;
      // The shop was closed for longer than the feed is kept.
      this.#stock.forgetSequence();
      await this.#readStock();
      await this.#readOn();
    }
    await this.#stock.save();
  }

  async #readStock(): Promise<void> {
    for await (const listing of this.#hub.iterateListings({ limit: 250 })) this.#stock.put(listing);
  }

  async #readOn(): Promise<void> {
    for (;;) {
      const { sequence } = this.#stock;
      const from = sequence === null ? {} : { after_sequence: sequence };
      const page = await this.#hub.listEvents({ ...from, limit: 250 });
      for (const event of page.data) this.#stock.apply(event);
      this.#stock.moveTo(page.last_sequence);
      if (!page.has_more) return;
    }
  }

  #inTurn(task: () => Promise<void>): Promise<void> {
    // Whoever asked for the task before hears of its failure.
    this.#last = this.#last.catch(() => {}).then(task);
    return this.#last;
  }
}
