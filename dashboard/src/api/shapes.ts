/** What the dashboard API answers with, as far as the dashboard reads it. Times are RFC 3339 with six decimals, in UTC. */
export type Mode = 'live' | 'test';

/** `amount` in minor units (cents, yen) of an ISO 4217 currency. */
export interface Money {
  readonly amount: number;
  readonly currency: string;
}

export interface Page<T> {
  readonly data: readonly T[];
  readonly has_more: boolean;
  readonly next_cursor: string | null;
}

export type ListingStatus = 'draft' | 'published' | 'unpublished' | 'sold';

export interface Photo {
  readonly url: string;
  readonly position: number;
  readonly alt: string | null;
}

export interface Listing {
  readonly id: string;
  readonly is_test: boolean;
  readonly stock_number: string;
  readonly status: ListingStatus;
  readonly quantity: number;
  readonly title: string;
  readonly description: string | null;
  readonly brand: string | null;
  readonly model: string | null;
  readonly reference_number: string | null;
  readonly year: number | null;
  readonly year_precision: string;
  readonly condition: string | null;
  readonly has_box: boolean | null;
  readonly has_papers: boolean | null;
  readonly case_diameter_mm: number | null;
  readonly case_material: string | null;
  readonly bezel_material: string | null;
  readonly crystal: string | null;
  readonly dial_color: string | null;
  readonly bracelet_material: string | null;
  readonly movement: string | null;
  readonly caliber: string | null;
  readonly power_reserve_hours: number | null;
  readonly water_resistance_m: number | null;
  readonly complications: readonly string[];
  readonly gender: string | null;
  readonly price: Money | null;
  readonly photos: readonly Photo[];
  readonly location: { readonly country: string | null; readonly city: string | null };
  readonly handling_time_days: number | null;
  readonly serial_number: string | null;
  readonly cost: Money | null;
  readonly internal_notes: string | null;
  readonly storage_location: string | null;
  readonly marked_sold_quantity: number;
  readonly version: number;
  readonly published_at: string | null;
  readonly sold_at: string | null;
  readonly created_at: string;
  readonly updated_at: string;
}

export interface Address {
  readonly name?: string | null;
  readonly first_name?: string | null;
  readonly last_name?: string | null;
  readonly company?: string | null;
  readonly line1?: string | null;
  readonly line2?: string | null;
  readonly city?: string | null;
  readonly state?: string | null;
  readonly postal_code?: string | null;
  readonly country?: string | null;
  readonly phone?: string | null;
}

export interface Customer {
  readonly id: string;
  readonly is_test: boolean;
  readonly external_id: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly first_name: string | null;
  readonly last_name: string | null;
  readonly company: string | null;
  readonly vat_number: string | null;
  readonly address: Address | null;
  readonly tags: readonly string[];
  readonly note: string | null;
  readonly marketing_consent: boolean | null;
  readonly locale: string | null;
  readonly metadata: Readonly<Record<string, string>>;
  readonly created_at: string;
  readonly updated_at: string;
}

export type OrderStatus = 'received' | 'fulfilled' | 'cancelled';
export type MatchKey = 'external_id' | 'email' | 'phone';

/** `given`: the order named the customer by id. */
export interface CustomerMatch {
  readonly status: 'created' | 'matched' | 'given';
  readonly matched_on: readonly MatchKey[];
}

export interface LineItem {
  readonly listing_id: string;
  readonly stock_number: string;
  readonly title: string;
  readonly quantity: number;
  /** Per unit. */
  readonly price: Money;
}

export interface Order {
  readonly id: string;
  readonly is_test: boolean;
  readonly external_id: string | null;
  readonly number: number;
  readonly status: OrderStatus;
  readonly source: string;
  readonly line_items: readonly LineItem[];
  readonly total: Money;
  readonly customer: Customer | null;
  /** How the customer was found; null without one, and for orders of before it was noted. */
  readonly customer_match: CustomerMatch | null;
  readonly customer_conflict: readonly { readonly key: MatchKey; readonly customer_id: string }[] | null;
  readonly shipping_address: Address | null;
  readonly note: string | null;
  readonly metadata: Readonly<Record<string, string>>;
  readonly tracking: {
    readonly carrier: string | null;
    readonly number: string | null;
    readonly url: string | null;
  } | null;
  readonly cancellation: {
    readonly reason: string | null;
    readonly note: string | null;
    readonly restocked: boolean;
  } | null;
  readonly ordered_at: string;
  readonly fulfilled_at: string | null;
  readonly cancelled_at: string | null;
  readonly created_at: string;
  readonly updated_at: string;
}

export interface ApiKey {
  readonly id: string;
  readonly name: string;
  readonly mode: Mode;
  readonly prefix: string;
  readonly scopes: readonly ('read' | 'write')[];
  readonly status: 'active' | 'expired' | 'revoked';
  readonly expires_at: string | null;
  readonly revoked_at: string | null;
  readonly rolled_to: string | null;
  readonly last_used_at: string | null;
  readonly created_at: string;
}

