import type { EventType } from '../api-shapes.ts';
import type { WatchTraderHub } from '../client.ts';
import { TOLERANCE_SECONDS, verifyWebhook, WebhookVerificationError } from '../verify-webhook.ts';
import { EventIntake, type HandleEvent, isEvent, type Outcome } from './event-intake.ts';
import { FeedHealer, type HealResult } from './feed-healer.ts';
import { printProblem, type ReportProblem } from './receiver-problem.ts';
import type { ReceiverStore } from './receiver-store.ts';
import { WorldWatch } from './world-watch.ts';

type Secrets = string | readonly string[];

export interface ReceiverOptions {
  /** The endpoint's signing secret, or both during a rotation. A function is asked at each webhook. */
  readonly secrets: Secrets | (() => Secrets | Promise<Secrets>);
  readonly store: ReceiverStore;
  /**
   * Runs for one event of a resource at a time, and never with an older state after a newer one. When it throws or
   * rejects, the hub sends the event again. A crash between its end and the store's record makes it run again, too.
   */
  readonly handle: HandleEvent;
  /** Reads what webhooks failed to bring from the feed of its key's world; one client for each world. */
  readonly hub?: WatchTraderHub | readonly WatchTraderHub[];
  /** What the endpoint subscribes to, unless it is everything: then only these are read from the feed. */
  readonly types?: readonly EventType[];
  /** By how much the hub's clock may differ; 300 by default. */
  readonly toleranceSeconds?: number;
  /** How long a hole in the sequence may stay open before it counts as missing; 60 by default. */
  readonly gapSeconds?: number;
  /** Goes to the console by default. */
  readonly onProblem?: ReportProblem;
}

export interface IncomingWebhook {
  /** Exactly as received, before any parsing. */
  readonly rawBody: string | Uint8Array;
  /** Of a header, whose name may be written in any case. */
  readonly header: (name: string) => string | null | undefined;
}

export interface WebhookAnswer {
  /** 200 = done with it, 400 = not genuine, 500 = to be sent again. */
  readonly status: 200 | 400 | 500;
  /** JSON: `{"outcome": …}`, for the hub's delivery log. */
  readonly body: string;
}

/** How often a hole is looked at while it is open: of several processes each may hold what closes one of another's. */
const LOOKS = 10;

const answer = (status: WebhookAnswer['status'], outcome: Outcome | 'refused' | 'failed', detail = {}) => ({
  status,
  body: JSON.stringify({ outcome, ...detail }),
});

export class Receiver {
  readonly #options: ReceiverOptions;
  readonly #report: ReportProblem;
  readonly #intake: EventIntake;
  readonly #worlds: WorldWatch;
  readonly #healers: readonly FeedHealer[];
  readonly #gapMs: number;
  #healing: Promise<HealResult[]> | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #isStopped = false;
  /** What could not be healed is not tried again before. */
  #nextHealMs = 0;

