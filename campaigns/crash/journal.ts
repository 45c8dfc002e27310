/** What its client knows: `unknown` = it was never told, and gave up. */
export type Outcome = 'acknowledged' | 'refused' | 'unknown';

export interface OrderIntent {
  readonly dealer: number;
  /** Its Idempotency-Key, and what its `metadata.intent` says. */
  readonly key: string;
  readonly listingId: string;
  readonly outcome: Outcome;
  /** As acknowledged. */
  readonly orderId: string | null;
}

export interface CancelIntent {
  readonly dealer: number;
  readonly key: string;
  readonly orderId: string;
  readonly outcome: Outcome;
}

export interface CustomerIntent {
  readonly dealer: number;
  readonly key: string;
  readonly externalId: string;
  readonly outcome: Outcome;
}

/** A listing of the dealer's own, until it was published. */
export interface ListingIntent {
  readonly dealer: number;
  readonly listingId: string;
  readonly stockNumber: string;
  readonly quantity: number;
}

/** A PATCH of a listing's quantity, with the version it saw. */
export interface StockIntent {
  readonly dealer: number;
  readonly listingId: string;
  readonly seenVersion: number;
  readonly seenQuantity: number;
  readonly quantity: number;
  readonly outcome: Outcome;
}

/** An acknowledged write; milliseconds of `performance.now()`. */
export interface Acknowledgement {
  /** Of the API process that answered. */
  readonly api: number;
  readonly beganMs: number;
  readonly atMs: number;
}

/** What clients have asked for and what they were told. Nothing in it comes from the database. */
export class Journal {
  readonly orders: OrderIntent[] = [];
  readonly cancels: CancelIntent[] = [];
  readonly customers: CustomerIntent[] = [];
  readonly listings: ListingIntent[] = [];
  readonly stock: StockIntent[] = [];
  readonly acknowledgements: Acknowledgement[] = [];
  /** Sequences in the order in which each reader of a feed saw them, by the reader's name. */
  readonly readings = new Map<string, { readonly dealer: number; readonly sequences: number[] }>();
  /** Requests that were broken off, not answered in time, or answered by a 503. */
  interruptions = 0;
  /** Answers to a repeated request that had been carried out, but not answered, before. */
  replays = 0;
  /** Answers that a client must never see. */
  readonly failures: string[] = [];
}
