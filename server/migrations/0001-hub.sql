-- The hub's tables. Conventions:
--   *_us      whole microseconds since 1970 (UTC); written from parameters, never from the server's clock
--   livemode  the world: true = live, false = test (the sandbox). The two never mix.
--   json      kept as written: resources show their fields in the order the serialiser gave them
-- Every dealer-owned table's primary key begins with dealer_id, so that the schema shards by dealer.
-- Tables that can't (key lookup, workers, rate limit buckets, settings) are small; ARCHITECTURE.md lists them.

create table hub_settings (
  name text primary key,
  value text not null
);

create table dealers (
  id uuid primary key,
  name text not null,
  plan text not null check (plan in ('starter', 'business')),
  listing_limit integer check (listing_limit >= 0), -- set by the operator; null = the plan's limit
  created_us bigint not null
);

create table integrations (
  dealer_id uuid primary key references dealers (id),
  id uuid not null,
  is_enabled boolean not null default true,
  is_test_mode boolean not null default true,
  api_version text not null,
  sandbox_filled_us bigint, -- when the sandbox was first filled
  live_since_us bigint, -- when the dealer last went live
  created_us bigint not null
);

-- One row per dealer world. Every writing transaction locks it first; it hands out event sequences,
-- order numbers and strictly rising times, so that their order is commit order.
create table dealer_clocks (
  dealer_id uuid not null references dealers (id),
  livemode boolean not null,
  last_sequence bigint not null default 0,
  oldest_sequence bigint not null default 1, -- the oldest event still kept
  last_updated_us bigint not null default 0,
  last_order_number bigint not null default 1000,
  primary key (dealer_id, livemode)
) with (fillfactor = 50);

-- Looked up by hash before the dealer is known: not sharded.
create table api_keys (
  dealer_id uuid not null references dealers (id),
  id uuid not null,
  livemode boolean not null,
  name text not null,
  prefix text not null,
  key_hash bytea not null unique,
  scopes text[] not null,
  expires_us bigint,
  revoked_us bigint,
  rolled_to uuid,
  last_used_us bigint,
  created_us bigint not null,
  primary key (dealer_id, id)
);

create table webhook_endpoints (
  dealer_id uuid not null references dealers (id),
  id uuid not null,
  url text not null,
  description text,
  events text[] not null,
  mode text not null check (mode in ('all', 'live', 'test')),
  skip_own_writes boolean not null,
  rate_limit_per_second integer not null,
  is_enabled boolean not null,
  disabled_reason text, -- 'manual', 'gone' (410) or 'failing'
  secret bytea not null, -- AES-256-GCM; see storage/secret-box
  previous_secret bytea,
  previous_secret_expires_us bigint,
  created_us bigint not null,
  updated_us bigint not null,
  primary key (dealer_id, id)
);

-- What a worker needs to know about an endpoint: when something is due, who owns it, how it has been doing.
-- Deleted with its endpoint. Not sharded: workers claim across dealers.
create table endpoint_lanes (
  dealer_id uuid not null,
  endpoint_id uuid not null,
  generation bigint not null default 0, -- raised by every fan-out; a release counts only if it still holds
  due_us bigint, -- null = nothing pending
  paused_until_us bigint not null default 0, -- Retry-After
  lease_worker uuid,
  lease_token bigint not null default 0, -- fencing: raised by every claim
  consecutive_failures integer not null default 0,
  last_success_us bigint,
  last_failure_us bigint,
  primary key (dealer_id, endpoint_id),
  foreign key (dealer_id, endpoint_id) references webhook_endpoints (dealer_id, id) on delete cascade
) with (fillfactor = 50);

-- A worker is alive while its beat rises. Others judge by their own monotonic clocks, never by times in here.
create table workers (
  id uuid primary key,
  beat bigint not null default 0,
  host text not null,
  pid integer not null,
  started_us bigint not null
);

