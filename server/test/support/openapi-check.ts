import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';

interface Response {
  headers?: Record<string, unknown>;
  content?: { 'application/json'?: { schema: object } };
}

interface Document {
  paths: Record<string, Record<string, { operationId: string; responses: Record<string, Response> }>>;
}

export interface Answer {
  readonly method: string;
  /** As requested: `/v1/…` or `/api/v1/…`. */
  readonly path: string;
  readonly status: number;
  readonly headers: Record<string, unknown>;
  readonly body: unknown;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const SIX_DECIMALS = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z$/;
/** Sent with some responses of a status and not with others. */
const OPTIONAL_HEADERS = new Set([
  'Idempotent-Replay',
  'Retry-After',
  'X-RateLimit-Limit',
  'X-RateLimit-Remaining',
  'X-RateLimit-Reset',
]);

/**
 * Compares answers with what the document promises. Stricter than a client: what the document doesn't name
 * must not be there, so that nothing private or undocumented leaves unseen.
 */
export class OpenApiCheck {
  readonly #document: Document;
  readonly #ajv: Ajv2020;
  readonly #validators = new Map<string, ValidateFunction>();

  constructor(document: object) {
    this.#document = close(structuredClone(document)) as Document;
    this.#ajv = new Ajv2020({
      strict: false,
      allErrors: true,
      discriminator: false,
      formats: {
        uuid: UUID,
        'date-time': SIX_DECIMALS,
        uri: (text: string) => URL.canParse(text),
      },
    });
    this.#ajv.addSchema(this.#document, 'document');
  }

  /** Throws when the answer is not as documented. */
  assert(answer: Answer): void {
    const { pathname } = new URL(answer.path, 'http://hub');
    const path = pathname.replace(/^\/api/, '');
    const [template, operations] =
      Object.entries(this.#document.paths)
        .filter(([it]) => matches(it, path))
        .sort(([it]) => (it === path ? -1 : 1))[0] ?? [];
    const operation = operations?.[answer.method.toLowerCase()];
    if (template === undefined || operation === undefined) {
      assertUndocumented(answer);
      return;
    }
    const response = operation.responses[answer.status];
    if (response === undefined)
      throw new Error(
        `${operation.operationId} does not document ${answer.status}: ${JSON.stringify(answer.body)}`,
      );
    for (const name of Object.keys(response.headers ?? {})) {
      if (!OPTIONAL_HEADERS.has(name) && answer.headers[name.toLowerCase()] === undefined) {
        throw new Error(`${operation.operationId} ${answer.status} lacks the header ${name}`);
      }
    }
    for (const name of OPTIONAL_HEADERS) {
      if (answer.headers[name.toLowerCase()] === undefined || name in (response.headers ?? {})) continue;
      throw new Error(`${operation.operationId} does not document ${name} with ${answer.status}`);
    }
    const pointer = ['paths', template, answer.method.toLowerCase(), 'responses', String(answer.status)];
    this.#assertBody(pointer, answer);
    assertDocumentedCode(response, answer);
  }

  #assertBody(pointer: string[], answer: Answer): void {
    const key = [...pointer, 'content', 'application/json', 'schema']
      .map((step) => encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1')))
      .join('/');
    let validate = this.#validators.get(key);
    if (validate === undefined) {
      validate = this.#ajv.compile({ $ref: `document#/${key}` });
      this.#validators.set(key, validate);
    }
    if (validate(answer.body)) return;
    throw new Error(
      `${answer.method} ${answer.path} ${answer.status} is not as documented: ${this.#ajv.errorsText(validate.errors)}\n${JSON.stringify(answer.body)}`,
    );
  }
}

function matches(template: string, path: string): boolean {
  const left = template.split('/');
  const right = path.split('/');
  return (
    left.length === right.length && left.every((step, index) => step.startsWith('{') || step === right[index])
  );
}

function assertUndocumented(answer: Answer): void {
  if (answer.status !== 404 && answer.status !== 405) {
    throw new Error(`${answer.method} ${answer.path} answered ${answer.status} and is not in the document`);
  }
}

/** Each code has an example; a code without one was not foreseen. */
function assertDocumentedCode(response: Response, answer: Answer): void {
  const examples = (response.content?.['application/json'] as { examples?: object } | undefined)?.examples;
  const code = (answer.body as { error?: { code?: string } } | null)?.error?.code;
  if (answer.status < 400 || examples === undefined || code === undefined) return;
  if (!Object.hasOwn(examples, code)) {
    throw new Error(`${answer.method} ${answer.path} does not document ${code}`);
  }
}

/** Forbids every field that an object schema doesn't name. */
function close(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(close);
  if (typeof node !== 'object' || node === null) return node;
  const closed = Object.fromEntries(Object.entries(node).map(([name, value]) => [name, close(value)]));
  const isObjectSchema = 'properties' in closed && [closed.type].flat().includes('object');
  return isObjectSchema && !('additionalProperties' in closed)
    ? { ...closed, additionalProperties: false }
    : closed;
}
