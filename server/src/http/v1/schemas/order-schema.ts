import Type from 'typebox';
import {
  CANCEL_REASONS,
  type CancelInput,
  MAX_ORDER_LINES,
  ORDER_STATUSES,
  type OrderInput,
  type PublicOrder,
} from '../../../domain/order.ts';
import { AddressSchema } from './address-schema.ts';
import { CustomerInputSchema, CustomerSchema } from './customer-schema.ts';
import { MoneySchema } from './money-schema.ts';
import type { Same, Shows } from './same-type.ts';
import {
  enumeration,
  input,
  listOf,
  literal,
  MAX_NOTE,
  metadata,
  nullable,
  pageParameters,
  ref,
  shownMetadata,
  shownText,
  text,
  time,
  uuid,
} from './schema-parts.ts';

const MAX_LINE_QUANTITY = 1_000_000;

const LineItemInputSchema = input(
  {
    listing_id: Type.Optional(uuid('The listing; either this or `stock_number`.')),
    stock_number: Type.Optional(text("The dealer's stock number; either this or `listing_id`.")),
    quantity: Type.Optional(
      Type.Integer({ minimum: 1, maximum: MAX_LINE_QUANTITY, default: 1, description: 'Pieces.' }),
    ),
    price: Type.Optional(nullable(ref(MoneySchema))),
  },
  { $id: 'LineItemInput', description: "One line. `price` is per piece and defaults to the listing's." },
);

export const OrderInputSchema = input(
  {
    external_id: Type.Optional(
      nullable(
        text('Your id of the order, unique per dealer and mode.', { minLength: 1, examples: ['shop-1001'] }),
      ),
    ),
    line_items: Type.Array(ref(LineItemInputSchema), {
      minItems: 1,
      maxItems: MAX_ORDER_LINES,
      description: 'Every listing once; all prices in one currency.',
    }),
    customer: Type.Optional(nullable(ref(CustomerInputSchema))),
    customer_id: Type.Optional(nullable(uuid('An existing customer; instead of `customer`.'))),
    shipping_address: Type.Optional(nullable(ref(AddressSchema))),
    ordered_at: Type.Optional(
      nullable(
        Type.String({
          format: 'date-time',
          description: 'RFC 3339 date-time of the purchase, not after the year 2200; default: now.',
        }),
      ),
    ),
    note: Type.Optional(nullable(text('A note for the dealer.', { maxLength: MAX_NOTE }))),
    metadata: Type.Optional(metadata),
  },
  { $id: 'OrderInput', description: 'An order to place: all lines or none.' },
);

true satisfies Same<Type.Static<typeof OrderInputSchema>, OrderInput>;

export const CancelInputSchema = input(
  {
    reason: Type.Optional(nullable(enumeration(CANCEL_REASONS, { description: 'Why.' }))),
    note: Type.Optional(nullable(text('A note for the dealer.', { maxLength: MAX_NOTE }))),
    restock: Type.Optional(
      Type.Boolean({ default: true, description: 'Whether the pieces go back into stock.' }),
    ),
  },
  { $id: 'CancelInput', description: 'How to cancel an order.' },
);

true satisfies Same<Type.Static<typeof CancelInputSchema>, CancelInput>;

const LineItemSchema = Type.Object(
  {
    listing_id: uuid('The listing.'),
    stock_number: shownText('Its stock number when it was ordered.'),
    title: shownText('Its title when it was ordered.'),
    quantity: Type.Integer({ description: 'Pieces.' }),
    price: ref(MoneySchema),
  },
  { $id: 'LineItem', description: 'One line of an order; the price is per piece.' },
);

export const OrderSchema = Type.Object(
  {
    id: uuid('The order.'),
    object: literal('order', 'Always `order`.'),
    is_test: Type.Boolean({ description: 'Whether it lives in the sandbox.' }),
    external_id: nullable(shownText('Your id.')),
    number: Type.Integer({ description: "The dealer's number, from 1001.", examples: [1001] }),
    status: enumeration(ORDER_STATUSES, { description: '`received` becomes `fulfilled` or `cancelled`.' }),
    source: shownText('Through which door it came: `api`, `dashboard`, …'),
    line_items: Type.Array(ref(LineItemSchema), { description: 'The lines, as ordered.' }),
    total: ref(MoneySchema),
    customer: nullable(ref(CustomerSchema)),
    shipping_address: nullable(ref(AddressSchema)),
    note: nullable(shownText('A note for the dealer.')),
    metadata: shownMetadata,
    tracking: nullable(
      Type.Object(
        {
          carrier: nullable(shownText('Carrier.')),
          number: nullable(shownText('Tracking number.')),
          url: nullable(shownText('Where to follow the parcel.')),
        },
        { description: 'Once fulfilled, where known.' },
      ),
    ),
    cancellation: nullable(
      Type.Object(
        {
          reason: nullable(enumeration(CANCEL_REASONS, { description: 'Why.' })),
          note: nullable(shownText('A note for the dealer.')),
          restocked: Type.Boolean({ description: 'Whether the pieces went back into stock.' }),
        },
        { description: 'Once cancelled.' },
      ),
    ),
    ordered_at: time('When the customer ordered.'),
    fulfilled_at: nullable(time('When the dealer sent it.')),
    cancelled_at: nullable(time('When it was cancelled.')),
    created_at: time('When it reached the hub.'),
    updated_at: time('When it last changed.'),
  },
  { $id: 'Order', description: 'An order; `customer` is a snapshot.' },
);

true satisfies Shows<Type.Static<typeof OrderSchema>, PublicOrder>;

export const OrderListSchema = listOf(OrderSchema, 'OrderList', 'A page of orders.');

export const OrderQuery = input({
  ...pageParameters,
  status: Type.Optional(enumeration(ORDER_STATUSES, { description: 'Only this status.' })),
  external_id: Type.Optional(text('Only the order with this id of yours.')),
});

export const ORDER_SCHEMAS = [
  LineItemInputSchema,
  OrderInputSchema,
  CancelInputSchema,
  LineItemSchema,
  OrderSchema,
  OrderListSchema,
];
