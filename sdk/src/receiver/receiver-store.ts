/** The newest event of a resource that was handled. */
export interface ResourceState {
  readonly sequence: number;
  /** Of listings; other resources have none. */
  readonly version: number | null;
}

export interface HandledEvent extends ResourceState {
  readonly eventId: string;
  readonly livemode: boolean;
  /** World, kind and id, such as `live:listing:0b1c…`. */
  readonly resource: string;
}

/**
 * What a receiver remembers across requests and restarts. Each method is atomic by itself, and what it wrote is
 * durable when its promise resolves. One that rejects makes the receiver answer 500, so that the hub sends again.
 *
 * In your own database it is two tables: `resources (resource primary key, sequence, version, event_id)` and
 * `worlds (livemode primary key, sequence)`. Remembering the last event id of each resource is enough: whatever is
 * older than a resource's sequence is refused as stale.
 */
export interface ReceiverStore {
  /** Whether the event was recorded. May forget an event once a newer one of its resource is recorded. */
  hasEvent(eventId: string): Promise<boolean>;
  getResource(resource: string): Promise<ResourceState | null>;
  /** Remembers event and resource together; a resource's sequence never goes down. */
  record(handled: HandledEvent): Promise<void>;
  /** The sequence up to which nothing of this world is missing; null at first. */
  getSequence(livemode: boolean): Promise<number | null>;
  /** Never lowers it: several processes may call this in any order. */
  raiseSequence(livemode: boolean, sequence: number): Promise<void>;
  /**
   * Runs `work` while no other process works on the same resource (`pg_advisory_xact_lock`, `select … for update`).
   * Needed only when several processes receive: within one process the receiver itself takes care. `work` calls the
   * other methods, and the handler: a lock that holds a connection takes it from a pool of its own.
   */
  lock?<T>(resource: string, work: () => Promise<T>): Promise<T>;
}