/** The key itself is in the answer that made it, and nowhere else. */
export type NewApiKey = ApiKey & { readonly key: string };

export interface WebhookEndpoint {
  readonly id: string;
  readonly url: string;
  readonly description: string | null;
  readonly events: readonly string[];
  readonly mode: 'all' | Mode;
  readonly skip_own_writes: boolean;
  readonly rate_limit_per_second: number;
  readonly is_enabled: boolean;
  readonly disabled_reason: string | null;
  /** Of a disabled one: its oldest event that it was not told of. Only in the integration's answer. */
  readonly missed_since?: string | null;
  readonly consecutive_failures: number;
  readonly last_success_at: string | null;
  readonly last_failure_at: string | null;
  /** Until then the secret before the last rotation signs, too. */
  readonly previous_secret_expires_at: string | null;
  readonly created_at: string;
  readonly updated_at: string;
}

export type NewWebhookEndpoint = WebhookEndpoint & { readonly signing_secret: string };

export interface Integration {
  readonly id: string;
  readonly dealer: {
    readonly id: string;
    readonly name: string;
    readonly plan: 'starter' | 'business';
    readonly listing_limit: number;
  };
  readonly status: 'disabled' | 'test_mode' | 'live';
  readonly is_enabled: boolean;
  readonly is_test_mode: boolean;
  readonly api_version: string;
  /** Tokens of the public API. */
  readonly rate_limit_per_minute: number;
  readonly api_keys: readonly ApiKey[];
  readonly webhook_endpoints: readonly WebhookEndpoint[];
  readonly setup: {
    readonly api_key_created: boolean;
    readonly webhook_configured: boolean;
    readonly webhook_verified: boolean;
    readonly is_live: boolean;
  };
}

export type DeliveryStatus = 'pending' | 'delivered' | 'failed' | 'cancelled';

export interface Delivery {
  readonly id: string;
  readonly event_id: string;
  readonly event_type: string;
  readonly resource_id: string;
  readonly endpoint_id: string;
  readonly url: string;
  readonly livemode: boolean;
  readonly status: DeliveryStatus;
  readonly reason: string | null;
  readonly attempt_count: number;
  readonly next_attempt_at: string | null;
  readonly created_at: string;
  readonly delivered_at: string | null;
}

export interface Attempt {
  readonly number: number;
  readonly started_at: string;
  readonly duration_ms: number;
  readonly http_status: number | null;
  /** Class of the failure when no answer came. */
  readonly error: string | null;
  readonly request_headers: Readonly<Record<string, string>>;
  readonly response_headers: Readonly<Record<string, string>> | null;
  readonly response_preview: string | null;
}

export interface HubEvent {
  readonly id: string;
  readonly type: string;
  readonly api_version: string;
  readonly created_at: string;
  readonly livemode: boolean;
  readonly sequence: number;
  readonly data: {
    readonly object: Readonly<Record<string, unknown>>;
    readonly previous_attributes?: object;
  };
}

export type DeliveryDetail = Delivery & {
  readonly event: HubEvent | null;
  readonly attempts: readonly Attempt[];
};

/** Deliveries of one hour, by what became of them. */
export interface HealthHour {
  readonly hour: string;
  readonly delivered: number;
  readonly failed: number;
  readonly pending: number;
  readonly cancelled: number;
}

export interface Overview {
  readonly mode: Mode;
  readonly listings: Readonly<Record<ListingStatus, number>>;
  readonly orders: Readonly<Record<OrderStatus, number>>;
  readonly deliveries: {
    readonly delivered: number;
    readonly failed: number;
    readonly cancelled: number;
    readonly pending: number;
    readonly oldest_pending_at: string | null;
    readonly hours: readonly HealthHour[];
  };
  readonly attention: {
    readonly published_without_photos: number;
    readonly published_without_price: number;
    /** Orders that are still to be sent, whose customer data point at different people. */
    readonly customer_conflicts: number;
    /** When the oldest order came in that is still to be sent. */
    readonly oldest_received_at: string | null;
  };
}

export interface EndpointHealth {
  readonly endpoint_id: string;
  readonly window_hours: number;
  readonly attempts: number;
  /** 0 to 1; null without attempts. */
  readonly success_rate: number | null;
  readonly p50_ms: number | null;
  readonly p95_ms: number | null;
  readonly state: 'healthy' | 'probing' | 'paused' | 'disabled';
  readonly consecutive_failures: number;
  /** First failure after the last success. */
  readonly failing_since: string | null;
  /** Unless something is delivered before. */
  readonly disabled_at: string | null;
  readonly last_success_at: string | null;
  readonly last_failure_at: string | null;
  readonly pending: number;
  readonly oldest_pending_at: string | null;
  readonly hours: readonly HealthHour[];
}
