import { ApiError } from '../../domain/api-error.ts';
import { ERROR_CATALOGUE, type ErrorCode } from '../../domain/error-catalogue.ts';
import { errorEnvelope } from '../../domain/error-envelope.ts';
import type { Operation, WriteOperation } from '../v1/operation.ts';
import { ANSWER_EXAMPLES, parameterExample } from './answer-examples.ts';
import type { RESPONSE_HEADERS } from './document-head.ts';
import { errorsOf } from './operation-errors.ts';
import { describeWebhooks } from './webhooks.ts';

interface Parameter {
  name: string;
  in: string;
  description?: string;
  style?: string;
  explode?: boolean;
  schema: { type?: string; format?: string };
  example?: unknown;
}

interface MediaType {
  example?: unknown;
}

interface DocumentedOperation {
  operationId: string;
  parameters?: (Parameter | { $ref: string })[];
  requestBody?: { required: boolean; content: { 'application/json': MediaType } };
  responses: Record<
    string,
    { description: string; headers?: object; content: { 'application/json'?: MediaType } }
  >;
}

export interface OpenApiDocument {
  paths: Record<string, Record<string, DocumentedOperation>>;
  components: { schemas: Record<string, unknown> };
}

const EXAMPLE_URL = 'http://localhost:4000';
const EXAMPLE_REQUEST_ID = 'req_0f8fad5bd9cb469fa16570867728950e';

/** Adds what the routes don't say by themselves: headers, refusals, the idempotency key and the webhooks. */
export function completeDocument(
  document: OpenApiDocument,
  operations: ReadonlyMap<string, Operation>,
): object {
  for (const path of Object.values(document.paths)) {
    for (const documented of Object.values(path)) {
      completeOperation(documented, operations.get(documented.operationId)!);
    }
  }
  return { ...document, webhooks: describeWebhooks() };
}

function completeOperation(documented: DocumentedOperation, operation: Operation): void {
  const parameters = documented.parameters ?? [];
  for (const parameter of parameters) if ('in' in parameter) completeParameter(parameter, operation);
  if (operation.method === 'POST') {
    parameters.push({ $ref: '#/components/parameters/IdempotencyKey' });
    completeBody(documented.requestBody!, operation);
  }
  if ('stream' in operation) parameters.push({ $ref: '#/components/parameters/LastEventId' });
  if (parameters.length > 0) documented.parameters = parameters;
  for (const { status, description } of operation.responses) {
    const response = documented.responses[status]!;
    response.description = description;
    response.headers = headerRefs([...headersOf(operation), ...replayHeader(operation, status)]);
    const json = response.content['application/json'];
    if (json) json.example = ANSWER_EXAMPLES[operation.operationId]?.[status];
  }
  Object.assign(documented.responses, refusals(operation));
}

function completeBody(
  body: NonNullable<DocumentedOperation['requestBody']>,
  operation: WriteOperation,
): void {
  const { required = [] } = operation.body as { required?: string[] };
  body.required = required.length > 0;
  body.content['application/json'].example = operation.bodyExample ?? {};
}

function completeParameter(parameter: Parameter, operation: Operation): void {
  if (parameter.in === 'path') {
    const isEvent = operation.tag === 'Events';
    parameter.description = isEvent
      ? 'The event: `evt_` and 32 hex digits.'
      : `Id of the ${operation.tag.toLowerCase().replace(/s$/, '')}.`;
    if (!isEvent) parameter.schema.format = 'uuid';
  }
  parameter.example ??= parameterExample(operation.tag, parameter.name);
  if (parameter.schema.type === 'array') {
    parameter.style = 'form';
    parameter.explode = false;
  }
}

type HeaderName = keyof typeof RESPONSE_HEADERS;

const UNAUTHENTICATED_HEADERS: HeaderName[] = ['X-Request-Id', 'X-API-Version', 'WWW-Authenticate'];

function headersOf(operation: Operation): HeaderName[] {
  const always: HeaderName[] = ['X-Request-Id', 'X-API-Version'];
  return operation.access === 'public'
    ? always
    : [...always, 'X-RateLimit-Limit', 'X-RateLimit-Remaining', 'X-RateLimit-Reset'];
}

/** Stored, and so sent again to the same key, are an operation's answers, its 404 and its 409. */
const replayHeader = (operation: Operation, status: number): HeaderName[] =>
  operation.method === 'POST' && (status < 300 || status === 404 || status === 409)
    ? ['Idempotent-Replay']
    : [];

const headerRefs = (names: HeaderName[]) =>
  Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));

/** One response per status, with an example per code. */
function refusals(operation: Operation): Record<string, object> {
  const byStatus = Object.groupBy(errorsOf(operation), (code) => ERROR_CATALOGUE[code].status);
  return Object.fromEntries(
    Object.entries(byStatus).map(([status, codes = []]) => [
      status,
      refusal(operation, Number(status), codes),
    ]),
  );
}

function refusal(operation: Operation, status: number, codes: ErrorCode[]): object {
  const headers = status === 401 ? UNAUTHENTICATED_HEADERS : headersOf(operation);
  const isPassing = status === 429 || status === 503;
  return {
    description: codes.map((code) => `\`${code}\`: ${ERROR_CATALOGUE[code].message}`).join('\n\n'),
    headers: headerRefs([
      ...headers,
      ...replayHeader(operation, status),
      ...(isPassing ? (['Retry-After'] as const) : []),
    ]),
    content: {
      'application/json': {
        schema: { $ref: '#/components/schemas/Error' },
        examples: Object.fromEntries(codes.map((code) => [code, { value: errorExample(code) }])),
      },
    },
  };
}

const errorExample = (code: ErrorCode) => errorEnvelope(new ApiError(code), EXAMPLE_URL, EXAMPLE_REQUEST_ID);
