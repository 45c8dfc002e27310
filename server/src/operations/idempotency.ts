import { createHash } from 'node:crypto';
import { ApiError } from '../domain/api-error.ts';
import { canonicalJson } from '../domain/canonical-json.ts';
import { errorEnvelope } from '../domain/error-envelope.ts';
import { DAY_US } from '../domain/time.ts';
import { findIdempotencyRecord, saveIdempotencyRecord } from '../storage/idempotency-records.ts';
import { inSavepoint, type Tx } from '../storage/transaction.ts';
import type { WorldSettings } from '../storage/world-settings.ts';
import type { Caller, Hub } from './hub.ts';
import { type WorldWrite, writeWorldAfter } from './world-write.ts';

/** How long a key is remembered. */
export const IDEMPOTENCY_LIFETIME_US = DAY_US;

export interface IdempotentRequest {
  readonly key: string;
  readonly method: string;
  /** Without a query; `/v1` and `/api/v1` are one path. */
  readonly path: string;
  /** As parsed; no body is `{}`. */
  readonly body: unknown;
  readonly requestId: string;
  /** Throws when the caller may not do this any more, by the settings as of the write: they may have changed since. */
  readonly assertAllowed?: (settings: WorldSettings) => void;
}

export interface StoredResponse {
  readonly status: number;
  /** JSON text, byte for byte what the first caller got. */
  readonly body: string;
  /** The first caller's. */
  readonly requestId: string;
  readonly isReplay: boolean;
}

export interface OperationResult {
  readonly status: number;
  readonly object: unknown;
}

/** Key order and white space don't matter; everything else does. */
function fingerprintOf(request: IdempotentRequest): Buffer {
  return createHash('sha256')
    .update(`${request.method} ${request.path}\n${canonicalJson(request.body)}`)
    .digest();
}

/** The operation's own 404 and 409 are answers; anything else may be mended and retried with the same key. */
const isAnswer = (error: unknown): error is ApiError =>
  error instanceof ApiError && (error.entry.status === 404 || error.entry.status === 409);

/**
 * Runs an operation at most once per key. The record commits in the transaction of the effects, so a crash
 * leaves both or neither. Two at once: the world's clock makes the second wait, and then it finds the record.
 */
export async function writeIdempotently(
  hub: Hub,
  caller: Caller,
  request: IdempotentRequest,
  operation: (write: WorldWrite) => Promise<OperationResult>,
): Promise<StoredResponse> {
  const fingerprint = fingerprintOf(request);
  const nowUs = hub.clock();
  const find = (trx: Tx) => findIdempotencyRecord(trx, caller, request.key, nowUs - IDEMPOTENCY_LIFETIME_US);
  return await writeWorldAfter(hub, caller, find, async (write, known) => {
    request.assertAllowed?.(write.settings);
    if (known !== null) {
      if (!known.fingerprint.equals(fingerprint)) {
        throw new ApiError('key_reused_with_different_body', { param: 'Idempotency-Key' });
      }
      return { status: known.status, body: known.body, requestId: known.request_id, isReplay: true };
    }
    const { status, object } = await answer(hub, write, request, operation);
    const body = JSON.stringify(object);
    const { key, requestId } = request;
    const record = { key, fingerprint, status, body, request_id: requestId, created_us: nowUs };
    write.atEnd(() => saveIdempotencyRecord(write.trx, caller, record));
    return { status, body, requestId, isReplay: false };
  });
}

/** Runs the operation; its 404 and 409 undo its work but not the transaction, which then keeps the answer. */
async function answer(
  hub: Hub,
  write: WorldWrite,
  request: IdempotentRequest,
  operation: (write: WorldWrite) => Promise<OperationResult>,
): Promise<OperationResult> {
  try {
    return await inSavepoint(write.trx, () => operation(write));
  } catch (error) {
    if (!isAnswer(error)) throw error;
    write.forget();
    return { status: error.entry.status, object: errorEnvelope(error, hub.publicUrl(), request.requestId) };
  }
}