create table listings (
  dealer_id uuid not null references dealers (id),
  livemode boolean not null,
  id uuid not null,
  stock_number text not null,
  status text not null check (status in ('draft', 'published', 'unpublished', 'sold')),
  status_before_sold text check (status_before_sold in ('published', 'unpublished')),
  quantity integer not null check (quantity >= 0),
  marked_sold_quantity integer not null default 0 check (marked_sold_quantity >= 0), -- what return-to-stock gives back
  imported_quantity integer, -- what the last import set: base of its three-way comparison
  title text not null,
  description text,
  brand text,
  model text,
  reference_number text,
  year integer,
  year_precision text not null default 'unknown' check (year_precision in ('exact', 'approximate', 'unknown')),
  condition text,
  has_box boolean,
  has_papers boolean,
  case_diameter_mm double precision,
  case_material text,
  bezel_material text,
  crystal text,
  dial_color text,
  bracelet_material text,
  movement text,
  caliber text,
  power_reserve_hours double precision,
  water_resistance_m double precision,
  complications text[] not null default '{}',
  gender text,
  price_amount bigint,
  price_currency text,
  photos json not null default '[]',
  location_country text,
  location_city text,
  handling_time_days integer,
  -- private: never in the API, a webhook or a feed
  serial_number text,
  cost_amount bigint,
  cost_currency text,
  internal_notes text,
  storage_location text,
  version bigint not null,
  published_us bigint, -- null = never published, so invisible to the channel
  sold_us bigint,
  created_us bigint not null,
  updated_us bigint not null,
  public_json text not null, -- the resource as the API shows it, made by the one serialiser
  primary key (dealer_id, livemode, id),
  check ((price_amount is null) = (price_currency is null)),
  check ((cost_amount is null) = (cost_currency is null)),
  check ((status = 'sold') = (status_before_sold is not null)),
  check (status <> 'sold' or quantity = 0),
  check (status <> 'published' or quantity > 0)
);
create unique index listings_stock_number on listings (dealer_id, livemode, stock_number);
create index listings_feed on listings (dealer_id, livemode, updated_us desc, id desc) where published_us is not null;
create index listings_feed_status on listings (dealer_id, livemode, status, updated_us desc, id desc);

create table customers (
  dealer_id uuid not null references dealers (id),
  livemode boolean not null,
  id uuid not null,
  external_id text,
  email text,
  phone text,
  first_name text,
  last_name text,
  company text,
  vat_number text,
  address json,
  tags text[] not null default '{}',
  note text,
  marketing_consent boolean,
  locale text,
  metadata json not null default '{}',
  created_us bigint not null,
  updated_us bigint not null,
  primary key (dealer_id, livemode, id)
);
create unique index customers_external_id on customers (dealer_id, livemode, external_id) where external_id is not null;
create unique index customers_email on customers (dealer_id, livemode, email) where email is not null;
create index customers_phone on customers (dealer_id, livemode, phone) where phone is not null;
create index customers_recent on customers (dealer_id, livemode, updated_us desc, id desc);

create table orders (
  dealer_id uuid not null references dealers (id),
  livemode boolean not null,
  id uuid not null,
  external_id text,
  number bigint not null,
  status text not null check (status in ('received', 'fulfilled', 'cancelled')),
  source text not null,
  line_items json not null, -- snapshot; also what a cancel gives back
  total_amount bigint not null,
  total_currency text not null,
  customer_id uuid,
  customer json, -- snapshot
  customer_conflict json, -- keys of the request that pointed at another customer; for the dealer only
  shipping_address json,
  note text,
  metadata json not null default '{}',
  tracking json,
  cancellation json,
  ordered_us bigint not null,
  fulfilled_us bigint,
  cancelled_us bigint,
  created_us bigint not null,
  updated_us bigint not null,
  primary key (dealer_id, livemode, id)
);
create unique index orders_external_id on orders (dealer_id, livemode, external_id) where external_id is not null;
create unique index orders_number on orders (dealer_id, livemode, number);
create index orders_recent on orders (dealer_id, livemode, updated_us desc, id desc);
create index orders_recent_status on orders (dealer_id, livemode, status, updated_us desc, id desc);
create index orders_customer on orders (dealer_id, livemode, customer_id) where customer_id is not null;

create table events (
  dealer_id uuid not null references dealers (id),
  livemode boolean not null,
  sequence bigint not null,
  id uuid not null, -- shown as evt_ + 32 hex
  type text not null,
  resource_id uuid not null,
  created_us bigint not null,
  body text not null, -- the exact bytes that are signed and sent
  primary key (dealer_id, livemode, sequence)
);
create unique index events_id on events (dealer_id, livemode, id);
create index events_resource on events (dealer_id, livemode, resource_id);

