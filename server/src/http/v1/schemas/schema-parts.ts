import Type, { type Static, type TSchema, type TSchemaOptions } from 'typebox';

/** Lengths are counted in characters (Unicode code points). */
const MAX_STRING = 500;
export const MAX_DESCRIPTION = 20_000;
export const MAX_NOTE = 5_000;
const MAX_METADATA = { entries: 50, name: 40, value: 500 };

/** A reference to a named schema, so that the document has it once. */
export function ref<T extends TSchema>(schema: T) {
  return Type.Unsafe<Static<T>>({ $ref: `${(schema as { $id?: string }).$id}#` });
}

type Plain = { type?: string; enum?: unknown[]; $ref?: string };

/** The value or null. */
export function nullable<T extends TSchema>(schema: T) {
  const plain = schema as Plain;
  if (plain.$ref !== undefined) return Type.Unsafe<Static<T> | null>({ anyOf: [plain, { type: 'null' }] });
  const values = plain.enum === undefined ? {} : { enum: [...plain.enum, null] };
  return Type.Unsafe<Static<T> | null>({ ...schema, type: [plain.type, 'null'], ...values });
}

export function enumeration<const T extends readonly string[]>(values: T, options: TSchemaOptions = {}) {
  return Type.Unsafe<T[number]>({ type: 'string', enum: [...values], ...options });
}

export function literal<const T extends string>(value: T, description: string) {
  return Type.Unsafe<T>({ type: 'string', enum: [value], description });
}

export function text(description: string, options: TSchemaOptions & { maxLength?: number } = {}) {
  return Type.String({ maxLength: MAX_STRING, ...options, description });
}

/** A text in an answer: its length was bounded when it was written. */
export function shownText(description: string, options: TSchemaOptions = {}) {
  return Type.String({ ...options, description });
}

export function uuid(description: string) {
  return Type.String({ format: 'uuid', description });
}

export function time(description: string) {
  return Type.String({ format: 'date-time', description, examples: ['2026-05-07T09:30:00.123456Z'] });
}

/** An object that takes these fields and no others. */
export function input<T extends Record<string, TSchema>>(fields: T, options: TSchemaOptions = {}) {
  return Type.Object(fields, { ...options, additionalProperties: false });
}

/** What a list answers: fields may be added, so nothing forbids others. */
export function listOf<T extends TSchema>(item: T, id: string, description: string) {
  return Type.Object(
    {
      object: literal('list', 'Always `list`.'),
      data: Type.Array(ref(item), { description: 'The page, newest change first.' }),
      has_more: Type.Boolean({ description: 'Whether there is another page.' }),
      next_cursor: nullable(shownText('Pass it as `after` to get the next page; null on the last one.')),
    },
    { $id: id, description },
  );
}

export const metadata = Type.Unsafe<Record<string, string>>({
  type: 'object',
  maxProperties: MAX_METADATA.entries,
  propertyNames: { type: 'string', maxLength: MAX_METADATA.name },
  additionalProperties: { type: 'string', maxLength: MAX_METADATA.value },
  description: `Your own notes: up to ${MAX_METADATA.entries} strings of ${MAX_METADATA.value} characters, names of ${MAX_METADATA.name}. Replaced as a whole.`,
  examples: [{ shop_order: 'A-1001' }],
});

export const shownMetadata = Type.Unsafe<Record<string, string>>({
  type: 'object',
  additionalProperties: { type: 'string' },
  description: 'Your own notes.',
});

export const limit = Type.Optional(
  Type.Integer({ minimum: 1, maximum: 250, default: 50, description: 'Items per page.' }),
);

export const DEFAULT_LIMIT = 50;

/** `after` has no length limit of its own: a damaged cursor is `invalid_cursor`, however long. */
export const pageParameters = {
  limit,
  after: Type.Optional(Type.String({ description: 'The `next_cursor` of the previous page, unchanged.' })),
  updated_after: Type.Optional(
    Type.String({
      format: 'date-time',
      description:
        'RFC 3339 date-time; only what changed after it. Take the newest `updated_at` of the first page of the last run: no committed change is ever missed. In a query, write `+` as `%2B`.',
      examples: ['2026-05-07T09:30:00.123456Z'],
    }),
  ),
};
