import Type from 'typebox';
import { API_KEY_SCOPES } from '../../domain/api-key.ts';
import { DELIVERY_STATUSES } from '../../domain/delivery.ts';
import { EVENT_TYPES, SUBSCRIPTION_PATTERNS } from '../../domain/event-types.ts';
import { CONDITIONS, LISTING_STATUSES, MOVEMENTS, YEAR_PRECISIONS } from '../../domain/listing.ts';
import { LISTING_SORTS, SORT_ORDERS } from '../../domain/listing-sort.ts';
import { ORDER_STATUSES } from '../../domain/order.ts';
import { PERCENT, ROUND_TO } from '../../domain/price-change.ts';
import { type Micros, parseTime } from '../../domain/time.ts';
import { ENDPOINT_MODES, GRACE_HOURS, RATE_LIMIT_PER_SECOND } from '../../domain/webhook-endpoint.ts';
import { WRITE_SOURCES } from '../../domain/world.ts';
import { BULK_ACTIONS, BULK_LISTINGS_MAX } from '../../operations/bulk-listings.ts';
import { BULK_RETRIES_MAX } from '../../operations/retry-delivery.ts';
import { MAX_SEQUENCE, types } from '../v1/schemas/event-schema.ts';
import { MoneySchema } from '../v1/schemas/money-schema.ts';
import {
  enumeration,
  input,
  limit,
  MAX_DESCRIPTION,
  MAX_NOTE,
  nullable,
  ref,
  text,
} from '../v1/schemas/schema-parts.ts';

/** Bodies and queries of the dashboard API. Lengths are in Unicode code points. */
const nullableText = (maxLength = 500) => Type.Optional(nullable(text('a text', { maxLength })));
const nullableNumber = (minimum: number, maximum: number) =>
  Type.Optional(nullable(Type.Number({ minimum, maximum })));
const nullableInteger = (minimum: number, maximum: number) =>
  Type.Optional(nullable(Type.Integer({ minimum, maximum })));
const nullableBoolean = Type.Optional(nullable(Type.Boolean()));

const MODES = ['live', 'test'] as const;
const mode = Type.Optional(enumeration(MODES));
const after = Type.Optional(Type.String());
const search = Type.Optional(text('what to look for', { minLength: 1, maxLength: 200 }));
const time = Type.String({ format: 'date-time', description: 'an RFC 3339 date-time' });
/** Of a query whose format has been checked. */
export const timeOf = (value: string | undefined): Micros | undefined =>
  value === undefined ? undefined : parseTime(value)!;
const httpUrl = (maxLength: number) =>
  Type.String({ maxLength, pattern: '^https?://', description: 'an http or https address' });

export const ModeQuery = input({ mode });
export const PageQuery = input({ mode, limit, after });
export const ListingsQuery = input({
  mode,
  status: Type.Optional(enumeration(LISTING_STATUSES)),
  q: search,
  sort: Type.Optional(enumeration(LISTING_SORTS)),
  order: Type.Optional(enumeration(SORT_ORDERS)),
  limit,
  after,
});
export const ExportQuery = input({ mode, status: Type.Optional(enumeration(LISTING_STATUSES)) });
export const ListingCountsQuery = input({ mode, q: search });

const orderFilters = {
  mode,
  external_id: Type.Optional(text('a text')),
  customer_id: Type.Optional(text('a text')),
  source: Type.Optional(enumeration(WRITE_SOURCES)),
  from: Type.Optional(time),
  to: Type.Optional(time),
  q: search,
};
export const OrdersQuery = input({
  ...orderFilters,
  status: Type.Optional(enumeration(ORDER_STATUSES)),
  limit,
  after,
});
export const OrderCountsQuery = input(orderFilters);
export const CustomersQuery = input({ mode, q: search, limit, after });
export const DeliveriesQuery = input({
  status: Type.Optional(enumeration(DELIVERY_STATUSES)),
  type: Type.Optional(enumeration(EVENT_TYPES)),
  endpoint_id: Type.Optional(text('a text')),
  mode,
  from: Type.Optional(time),
  to: Type.Optional(time),
  q: search,
  limit,
  after,
});
export const ReplayBody = input({
  since: time,
  until: Type.Optional(time),
  types: Type.Optional(
    nullable(Type.Array(enumeration(EVENT_TYPES), { minItems: 1, maxItems: EVENT_TYPES.length })),
  ),
  only_failed: Type.Optional(Type.Boolean()),
  rate_per_second: Type.Optional(Type.Integer({ minimum: 1, maximum: RATE_LIMIT_PER_SECOND.max })),
  dry_run: Type.Optional(Type.Boolean()),
});
export const ReplaysQuery = input({ limit, after });
export const EventsQuery = input({
  mode,
  before_sequence: Type.Optional(Type.Integer({ minimum: 0, maximum: MAX_SEQUENCE })),
  types,
  limit,
  after,
});
export const ImportRowsQuery = input({
  mode,
  result: Type.Optional(enumeration(['created', 'updated', 'unchanged', 'skipped_sold', 'failed'])),
  limit,
  after,
});

