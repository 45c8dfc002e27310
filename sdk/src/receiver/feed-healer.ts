import type { EventType, HubEvent } from '../api-shapes.ts';
import type { WatchTraderHub } from '../client.ts';
import { findFeedEnd, readFeed } from '../feed.ts';
import type { EventIntake } from './event-intake.ts';
import type { ReportProblem } from './receiver-problem.ts';
import type { WorldWatch } from './world-watch.ts';

export interface HealResult {
  readonly livemode: boolean;
  /** Events that no webhook had brought. */
  readonly handled: number;
  /** Events whose handler threw; the next healing tries them again. */
  readonly failed: number;
  /** Up to here nothing is missing. */
  readonly lastSequence: number;
}

interface HealerOptions {
  readonly intake: EventIntake;
  readonly worlds: WorldWatch;
  readonly types: readonly EventType[] | undefined;
  readonly report: ReportProblem;
}

/** Reads what is missing in one world from its feed. */
export class FeedHealer {
  readonly #hub: WatchTraderHub;
  readonly #options: HealerOptions;
  #livemode: Promise<boolean> | null = null;

  constructor(hub: WatchTraderHub, options: HealerOptions) {
    this.#hub = hub;
    this.#options = options;
  }

  /** The world of the client's key. */
  async livemode(): Promise<boolean> {
    this.#livemode ??= this.#hub.describeIntegration().then((it) => it.livemode);
    try {
      return await this.#livemode;
    } catch (error) {
      this.#livemode = null;
      throw error;
    }
  }

  /** A receiver that has never received begins at the end of the feed. */
  async heal(): Promise<HealResult> {
    const livemode = await this.livemode();
    const { worlds } = this.#options;
    const begin =
      (await worlds.find(livemode)) ?? (await worlds.begin(livemode, await findFeedEnd(this.#hub)));
    const counts = { handled: 0, failed: 0 };
    for (let from = begin.last, hasMore = true; hasMore; ) {
      const slice = await readFeed(this.#hub, from, this.#options.types);
      if (slice.isTorn) this.#options.report({ type: 'feed_expired', livemode, afterSequence: from });
      for (const event of slice.events) {
        const isHandled = await this.#take(event);
        if (isHandled === null) counts.failed += 1;
        else if (isHandled) counts.handled += 1;
        // Later events of this world stay "ahead" until the failed one has been handled.
        if (counts.failed === 0) await worlds.raise(livemode, event.sequence);
        else if (isHandled !== null) await worlds.see(event);
      }
      if (counts.failed === 0) await worlds.raise(livemode, slice.lastSequence);
      from = slice.lastSequence;
      hasMore = slice.hasMore;
    }
    return { livemode, ...counts, lastSequence: (await worlds.find(livemode))!.last };
  }

  /** Whether the handler ran; null when it failed. */
  async #take(event: HubEvent): Promise<boolean | null> {
    const { intake, report } = this.#options;
    try {
      return (await intake.take(event)) === 'handled';
    } catch (error) {
      report({ type: 'handling_failed', event, error });
      return null;
    }
  }
}