  constructor(options: ReceiverOptions) {
    const { store, types, hub = [] } = options;
    this.#options = options;
    this.#report = options.onProblem ?? printProblem;
    this.#gapMs = (options.gapSeconds ?? 60) * 1000;
    this.#intake = new EventIntake(store, options.handle);
    this.#worlds = new WorldWatch(store);
    const healing = { intake: this.#intake, worlds: this.#worlds, types, report: this.#report };
    this.#healers = [hub].flat().map((it: WatchTraderHub) => new FeedHealer(it, healing));
  }

  /** Verifies, drops what is no news, handles the rest. Never rejects: what failed is told to `onProblem`. */
  async receive(webhook: IncomingWebhook): Promise<WebhookAnswer> {
    try {
      return await this.#receive(webhook);
    } catch (error) {
      this.#report({ type: 'receiving_failed', error });
      return answer(500, 'failed');
    }
  }

  async #receive({ rawBody, header }: IncomingWebhook): Promise<WebhookAnswer> {
    const event = await this.#verify(rawBody, header('WTH-Signature'));
    if (event instanceof WebhookVerificationError) {
      this.#report({ type: 'refused', error: event });
      return answer(400, 'refused', { problem: event.problem });
    }
    if (!isEvent(event)) {
      this.#report({ type: 'not_an_event' });
      return answer(400, 'refused', { problem: 'not_an_event' });
    }
    const { livemode, sequence } = event;
    if ((await this.#worlds.find(livemode)) === null) await this.#worlds.begin(livemode, sequence - 1);
    try {
      const outcome = await this.#intake.take(event);
      await this.#worlds.see(event);
      return answer(200, outcome);
    } catch (error) {
      this.#report({ type: 'handling_failed', event, error });
      return answer(500, 'failed');
    } finally {
      this.#watchHoles();
    }
  }

  async #verify(rawBody: string | Uint8Array, header: string | null | undefined): Promise<unknown> {
    const { secrets, toleranceSeconds = TOLERANCE_SECONDS } = this.#options;
    const current = typeof secrets === 'function' ? await secrets() : secrets;
    try {
      return await verifyWebhook(rawBody, header, current, { toleranceSeconds });
    } catch (error) {
      if (error instanceof WebhookVerificationError) return error;
      throw error;
    }
  }

  /**
   * Handles whatever the feed has and no webhook has brought. Call it at the start, and by the clock where the
   * process sleeps between requests; a process that runs on does it by itself when a hole stays open.
   * @returns one result for each world that has a client
   * @throws ApiError, ConnectionError, and what the store throws
   */
  heal(): Promise<HealResult[]> {
    this.#healing ??= this.#healAll().finally(() => {
      this.#healing = null;
      this.#watchHoles();
    });
    return this.#healing;
  }

  async #healAll(): Promise<HealResult[]> {
    const results: HealResult[] = [];
    for (const healer of this.#healers) results.push(await healer.heal());
    return results;
  }

  /** Ends the watch over holes; webhooks are still received. */
  stop(): void {
    this.#isStopped = true;
    this.#clearTimer();
  }

  #clearTimer(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #watchHoles(): void {
    const oldest = this.#worlds.holes()[0];
    if (this.#isStopped || this.#healing !== null || oldest === undefined) return;
    // A process that was frozen finds the timer late, or not at all: each webhook looks anew.
    this.#clearTimer();
    const lookMs = Math.min(oldest.sinceMs + this.#gapMs, Date.now() + this.#gapMs / LOOKS);
    const dueMs = Math.max(lookMs, this.#nextHealMs);
    this.#timer = setTimeout(() => void this.#closeHoles(), Math.max(0, dueMs - Date.now()));
    // Where timers keep the process alive, this one must not.
    (this.#timer as { unref?: () => void }).unref?.();
  }

  async #closeHoles(): Promise<void> {
    try {
      await this.#worlds.refresh();
      const overdue = this.#worlds.holes().filter((it) => it.sinceMs + this.#gapMs <= Date.now());
      for (const { sinceMs, ...hole } of overdue) {
        if (this.#options.types === undefined) this.#report({ type: 'gap', ...hole });
        // Without a client nobody can tell more about it.
        if (!(await this.#hasClient(hole.livemode))) {
          await this.#worlds.raise(hole.livemode, hole.beforeSequence - 1);
        }
      }
      if (overdue.length > 0) {
        this.#nextHealMs = Date.now() + this.#gapMs;
        await this.heal();
      }
    } catch (error) {
      this.#nextHealMs = Date.now() + this.#gapMs;
      this.#report({ type: 'healing_failed', error });
    } finally {
      this.#watchHoles();
    }
  }

  async #hasClient(livemode: boolean): Promise<boolean> {
    for (const healer of this.#healers) if ((await healer.livemode()) === livemode) return true;
    return false;
  }
}

/** A receiver of the hub's webhooks; the adapters connect it to a server. */
export const createReceiver = (options: ReceiverOptions): Receiver => new Receiver(options);
