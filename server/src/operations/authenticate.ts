import { ApiError } from '../domain/api-error.ts';
import { type ApiKeyScope, hashApiKey, isApiKey } from '../domain/api-key.ts';
import { assertIntegrationOn } from '../domain/integration.ts';
import { type Micros, SECOND_US } from '../domain/time.ts';
import { type ApiKeyIdentity, touchApiKey } from '../storage/api-keys.ts';
import type { Hub } from './hub.ts';
import { KeyLookup } from './key-lookup.ts';

/** Granularity of `last_used_at`: one write per key and minute, however busy the key is. */
const LAST_USED_STEP_US = 60 * SECOND_US;

/**
 * Who holds this key. Read from the database at every request, so that a revoked key is refused at once everywhere.
 * @param authorization the header as sent, or undefined
 * @param lookup of this process
 * @throws ApiError `missing_authorization`, `malformed_authorization`, `invalid_api_key`, `expired_api_key`
 */
export async function authenticateApiKey(
  hub: Hub,
  authorization: string | undefined,
  lookup: KeyLookup = new KeyLookup(hub),
): Promise<ApiKeyIdentity> {
  const param = 'Authorization';
  if (authorization === undefined) throw new ApiError('missing_authorization', { param });
  const key = /^Bearer +(\S+)$/i.exec(authorization.trim())?.[1];
  if (key === undefined || !isApiKey(key)) throw new ApiError('malformed_authorization', { param });
  const identity = await lookup.find(hashApiKey(key));
  const nowUs = hub.clock();
  assertAlive(identity, nowUs);
  if (identity.last_used_us === null || identity.last_used_us < nowUs - LAST_USED_STEP_US) {
    await touchApiKey(hub.database.kysely, identity, nowUs);
  }
  return identity;
}

/** @throws ApiError `invalid_api_key`, `expired_api_key` */
export function assertAlive(
  identity: ApiKeyIdentity | null,
  nowUs: Micros,
): asserts identity is ApiKeyIdentity {
  const param = 'Authorization';
  if (identity === null || identity.revoked_us !== null) throw new ApiError('invalid_api_key', { param });
  if (identity.expires_us !== null && identity.expires_us <= nowUs)
    throw new ApiError('expired_api_key', { param });
}

/** What an operation asks of its key; checked in this order. */
export interface Requirement {
  /** Null = any key will do. */
  readonly scope: ApiKeyScope | null;
  /** `GET /me` works without the plan and when disabled, so that one can see why the rest doesn't. */
  readonly worksWhenDisabled?: boolean;
  readonly testKeyOnly?: boolean;
  /** A write that a live key may do even in test mode (the ping). */
  readonly worksInTestMode?: boolean;
}

/** @throws ApiError `plan_required`, `integration_disabled`, `insufficient_scope`, `test_key_required`, `test_mode_active` */
export function assertAllowed(identity: ApiKeyIdentity, requirement: Requirement): void {
  if (!requirement.worksWhenDisabled) assertIntegrationOn(identity);
  if (requirement.scope !== null && !identity.scopes.includes(requirement.scope)) {
    throw new ApiError('insufficient_scope', {
      message: `This operation needs the ${requirement.scope} scope; the key has ${identity.scopes.join(' and ')}.`,
    });
  }
  if (requirement.testKeyOnly && identity.livemode) throw new ApiError('test_key_required');
  const isGuarded = requirement.scope === 'write' && !requirement.worksInTestMode;
  if (isGuarded && identity.livemode && identity.is_test_mode) throw new ApiError('test_mode_active');
}
