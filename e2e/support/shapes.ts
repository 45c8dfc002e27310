/** The fields of the hub's answers that the tests look at. */
export interface Listing {
  readonly id: string;
  readonly is_test: boolean;
  readonly stock_number: string;
  readonly status: 'draft' | 'published' | 'unpublished' | 'sold';
  readonly quantity: number;
  readonly title: string;
  readonly price: { readonly amount: number; readonly currency: string } | null;
  readonly version: number;
}

export interface Order {
  readonly id: string;
  readonly is_test: boolean;
  readonly external_id: string | null;
  readonly number: number;
  readonly status: 'received' | 'fulfilled' | 'cancelled';
  readonly source: string;
  readonly line_items: readonly { readonly listing_id: string; readonly quantity: number }[];
  readonly customer: { readonly id: string } | null;
}

export interface HubEvent {
  readonly id: string;
  readonly type: string;
  readonly livemode: boolean;
  readonly sequence: number;
  readonly data: { readonly object: { readonly id: string } };
}

export interface ApiKey {
  readonly id: string;
  readonly key: string;
  readonly prefix: string;
  readonly status: string;
  readonly last_used_at: string | null;
}

export interface Endpoint {
  readonly id: string;
  readonly url: string;
  readonly is_enabled: boolean;
  readonly disabled_reason: string | null;
  readonly signing_secret: string;
}

export interface Attempt {
  readonly number: number;
  readonly started_at: string;
  readonly http_status: number | null;
  readonly error: string | null;
  readonly request_headers: Record<string, string>;
  readonly response_headers: Record<string, string> | null;
  readonly response_preview: string | null;
}

export interface Delivery {
  readonly id: string;
  readonly event_id: string;
  readonly event_type: string;
  readonly resource_id: string;
  readonly endpoint_id: string;
  readonly url: string;
  readonly livemode: boolean;
  readonly status: 'pending' | 'delivered' | 'failed' | 'cancelled';
  readonly reason: string | null;
  readonly attempt_count: number;
  readonly attempts: readonly Attempt[];
  /** The body that is sent. */
  readonly event: unknown;
}

export interface Replay {
  readonly id: string;
  readonly status: 'pending' | 'running' | 'succeeded' | 'cancelled' | 'failed';
  readonly total: number;
  readonly enqueued: number;
  readonly finished_at: string | null;
}

export interface Page<T> {
  readonly data: readonly T[];
  readonly has_more: boolean;
  readonly next_cursor: string | null;
  readonly last_sequence: number;
}

export interface Refusal {
  readonly error: { readonly code: string; readonly message: string; readonly param?: string };
}

export interface Customer {
  readonly id: string;
  readonly external_id: string | null;
  readonly email: string | null;
}
