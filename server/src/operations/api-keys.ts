import { ApiError, invalidParameter, notFound } from '../domain/api-error.ts';
import { API_KEY_SCOPES, type ApiKeyScope, apiKeyPrefix, hashApiKey, newApiKey } from '../domain/api-key.ts';
import { isUuid, newId } from '../domain/ids.ts';
import { formatOptionalTime, formatTime, HOUR_US, type Micros, parseTime } from '../domain/time.ts';
import { type Mode, modeOf } from '../domain/world.ts';
import { type ApiKeyRow, claimApiKey, insertApiKey, updateApiKey } from '../storage/api-keys.ts';
import type { Tx } from '../storage/transaction.ts';
import { writeDealer } from './dealer-write.ts';
import type { Hub } from './hub.ts';
import { fillSandboxOnce } from './sandbox.ts';
import { assertPlanHasIntegration } from './webhook-endpoints.ts';
import { writeWorld } from './world-write.ts';

export interface ApiKeyInput {
  mode: Mode;
  name?: string;
  scopes?: ApiKeyScope[];
  expires_at?: string | null;
}

/** A key as its dealer sees it: never more of it than the prefix. */
export function showApiKey(key: ApiKeyRow, nowUs: Micros) {
  const isExpired = key.expires_us !== null && key.expires_us <= nowUs;
  return {
    id: key.id,
    object: 'api_key' as const,
    name: key.name,
    mode: modeOf(key.livemode),
    prefix: key.prefix,
    scopes: key.scopes,
    status: key.revoked_us !== null ? 'revoked' : isExpired ? 'expired' : 'active',
    expires_at: formatOptionalTime(key.expires_us),
    revoked_at: formatOptionalTime(key.revoked_us),
    rolled_to: key.rolled_to,
    last_used_at: formatOptionalTime(key.last_used_us),
    created_at: formatTime(key.created_us),
  };
}

export type ShownApiKey = ReturnType<typeof showApiKey>;

type KeyContent = Pick<ApiKeyRow, 'dealer_id' | 'livemode' | 'name' | 'scopes' | 'expires_us'>;

/** The full key leaves this function once and is stored nowhere. */
async function issueKey(
  trx: Tx,
  content: KeyContent,
  nowUs: Micros,
): Promise<{ row: ApiKeyRow; key: string }> {
  const key = newApiKey();
  const row: ApiKeyRow = {
    ...content,
    id: newId(nowUs),
    prefix: apiKeyPrefix(key),
    revoked_us: null,
    rolled_to: null,
    last_used_us: null,
    created_us: nowUs,
  };
  await insertApiKey(trx, { ...row, key_hash: hashApiKey(key) });
  return { row, key };
}

function expiryOf(input: ApiKeyInput, nowUs: Micros): Micros | null {
  if (input.expires_at == null) return null;
  const expiresUs = parseTime(input.expires_at);
  if (expiresUs === null) throw invalidParameter('expires_at', 'must be an RFC 3339 date-time.');
  if (expiresUs <= nowUs) throw invalidParameter('expires_at', 'must lie in the future.');
  return expiresUs;
}

/**
 * A new key, returned in full this once. The first test key fills the sandbox.
 * @throws ApiError `plan_required`, `invalid_parameter`
 */
export async function createApiKey(
  hub: Hub,
  dealerId: string,
  input: ApiKeyInput,
): Promise<ShownApiKey & { key: string }> {
  const nowUs = hub.clock();
  const expires_us = expiryOf(input, nowUs);
  const livemode = input.mode === 'live';
  const caller = { dealerId, livemode, source: 'dashboard' } as const;
  const { row, key } = await writeWorld(hub, caller, async (write) => {
    await assertPlanHasIntegration(write.trx, dealerId);
    if (!livemode) await fillSandboxOnce(write);
    const scopes = input.scopes ?? [...API_KEY_SCOPES];
    const name = input.name ?? `${livemode ? 'Live' : 'Test'} key`;
    return await issueKey(write.trx, { dealer_id: dealerId, livemode, name, scopes, expires_us }, nowUs);
  });
  return { ...showApiKey(row, nowUs), key };
}

async function getKeyForWrite(trx: Tx, dealerId: string, id: string): Promise<ApiKeyRow> {
  const key = isUuid(id) ? await claimApiKey(trx, dealerId, id) : null;
  if (key === null) throw notFound('API key');
  return key;
}

/**
 * A new key of the same mode, name and scopes; the old one stays alive for the overlap, or ends at once.
 * @param overlapHours 0 to 168
 * @throws ApiError `resource_not_found`, `plan_required`, `invalid_state` for a key that is revoked or expired
 */
export async function rollApiKey(
  hub: Hub,
  dealerId: string,
  id: string,
  overlapHours = 0,
): Promise<ShownApiKey & { key: string }> {
  const nowUs = hub.clock();
  const { row, key } = await writeDealer(hub, dealerId, async (trx) => {
    await assertPlanHasIntegration(trx, dealerId);
    const old = await getKeyForWrite(trx, dealerId, id);
    const { status } = showApiKey(old, nowUs);
    if (status !== 'active') {
      throw new ApiError('invalid_state', { message: `The key is ${status}; create a new one instead.` });
    }
    const issued = await issueKey(trx, { ...old, expires_us: null }, nowUs);
    const overlapEndUs = nowUs + Math.round(overlapHours * HOUR_US);
    await updateApiKey(trx, dealerId, id, {
      rolled_to: issued.row.id,
      ...(overlapHours === 0
        ? { revoked_us: nowUs }
        : { expires_us: Math.min(overlapEndUs, old.expires_us ?? overlapEndUs) }),
    });
    return issued;
  });
  return { ...showApiKey(row, nowUs), key };
}

/** Ends the key at once; revoking again changes nothing. @throws ApiError `resource_not_found` */
export async function revokeApiKey(hub: Hub, dealerId: string, id: string): Promise<void> {
  await writeDealer(hub, dealerId, async (trx) => {
    const key = await getKeyForWrite(trx, dealerId, id);
    if (key.revoked_us === null) await updateApiKey(trx, dealerId, id, { revoked_us: hub.clock() });
  });
}
