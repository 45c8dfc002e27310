import type { HubEvent } from '../api-shapes.ts';
import type { WebhookVerificationError } from '../verify-webhook.ts';

/** What a receiver could not deal with in silence. */
export type ReceiverProblem =
  /** Answered with 400: not from the hub, an old secret, a changed body, or this machine's clock. */
  | { readonly type: 'refused'; readonly error: WebhookVerificationError }
  /** Answered with 400: signed, but not an event. */
  | { readonly type: 'not_an_event' }
  /** Your handler or store threw. Answered with 500; the hub sends it again, and the feed has it. */
  | { readonly type: 'handling_failed'; readonly event: HubEvent; readonly error: unknown }
  /** Answered with 500: your `secrets` or your store threw. */
  | { readonly type: 'receiving_failed'; readonly error: unknown }
  /** Webhooks are missing; they are read from the feed if there is a client for this world. */
  | {
      readonly type: 'gap';
      readonly livemode: boolean;
      readonly afterSequence: number;
      readonly beforeSequence: number;
    }
  /** The feed could not be read; tried again. */
  | { readonly type: 'healing_failed'; readonly error: unknown }
  /** What followed this sequence is no longer all in the feed: read the listings anew. */
  | { readonly type: 'feed_expired'; readonly livemode: boolean; readonly afterSequence: number };

export type ReportProblem = (problem: ReceiverProblem) => void;

export const printProblem: ReportProblem = (problem) => {
  // biome-ignore lint/suspicious/noConsole: without `onProblem` this is the only place to be seen
  console.error('WatchTraderHub receiver:', problem);
};
