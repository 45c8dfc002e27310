import Type from 'typebox';
import type { CustomerInput, PublicCustomer } from '../../../domain/customer.ts';
import { UNCHECKED_TEXTS } from '../../request-schema.ts';
import { AddressSchema } from './address-schema.ts';
import type { Same, Shows } from './same-type.ts';
import {
  enumeration,
  input,
  literal,
  MAX_NOTE,
  metadata,
  nullable,
  ref,
  shownMetadata,
  shownText,
  text,
  time,
  uuid,
} from './schema-parts.ts';

const MAX_TAGS = 250;
export const MAX_BULK_CUSTOMERS = 1_000;

const optional = (description: string, options = {}) => Type.Optional(nullable(text(description, options)));

export const CustomerInputSchema = input(
  {
    external_id: optional('Your id of the customer. The strongest key.', { examples: ['cust-42'] }),
    email: optional('E-mail address; compared without regard to case.', { examples: ['ada@example.com'] }),
    phone: optional('Phone number in E.164, or national together with `address.country`.', {
      examples: ['+41441234567'],
    }),
    first_name: optional('First name.', { examples: ['Ada'] }),
    last_name: optional('Last name.', { examples: ['Meier'] }),
    company: optional('Company.'),
    vat_number: optional('VAT number.'),
    address: Type.Optional(nullable(ref(AddressSchema))),
    tags: Type.Optional(
      Type.Array(text('One tag.'), {
        maxItems: MAX_TAGS,
        description: 'Replaces all tags.',
        examples: [['vip']],
      }),
    ),
    note: optional('A note for the dealer.', { maxLength: MAX_NOTE }),
    marketing_consent: Type.Optional(
      nullable(Type.Boolean({ description: 'Whether the customer agreed to marketing; null = not asked.' })),
    ),
    locale: optional('BCP 47 language tag.', { examples: ['de-CH'] }),
    metadata: Type.Optional(metadata),
  },
  {
    $id: 'CustomerInput',
    description:
      'A customer to create or to find by `external_id`, `email` or `phone`, at least one of which is needed. Omitted fields stay as they are.',
  },
);

true satisfies Same<Type.Static<typeof CustomerInputSchema>, CustomerInput>;

const customerFields = {
  id: uuid('The customer.'),
  object: literal('customer', 'Always `customer`.'),
  is_test: Type.Boolean({ description: 'Whether it lives in the sandbox.' }),
  external_id: nullable(shownText('Your id.')),
  email: nullable(shownText('E-mail address: trimmed, in lower case, domain in punycode.')),
  phone: nullable(shownText('Phone number in E.164.')),
  first_name: nullable(shownText('First name.')),
  last_name: nullable(shownText('Last name.')),
  company: nullable(shownText('Company.')),
  vat_number: nullable(shownText('VAT number.')),
  address: nullable(ref(AddressSchema)),
  tags: Type.Array(Type.String(), { description: 'Tags.' }),
  note: nullable(shownText('A note for the dealer.')),
  marketing_consent: nullable(Type.Boolean({ description: 'Null = not asked.' })),
  locale: nullable(shownText('BCP 47 language tag.')),
  metadata: shownMetadata,
  created_at: time('When it was created.'),
  updated_at: time('When it last changed.'),
};

export const CustomerSchema = Type.Object(customerFields, {
  $id: 'Customer',
  description: 'A customer of the dealer.',
});

true satisfies Shows<Type.Static<typeof CustomerSchema>, PublicCustomer>;

const matchedOn = Type.Array(enumeration(['external_id', 'email', 'phone']), {
  description: 'The keys that agreed, strongest first.',
});

export const UpsertedCustomerSchema = Type.Object(
  {
    ...customerFields,
    match: Type.Object(
      {
        status: enumeration(['created', 'matched'], { description: 'Whether the customer is new.' }),
        matched_on: matchedOn,
      },
      { description: 'How the customer was found.' },
    ),
  },
  { $id: 'UpsertedCustomer', description: 'The customer, and whether it is new.' },
);

export const CustomerBatchSchema = input(
  {
    customers: Type.Array(ref(CustomerInputSchema), {
      minItems: 1,
      maxItems: MAX_BULK_CUSTOMERS,
      description: 'The rows, written in this order.',
    }),
  },
  { $id: 'CustomerBatch', description: `1 to ${MAX_BULK_CUSTOMERS} customers.` },
);

/** Rows are checked one by one, so that a bad one fails alone. */
export const LooseCustomerBatchSchema = input(
  { customers: Type.Unsafe<unknown[]>({ type: 'array', minItems: 1, maxItems: MAX_BULK_CUSTOMERS }) },
  { [UNCHECKED_TEXTS]: true },
);

const BulkRowErrorSchema = Type.Object(
  {
    type: shownText('The kind of error.'),
    code: shownText('Code of the error catalogue.'),
    message: shownText('What is wrong.'),
    param: Type.Optional(shownText('JSON path within the row.')),
  },
  { $id: 'BulkRowError', description: 'Why a row failed.' },
);

export const BulkResultSchema = Type.Object(
  {
    object: literal('bulk_result', 'Always `bulk_result`.'),
    created: Type.Integer({ description: 'Rows that made a new customer.' }),
    matched: Type.Integer({ description: 'Rows that met an existing one.' }),
    failed: Type.Integer({ description: 'Rows that were refused.' }),
    results: Type.Array(
      Type.Object({
        index: Type.Integer({ description: 'Position of the row, from 0.' }),
        status: enumeration(['created', 'matched', 'failed'], { description: 'What became of it.' }),
        matched_on: Type.Optional(matchedOn),
        customer: Type.Optional(ref(CustomerSchema)),
        error: Type.Optional(ref(BulkRowErrorSchema)),
      }),
      { description: 'One per row, in the order of the rows.' },
    ),
  },
  { $id: 'BulkResult', description: 'What became of each row.' },
);

export const CUSTOMER_SCHEMAS = [
  CustomerInputSchema,
  CustomerSchema,
  UpsertedCustomerSchema,
  CustomerBatchSchema,
  BulkRowErrorSchema,
  BulkResultSchema,
];
