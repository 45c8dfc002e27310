import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ApiError } from '../../domain/api-error.ts';
import { FailedAttempts } from '../../domain/failed-attempts.ts';
import { assertAllowed, authenticateApiKey } from '../../operations/authenticate.ts';
import type { Hub } from '../../operations/hub.ts';
import { KeyLookup } from '../../operations/key-lookup.ts';
import type { RateLimiter } from '../../operations/rate-limit.ts';
import type { Identity, Operation } from '../v1/operation.ts';

const MAX_IDEMPOTENCY_KEY_BYTES = 255;

/**
 * Everything that is asked of a request before its body is read, in this order: a valid key, tokens of the
 * rate limit, permission, an `Idempotency-Key`.
 */
export function addApiKeyCheck(app: FastifyInstance, hub: Hub, limiter: RateLimiter): void {
  const failures = new FailedAttempts();
  const lookup = new KeyLookup(hub);
  app.decorateRequest('identity', null);
  app.addHook('onRequest', async (request, reply) => {
    const { operation } = request.routeOptions.config;
    if (operation === undefined) return;
    reply.header('Cache-Control', 'no-store');
    if (operation.access === 'public') return;
    const identity = await authenticate(hub, lookup, failures, request);
    request.identity = identity;
    reply.header('X-API-Version', identity.api_version);
    await takeTokens(limiter, identity, operation, reply);
    assertAllowed(identity, operation.access);
    if (operation.method === 'POST') assertIdempotencyKey(request.headers['idempotency-key']);
  });
}

/** A valid key gets through however often its address has failed. */
async function authenticate(
  hub: Hub,
  lookup: KeyLookup,
  failures: FailedAttempts,
  request: FastifyRequest,
): Promise<Identity> {
  try {
    return await authenticateApiKey(hub, request.headers.authorization, lookup);
  } catch (error) {
    if (!(error instanceof ApiError) || error.entry.status !== 401) throw error;
    const retryAfterSeconds = failures.record(request.ip, hub.clock() / 1000);
    if (retryAfterSeconds === null) throw error;
    throw new ApiError('too_many_failed_attempts', { retryAfterSeconds, cause: error });
  }
}

async function takeTokens(
  limiter: RateLimiter,
  identity: Identity,
  operation: Operation,
  reply: FastifyReply,
): Promise<void> {
  const bucket = { integrationId: identity.integration_id, livemode: identity.livemode };
  const verdict = await limiter.take(bucket, operation.cost ?? 1);
  reply.header('X-RateLimit-Limit', String(verdict.limit));
  reply.header('X-RateLimit-Remaining', String(verdict.remaining));
  reply.header('X-RateLimit-Reset', String(verdict.resetSeconds));
  const { retryAfterSeconds } = verdict;
  if (retryAfterSeconds === null) return;
  throw new ApiError('too_many_requests', {
    retryAfterSeconds,
    message: `More than ${verdict.limit} tokens were used within a minute; retry in ${retryAfterSeconds} s.`,
  });
}

/** Node reads header bytes as Latin-1: one character each. */
function assertIdempotencyKey(key: string | string[] | undefined): void {
  const param = 'Idempotency-Key';
  if (key === undefined) throw new ApiError('missing_idempotency_key', { param });
  if (key.length === 0 || key.length > MAX_IDEMPOTENCY_KEY_BYTES || Array.isArray(key)) {
    throw new ApiError('invalid_idempotency_key', { param });
  }
}
