import type { TSchema } from 'typebox';
import { AddressSchema } from './address-schema.ts';
import { CUSTOMER_SCHEMAS } from './customer-schema.ts';
import { ErrorSchema } from './error-schema.ts';
import { EVENT_SCHEMAS } from './event-schema.ts';
import { INTEGRATION_SCHEMAS } from './integration-schema.ts';
import { LISTING_SCHEMAS } from './listing-schema.ts';
import { MoneySchema } from './money-schema.ts';
import { ORDER_SCHEMAS } from './order-schema.ts';

/** Everything with an `$id`: the document's `components.schemas`. */
export const NAMED_SCHEMAS: readonly TSchema[] = [
  MoneySchema,
  AddressSchema,
  ...LISTING_SCHEMAS,
  ...CUSTOMER_SCHEMAS,
  ...ORDER_SCHEMAS,
  ...INTEGRATION_SCHEMAS,
  ...EVENT_SCHEMAS,
  ErrorSchema,
];
