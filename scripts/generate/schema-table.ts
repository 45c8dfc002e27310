/** What the tables need of a JSON schema as the OpenAPI document has it. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
}

type Schemas = Readonly<Record<string, Schema>>;

interface Reader {
  readonly schemas: Schemas;
  /** Schemas that have a table of their own: name and where it stands. */
  readonly tables: Readonly<Record<string, string>>;
}

/** The fields of an object as a Markdown table; those of objects inside it by their path. */
export function schemaTable(schema: Schema, reader: Reader): string {
  return `| Field | Type | Meaning |\n|---|---|---|\n${rows(schema, reader, '').join('\n')}`;
}

function rows(schema: Schema, reader: Reader, prefix: string): string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const path = `${prefix}${name}`;
    const row = `| \`${path}\` | ${typeOf(property, reader)} | ${describe(property, reader)} |`;
    return [row, ...innerRows(property, reader, path)];
  });
}

function innerRows(property: Schema, reader: Reader, path: string): string[] {
  if (tableOf(property, reader) !== undefined) return [];
  const target = resolve(property, reader);
  if (target.items !== undefined) return rows(resolve(target.items, reader), reader, `${path}[].`);
  return rows(target, reader, `${path}.`);
}

function describe(property: Schema, reader: Reader): string {
  const own = property.description ?? resolve(property, reader).description ?? '';
  const values = property.enum?.filter((value) => value !== null) ?? [];
  return values.length > 1 ? `${own} One of ${values.map((value) => `\`${value}\``).join(', ')}.` : own;
}

function typeOf(property: Schema, reader: Reader): string {
  const { type = 'object', format, items } = resolve(property, reader);
  const [name] = [type].flat().filter((it) => it !== 'null');
  const table = tableOf(property, reader);
  let shown = name!;
  if (table !== undefined) shown = `[${name}](${table})`;
  else if (items !== undefined) shown = `array of ${typeOf(items, reader)}s`;
  else if (format === 'date-time') shown = 'time';
  else if (format === 'uuid') shown = 'UUID';
  return isNullable(property) ? `${shown} or null` : shown;
}

const isNull = ({ type }: Schema): boolean => type === 'null';

const isNullable = ({ type, anyOf }: Schema): boolean =>
  (Array.isArray(type) && type.includes('null')) || anyOf?.some(isNull) === true;

/** Of alternatives, the one that is a value. */
const notNull = (schema: Schema): Schema => schema.anyOf?.find((it) => !isNull(it)) ?? schema;

const nameOf = (schema: Schema): string | undefined =>
  notNull(schema).$ref?.replace('#/components/schemas/', '');

const tableOf = (schema: Schema, { tables }: Reader): string | undefined => tables[nameOf(schema) ?? ''];

function resolve(schema: Schema, { schemas }: Reader): Schema {
  const name = nameOf(schema);
  return name === undefined ? notNull(schema) : schemas[name]!;
}
