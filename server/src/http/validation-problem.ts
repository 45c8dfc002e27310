import type { ErrorObject } from 'ajv';
import { ApiError, invalidParameter } from '../domain/api-error.ts';
import { formatJsonPath, parseJsonPointer } from './json-path.ts';

interface SchemaInfo {
  readonly properties?: Record<string, unknown>;
  readonly additionalProperties?: unknown;
  readonly description?: string;
}

/** Ajv's findings as one refusal that says what is allowed. */
export function toValidationProblem(errors: readonly ErrorObject[]): ApiError {
  const error = mostSpecific(errors);
  const path = parseJsonPointer(error.instancePath);
  const parent = (error.parentSchema ?? {}) as SchemaInfo;
  if (error.keyword === 'additionalProperties') {
    return unknownParameter([...path, error.params.additionalProperty], parent);
  }
  if (error.keyword === 'required') {
    // A misspelt field is both missing and unknown; the typo is what helps.
    const unknown = findUnknownName(error.data, parent);
    if (unknown !== undefined) return unknownParameter([...path, unknown], parent);
    return problem([...path, error.params.missingProperty], 'is required.');
  }
  if (error.propertyName !== undefined) {
    return problem([...path, error.propertyName], `the name ${explain(error, errors)}`);
  }
  if (error.keyword === 'maxItems') {
    const param = formatJsonPath(path);
    const message = `${param}: must have at most ${error.params.limit} items; this one has ${(error.data as unknown[]).length}.`;
    return new ApiError('too_many_items', { param, message });
  }
  return problem(path, explain(error, errors));
}

function problem(path: (string | number)[], message: string): ApiError {
  if (path.length > 0) return invalidParameter(formatJsonPath(path), message);
  return new ApiError('invalid_parameter', { message: `The request body ${message}` });
}

/** Of a union's findings the one about the branch that was meant: the one deepest in the value. */
function mostSpecific(errors: readonly ErrorObject[]): ErrorObject {
  const [first] = errors;
  return errors.reduce(
    (best, error) =>
      error.keyword !== 'anyOf' && error.instancePath.length > best.instancePath.length ? error : best,
    first!,
  );
}

function findUnknownName(data: unknown, schema: SchemaInfo): string | undefined {
  if (schema.additionalProperties !== false || typeof data !== 'object' || data === null) return undefined;
  return Object.keys(data).find((name) => !Object.hasOwn(schema.properties ?? {}, name));
}

function unknownParameter(path: (string | number)[], schema: SchemaInfo): ApiError {
  const param = formatJsonPath(path);
  const known = Object.keys(schema.properties ?? {});
  const hint = known.length === 0 ? 'There are no parameters here.' : `Known here: ${known.join(', ')}.`;
  return new ApiError('unknown_parameter', { param, message: `${param} is not a known parameter. ${hint}` });
}

const TYPE_NAMES: Record<string, string> = {
  string: 'a string',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  null: 'null',
};

function expectedTypes(error: ErrorObject, errors: readonly ErrorObject[]): string {
  const types = errors
    .filter((it) => it.keyword === 'type' && it.instancePath === error.instancePath)
    .flatMap((it) => it.params.type as string | string[]);
  return [...new Set(types)].map((type) => TYPE_NAMES[type] ?? type).join(' or ');
}

function explain(error: ErrorObject, errors: readonly ErrorObject[]): string {
  const { limit } = error.params as { limit?: number };
  switch (error.keyword) {
    case 'type':
      return `must be ${expectedTypes(error, errors)}.`;
    case 'enum':
      return `must be one of ${(error.params.allowedValues as unknown[]).map(String).join(', ')}.`;
    case 'minLength':
      return `must have at least ${limit} character${limit === 1 ? '' : 's'}.`;
    case 'maxLength':
      return `must have at most ${limit} characters.`;
    case 'minimum':
      return `must be at least ${limit}.`;
    case 'maximum':
      return `must be at most ${limit}.`;
    case 'minItems':
      return `must have at least ${limit} item${limit === 1 ? '' : 's'}.`;
    case 'maxProperties':
      return `must have at most ${limit} fields.`;
    case 'format':
    case 'pattern': {
      const { description } = (error.parentSchema ?? {}) as SchemaInfo;
      return description === undefined
        ? 'has the wrong format.'
        : `has the wrong format. Expected: ${description}`;
    }
    default:
      return `${error.message ?? 'is not valid'}.`;
  }
}
