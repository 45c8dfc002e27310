import { ApiError } from '../domain/api-error.ts';
import type { ApiKeyIdentity } from '../storage/api-keys.ts';
import type { FeedBatch, WorldFeed } from './world-feed.ts';

/** One reader of a world's feed that stays. */
export class EventStream {
  readonly identity: ApiKeyIdentity;
  readonly #types: readonly string[] | undefined;
  readonly #feed: WorldFeed;
  readonly #ended = Promise.withResolvers<ApiError>();
  readonly #onClose: () => void;
  #position: number;
  #isClosed = false;

  constructor(
    identity: ApiKeyIdentity,
    from: {
      readonly feed: WorldFeed;
      readonly position: number;
      readonly types: readonly string[] | undefined;
    },
    onClose: () => void,
  ) {
    this.identity = identity;
    this.#feed = from.feed;
    this.#position = from.position;
    this.#types = from.types;
    this.#onClose = onClose;
  }

  /** Sequence up to which everything was handed out or left out by the filter. */
  get position(): number {
    return this.#position;
  }

  /** Resolves with the reason when the hub ends the stream; never when its reader closes it. */
  get ended(): Promise<ApiError> {
    return this.#ended.promise;
  }

  /** What comes next, which may take for ever; null once the stream is closed. */
  async next(): Promise<FeedBatch | null> {
    if (this.#isClosed) return null;
    try {
      const batch = await this.#feed.after(this.#position, this.#types);
      if (this.#isClosed) return null;
      this.#position = batch.upTo;
      return batch;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.end(error);
      return null;
    }
  }

  end(reason: ApiError): void {
    if (this.#isClosed) return;
    this.close();
    this.#ended.resolve(reason);
  }

  /** Its place is free at once. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#onClose();
  }
}
