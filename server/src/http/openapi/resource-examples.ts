import type { Static } from 'typebox';
import { CURRENT_API_VERSION } from '../../domain/plans.ts';
import type { CustomerSchema } from '../v1/schemas/customer-schema.ts';
import type { IntegrationSchema } from '../v1/schemas/integration-schema.ts';
import type { ListingSchema } from '../v1/schemas/listing-schema.ts';
import type { OrderSchema } from '../v1/schemas/order-schema.ts';

export const EXAMPLE_EVENT_ID = 'evt_0196a9d4f3b07c6f8b1e2d3c4b5a6978';
export const EXAMPLE_DELIVERY_ID = '0196a9d4-f3b0-7c6f-8b1e-2d3c4b5a6978';
const LISTING_ID = '0196a9d0-5f0e-7b1c-9a44-6d1f0c2b3a59';
const CUSTOMER_ID = '0196a9d3-1c52-7e90-8f2b-41d6a7c8e9f0';
const ENDPOINT_ID = '0196a9cd-2b7a-7d35-8c60-9e8f7a6b5c4d';
const CREATED_AT = '2026-05-07T09:12:44.318902Z';
const HAPPENED_AT = '2026-05-07T09:30:00.123456Z';

export const LISTING: Static<typeof ListingSchema> = {
  id: LISTING_ID,
  object: 'listing',
  is_test: false,
  stock_number: 'WH-0042',
  status: 'published',
  quantity: 1,
  title: 'Rolex Submariner Date 126610LN',
  description: 'Unworn, with all links.',
  brand: 'Rolex',
  model: 'Submariner Date',
  reference_number: '126610LN',
  year: 2023,
  year_precision: 'exact',
  condition: 'unworn',
  has_box: true,
  has_papers: true,
  case_diameter_mm: 41,
  case_material: 'Steel',
  bezel_material: 'Ceramic',
  crystal: 'Sapphire',
  dial_color: 'Black',
  bracelet_material: 'Steel',
  movement: 'automatic',
  caliber: '3235',
  power_reserve_hours: 70,
  water_resistance_m: 300,
  complications: ['date'],
  gender: 'unisex',
  price: { amount: 1_299_900, currency: 'EUR' },
  photos: [{ url: 'https://img.example.com/wh-0042-1.jpg', position: 0, alt: 'The dial' }],
  location: { country: 'CH', city: 'Zürich' },
  handling_time_days: 2,
  version: 3,
  published_at: CREATED_AT,
  sold_at: null,
  created_at: CREATED_AT,
  updated_at: HAPPENED_AT,
};

export const SOLD_LISTING: typeof LISTING = {
  ...LISTING,
  status: 'sold',
  quantity: 0,
  version: 4,
  sold_at: HAPPENED_AT,
};

const ADDRESS = { line1: 'Bahnhofstrasse 1', postal_code: '8001', city: 'Zürich', country: 'CH' };

export const CUSTOMER: Static<typeof CustomerSchema> = {
  id: CUSTOMER_ID,
  object: 'customer',
  is_test: false,
  external_id: 'cust-42',
  email: 'ada@example.com',
  phone: null,
  first_name: 'Ada',
  last_name: 'Meier',
  company: null,
  vat_number: null,
  address: ADDRESS,
  tags: ['vip'],
  note: null,
  marketing_consent: null,
  locale: 'de-CH',
  metadata: {},
  created_at: CREATED_AT,
  updated_at: CREATED_AT,
};

export const ORDER: Static<typeof OrderSchema> = {
  id: '0196a9d4-f3a8-7a17-b0c1-5e4d3c2b1a09',
  object: 'order',
  is_test: false,
  external_id: 'shop-1001',
  number: 1001,
  status: 'received',
  source: 'api',
  line_items: [
    {
      listing_id: LISTING_ID,
      stock_number: LISTING.stock_number,
      title: LISTING.title,
      quantity: 1,
      price: { amount: 1_299_900, currency: 'EUR' },
    },
  ],
  total: { amount: 1_299_900, currency: 'EUR' },
  customer: CUSTOMER,
  shipping_address: { name: 'Ada Meier', ...ADDRESS },
  note: null,
  metadata: { shop_order: 'A-1001' },
  tracking: null,
  cancellation: null,
  ordered_at: HAPPENED_AT,
  fulfilled_at: null,
  cancelled_at: null,
  created_at: HAPPENED_AT,
  updated_at: HAPPENED_AT,
};

export const FULFILLED_ORDER: typeof ORDER = {
  ...ORDER,
  status: 'fulfilled',
  tracking: { carrier: 'DHL', number: '00340434161094042557', url: null },
  fulfilled_at: HAPPENED_AT,
};

export const CANCELLED_ORDER: typeof ORDER = {
  ...ORDER,
  status: 'cancelled',
  cancellation: { reason: 'customer', note: 'Changed their mind.', restocked: true },
  cancelled_at: HAPPENED_AT,
};

const ENDPOINT: Static<typeof IntegrationSchema>['webhook_endpoints'][number] = {
  id: ENDPOINT_ID,
  object: 'webhook_endpoint',
  url: 'https://shop.example.com/webhooks',
  description: 'The shop',
  events: ['*'],
  mode: 'all',
  skip_own_writes: false,
  rate_limit_per_second: 100,
  is_enabled: true,
  disabled_reason: null,
  consecutive_failures: 0,
  last_success_at: HAPPENED_AT,
  last_failure_at: null,
  previous_secret_expires_at: null,
  created_at: CREATED_AT,
  updated_at: CREATED_AT,
};

export const INTEGRATION: Static<typeof IntegrationSchema> = {
  id: '0196a9c9-7e61-7f02-9b3d-2c1b0a9f8e7d',
  object: 'integration',
  dealer: { id: '0196a9c9-7e5f-7c48-a1d2-0f9e8d7c6b5a', name: 'Meier Timepieces', plan: 'business' },
  is_enabled: true,
  is_test_mode: false,
  livemode: true,
  api_version: CURRENT_API_VERSION,
  api_key: {
    id: '0196a9cb-90d4-7a8e-b7f6-3e2d1c0b9a8f',
    name: 'Shop',
    prefix: 'wth_5kQ2xY7a',
    mode: 'live',
    scopes: ['read', 'write'],
  },
  subscribed_events: ['*'],
  webhook: {
    url: ENDPOINT.url,
    last_success_at: HAPPENED_AT,
    last_failure_at: null,
    consecutive_failures: 0,
  },
  webhook_endpoints: [ENDPOINT],
};

export const PING = {
  object: 'webhook_ping',
  event_id: EXAMPLE_EVENT_ID,
  deliveries: [{ id: EXAMPLE_DELIVERY_ID, endpoint_id: ENDPOINT_ID, url: ENDPOINT.url }],
};