const Photo = input({
  url: httpUrl(2048),
  position: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000 })),
  alt: nullableText(),
});

const listingFields = {
  stock_number: Type.Optional(
    Type.String({ minLength: 1, maxLength: 500, pattern: '\\S', description: 'some text' }),
  ),
  title: Type.Optional(text('a text')),
  description: nullableText(MAX_DESCRIPTION),
  brand: nullableText(),
  model: nullableText(),
  reference_number: nullableText(),
  year: nullableInteger(1500, 2100),
  year_precision: Type.Optional(enumeration(YEAR_PRECISIONS)),
  condition: Type.Optional(nullable(enumeration(CONDITIONS))),
  has_box: nullableBoolean,
  has_papers: nullableBoolean,
  case_diameter_mm: nullableNumber(0, 1_000),
  case_material: nullableText(),
  bezel_material: nullableText(),
  crystal: nullableText(),
  dial_color: nullableText(),
  bracelet_material: nullableText(),
  movement: Type.Optional(nullable(enumeration(MOVEMENTS))),
  caliber: nullableText(),
  power_reserve_hours: nullableNumber(0, 100_000),
  water_resistance_m: nullableNumber(0, 100_000),
  complications: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 500 }), { maxItems: 50 })),
  gender: nullableText(),
  price: Type.Optional(nullable(ref(MoneySchema))),
  photos: Type.Optional(Type.Array(Photo, { maxItems: 100 })),
  location: Type.Optional(nullable(input({ country: nullableText(), city: nullableText() }))),
  handling_time_days: nullableInteger(0, 1_000),
  serial_number: nullableText(),
  cost: Type.Optional(nullable(ref(MoneySchema))),
  internal_notes: nullableText(MAX_NOTE),
  storage_location: nullableText(),
  quantity: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000 })),
};

export const CreateListingBody = input(listingFields);
export const UpdateListingBody = input({
  ...listingFields,
  version: Type.Optional(Type.Integer({ minimum: 1 })),
});

const idList = (maxItems: number) => Type.Array(text('an id'), { minItems: 1, maxItems });

export const RetryDeliveriesBody = input({ ids: idList(BULK_RETRIES_MAX) });

export const BulkListingsBody = input({
  ids: idList(BULK_LISTINGS_MAX),
  action: enumeration(BULK_ACTIONS),
  price: Type.Optional(nullable(ref(MoneySchema))),
  percent: Type.Optional(Type.Number({ minimum: PERCENT.min, maximum: PERCENT.max })),
  round_to: Type.Optional(Type.Integer({ minimum: ROUND_TO.min, maximum: ROUND_TO.max })),
});

export const UpdateIntegrationBody = input({
  is_enabled: Type.Optional(Type.Boolean()),
  is_test_mode: Type.Optional(Type.Boolean()),
});

export const CreateApiKeyBody = input({
  mode: enumeration(MODES),
  name: Type.Optional(Type.String({ minLength: 1, maxLength: 500 })),
  scopes: Type.Optional(
    Type.Array(enumeration(API_KEY_SCOPES), {
      minItems: 1,
      uniqueItems: true,
    }),
  ),
  expires_at: Type.Optional(nullable(time)),
});
export const RollApiKeyBody = input({
  overlap_hours: Type.Optional(Type.Number({ minimum: 0, maximum: 168 })),
});

const endpointFields = {
  description: nullableText(),
  events: Type.Optional(Type.Array(enumeration(SUBSCRIPTION_PATTERNS), { minItems: 1, maxItems: 50 })),
  mode: Type.Optional(enumeration(ENDPOINT_MODES)),
  skip_own_writes: Type.Optional(Type.Boolean()),
  rate_limit_per_second: Type.Optional(Type.Integer({ minimum: 1, maximum: RATE_LIMIT_PER_SECOND.max })),
  is_enabled: Type.Optional(Type.Boolean()),
};
// The length of a URL is judged with the rest of it, so that the message says what an endpoint must look like.
const Url = Type.String({ minLength: 1, maxLength: 10_000 });
export const CreateEndpointBody = input({ url: Url, ...endpointFields });
export const UpdateEndpointBody = input({ url: Type.Optional(Url), ...endpointFields });
export const RotateSecretBody = input({
  grace_hours: Type.Optional(Type.Number({ minimum: 0, maximum: GRACE_HOURS.max })),
});

export const FulfillOrderBody = input({
  tracking: Type.Optional(
    nullable(
      input({
        carrier: nullableText(),
        number: nullableText(),
        url: Type.Optional(nullable(httpUrl(2048))),
      }),
    ),
  ),
});
