import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ApiError, invalidParameter } from '../../domain/api-error.ts';
import { findInJson, formatJsonPath } from '../json-path.ts';

export const BODY_LIMIT_BYTES = 1024 * 1024;
export const BULK_BODY_LIMIT_BYTES = 8 * 1024 * 1024;

/** Deeper than any body of ours; bounds every recursion over a body. */
const MAX_DEPTH = 32;

/** JSON in UTF-8 is the only body there is; none at all counts as `{}`. */
export function addJsonBody(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer' },
    async (request: FastifyRequest, body: Buffer) => {
      assertUtf8Charset(request.headers['content-type']);
      return parseJsonBody(body);
    },
  );
  app.addContentTypeParser('*', { parseAs: 'buffer' }, async (_request: unknown, body: Buffer) => {
    // `curl -X POST -d ''` calls its empty body a form.
    if (body.length === 0) return {};
    throw new ApiError('unsupported_media_type', { param: 'Content-Type' });
  });
  app.addHook('preValidation', async (request) => {
    if (request.body === undefined) request.body = {};
  });
}

function assertUtf8Charset(contentType: string | undefined): void {
  const charset = /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(contentType ?? '')?.[1];
  if (charset === undefined || /^utf-?8$/i.test(charset)) return;
  throw new ApiError('unsupported_media_type', {
    param: 'Content-Type',
    message: 'JSON is UTF-8 (RFC 8259); leave the charset out.',
  });
}

const decoder = new TextDecoder('utf-8', { fatal: true });

/**
 * Strict UTF-8; a byte order mark is skipped, as RFC 8259 allows and files from Windows need.
 * @throws ApiError `invalid_json`, and `invalid_parameter` for what is too deep or would reach a prototype
 */
function parseJsonBody(bytes: Buffer): unknown {
  if (bytes.length === 0) return {};
  const value = parse(bytes);
  assertShallow(value);
  const path = findInJson(value, isPrototypePoisoning);
  if (path !== null) throw invalidParameter(formatJsonPath(path), 'this name is not allowed.');
  return value;
}

function parse(bytes: Buffer): unknown {
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch (cause) {
    throw new ApiError('invalid_json', { message: 'The request body is not valid UTF-8.', cause });
  }
  if (text.trim() === '') return {};
  try {
    return JSON.parse(text);
  } catch (cause) {
    const { message } = cause as SyntaxError;
    throw new ApiError('invalid_json', { message: `The request body is not valid JSON: ${message}`, cause });
  }
}

/** Level by level rather than recursively: the depth is what is in question. */
function assertShallow(root: unknown): void {
  let level: unknown[] = [root];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MAX_DEPTH) {
      throw new ApiError('invalid_parameter', {
        message: `The request body is nested too deeply: at most ${MAX_DEPTH} levels.`,
      });
    }
    const next: unknown[] = [];
    for (const value of level) {
      if (typeof value !== 'object' || value === null) continue;
      for (const child of Object.values(value))
        if (typeof child === 'object' && child !== null) next.push(child);
    }
    level = next;
  }
}

function isPrototypePoisoning(value: unknown, name: string | number | null): boolean {
  if (name === '__proto__') return true;
  return (
    name === 'constructor' && typeof value === 'object' && value !== null && Object.hasOwn(value, 'prototype')
  );
}
