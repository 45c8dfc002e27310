import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { FastifySchemaCompiler } from 'fastify';
import type { TSchema } from 'typebox';
import type { ApiError } from '../domain/api-error.ts';
import { parseTime } from '../domain/time.ts';
import { findUnstorableText } from './text-check.ts';
import { toValidationProblem } from './validation-problem.ts';

/** A schema with this keyword leaves the texts to a later check of its own. */
export const UNCHECKED_TEXTS = 'uncheckedTexts';

/** Says what is wrong with a value, or null. */
export type Check = (value: unknown) => ApiError | null;

/**
 * Ajv over the named schemas. It stops at the first finding, so that a hostile body can't make it collect a
 * million; lengths are counted in Unicode code points, as JSON Schema defines.
 */
export function createRequestSchemas(named: readonly TSchema[]): RequestSchemas {
  const ajv = new Ajv2020({
    allErrors: false,
    coerceTypes: false,
    removeAdditional: false,
    useDefaults: false,
    verbose: true,
    strict: true,
    allowUnionTypes: true,
    keywords: [UNCHECKED_TEXTS],
    formats: {
      // Whole microseconds must fit into a number: the years 1684 to 2255.
      'date-time': (text: string) => Number.isSafeInteger(parseTime(text)),
      // A malformed id is one that nothing has: the operation answers with 404.
      uuid: true,
      uri: true,
      email: true,
    },
  });
  ajv.addSchema([...named]);
  return new RequestSchemas(ajv);
}

export class RequestSchemas {
  readonly #ajv: Ajv2020;

  constructor(ajv: Ajv2020) {
    this.#ajv = ajv;
  }

  /** Checks the schema first and then that every text can be stored. */
  check(schema: object): Check {
    const validate = this.#ajv.compile(schema);
    if (UNCHECKED_TEXTS in schema) return (value) => findProblem(validate, value);
    return (value) => findProblem(validate, value) ?? findUnstorableText(value);
  }

  /** For Fastify: bodies as they are, query strings after numbers and lists have been read from their text. */
  readonly compiler: FastifySchemaCompiler<object> = ({ schema, httpPart }) => {
    const check = this.check(schema);
    return (value: unknown) => {
      if (httpPart === 'querystring') readQuery(schema, value as Record<string, unknown>);
      const error = check(value);
      return error === null ? { value } : { error };
    };
  };
}

function findProblem(validate: ValidateFunction, value: unknown): ApiError | null {
  return validate(value) ? null : toValidationProblem(validate.errors ?? []);
}

/** Everything in a query is text. A list is comma separated or repeated; what is not a whole number stays text. */
function readQuery(schema: object, query: Record<string, unknown>): void {
  const { properties = {} } = schema as { properties?: Record<string, { type?: string }> };
  for (const [name, { type }] of Object.entries(properties)) {
    const value = query[name];
    if (value === undefined) continue;
    if (type === 'array') query[name] = [value].flat().flatMap((item) => String(item).split(','));
    if (type === 'integer' && typeof value === 'string' && /^-?\d{1,20}$/.test(value))
      query[name] = Number(value);
  }
}