create table deliveries (
  dealer_id uuid not null references dealers (id),
  id uuid not null,
  livemode boolean not null,
  endpoint_id uuid not null, -- no foreign key: the log outlives the endpoint
  event_sequence bigint not null,
  event_id uuid not null,
  event_type text not null,
  resource_id uuid not null,
  url text not null,
  status text not null check (status in ('pending', 'delivered', 'failed', 'cancelled')),
  reason text,
  attempt_count integer not null default 0,
  schedule_step integer not null default 0, -- waits of the retry schedule used since the start or the last retry by hand
  next_attempt_us bigint,
  expires_us bigint not null,
  created_us bigint not null,
  delivered_us bigint,
  primary key (dealer_id, id),
  check ((status = 'pending') = (next_attempt_us is not null))
) with (fillfactor = 85);
create index deliveries_due on deliveries (dealer_id, endpoint_id, next_attempt_us, event_sequence) where status = 'pending';
create index deliveries_log on deliveries (dealer_id, created_us desc, id desc);
create index deliveries_event on deliveries (dealer_id, event_id);
-- Whether the dealer has verified an endpoint: a few rows per dealer.
create index deliveries_ping on deliveries (dealer_id) where event_type = 'integration.test_event' and status = 'delivered';

create table delivery_attempts (
  dealer_id uuid not null,
  delivery_id uuid not null,
  number integer not null,
  started_us bigint not null,
  duration_ms integer not null,
  http_status integer,
  error text,
  request_headers text not null, -- JSON object
  response_headers text, -- JSON object
  response_preview text,
  primary key (dealer_id, delivery_id, number),
  foreign key (dealer_id, delivery_id) references deliveries (dealer_id, id) on delete cascade
);

create table idempotency_records (
  dealer_id uuid not null references dealers (id),
  livemode boolean not null,
  key text not null,
  fingerprint bytea not null, -- SHA-256 over method, path and canonical body
  status smallint not null,
  body text not null,
  request_id text not null,
  created_us bigint not null,
  primary key (dealer_id, livemode, key)
);
create index idempotency_records_age on idempotency_records (created_us);

create table imports (
  dealer_id uuid not null references dealers (id),
  livemode boolean not null,
  id uuid not null,
  state text not null check (state in ('receiving', 'queued', 'running', 'completed', 'failed')), -- 'receiving' = the upload is under way
  file_name text not null,
  file_bytes bigint not null,
  encoding text, -- found while the file came in
  delimiter text,
  options json not null,
  mapping json, -- column -> field, as used
  processed_rows integer not null default 0,
  processed_bytes bigint not null default 0,
  created_count integer not null default 0,
  updated_count integer not null default 0,
  unchanged_count integer not null default 0,
  skipped_sold_count integer not null default 0,
  failed_count integer not null default 0,
  warned_count integer not null default 0, -- rows with warnings, whatever their result
  error text,
  lease_worker uuid, -- null or no longer in workers: anybody may go on with it
  created_us bigint not null,
  started_us bigint,
  finished_us bigint,
  primary key (dealer_id, livemode, id)
);
create index imports_open on imports (created_us) where state in ('queued', 'running');

create table import_chunks (
  dealer_id uuid not null,
  livemode boolean not null,
  import_id uuid not null,
  position integer not null,
  bytes bytea not null,
  primary key (dealer_id, livemode, import_id, position),
  foreign key (dealer_id, livemode, import_id) references imports (dealer_id, livemode, id) on delete cascade
);

create table import_rows (
  dealer_id uuid not null,
  livemode boolean not null,
  import_id uuid not null,
  row_number integer not null, -- 1 = first row below the header
  line integer not null, -- line of the file where the row begins
  stock_number text,
  result text not null check (result in ('created', 'updated', 'unchanged', 'skipped_sold', 'failed')),
  errors json, -- null = none
  warnings json, -- null = none
  read_values json, -- of a dry run: what the row was understood to say
  primary key (dealer_id, livemode, import_id, row_number) -- no foreign key: it takes two thirds of an insert
);
create index import_rows_failed on import_rows (dealer_id, livemode, import_id, row_number) where result = 'failed';
create index import_rows_warned on import_rows (dealer_id, livemode, import_id, row_number) where warnings is not null;

-- Tokens reserved by each API process in each second. Not sharded; rows live for two minutes.
create table rate_limit_buckets (
  integration_id uuid not null,
  livemode boolean not null,
  second bigint not null,
  node uuid not null,
  tokens integer not null,
  primary key (integration_id, livemode, second, node)
);
