import { reencryptSecondFactor } from './accounts/second-factor-secrets.ts';
import { accountKeysOf, boxKeysOf, type KnownKey, openKeyRing } from './key-ring.ts';
import { type SecretKey, SecretKeyError } from './secrets.ts';
import type { Database } from './storage/database.ts';
import { createSecretBox, endpointSecretContext } from './storage/secret-box.ts';
import {
  claimOtherEndpoints,
  claimOtherSecondFactors,
  countOtherSecrets,
  listHubConnections,
  replaceSecretKeyCheck,
  resealEndpoint,
  updateSecondFactor,
} from './storage/secret-keys.ts';
import { inTransaction, type Tx } from './storage/transaction.ts';

/** Rows of a transaction: their writers wait for it. */
const BATCH_SIZE = 10;

export interface Rotation {
  readonly endpoints: number;
  readonly secondFactors: number;
}

/**
 * Puts the key `to` in force and encrypts everything with it that is under another, beside running hubs. Killed at any
 * point, it goes on when it is called again with the same keys.
 *
 * Lock order: first the setting that names the key alone, waiting for whoever is sealing with the key before; then, in
 * further transactions, endpoints by id, or second factors by id, and nothing else.
 * @param from the keys until now
 * @throws SecretKeyError when `from` has not the key of this database, a hub is running without `to`, or the rotation before
 * was not ended
 */
export async function rotateSecrets(
  database: Database,
  { from, to }: { readonly from: readonly SecretKey[]; readonly to: SecretKey },
): Promise<Rotation> {
  const keys = await openKeyRing(database, [...from.filter((key) => key.mark !== to.mark), to]);
  const target = keys.find(({ key }) => key === to)!;
  if (keys[0] !== target) await putInForce(database, keys[0]!, target);
  let rotation: Rotation = { endpoints: 0, secondFactors: 0 };
  // Until nothing is left: what was written meanwhile under the key before counts.
  while ((await countOtherSecrets(database.kysely, [target.number])) > 0) {
    rotation = {
      endpoints: rotation.endpoints + (await inBatches(database, (trx) => resealBatch(trx, keys, target))),
      secondFactors:
        rotation.secondFactors + (await inBatches(database, (trx) => reencryptBatch(trx, keys, target))),
    };
  }
  return rotation;
}

async function putInForce(database: Database, current: KnownKey, target: KnownKey): Promise<void> {
  if (target.number < current.number) {
    throw new SecretKeyError(
      'the new secret key is the one before: make another with: openssl rand -base64 32',
    );
  }
  if ((await countOtherSecrets(database.kysely, [current.number])) > 0) {
    throw new SecretKeyError(
      'the rotation before was not ended: first run secrets rotate again with its two keys',
    );
  }
  const strangers = (await listHubConnections(database)).filter((name) => !name.includes(target.key.mark));
  if (strangers.length > 0) {
    throw new SecretKeyError(
      `hubs are running that don't know the new key (${strangers.join(', ')}): restart each with SECRET_KEY set to the ` +
        'new key and SECRET_KEY_PREVIOUS to the one in use, then rotate',
    );
  }
  const isReplaced = await inTransaction(database, (trx) =>
    replaceSecretKeyCheck(trx, current.check, target.check),
  );
  if (!isReplaced) throw new SecretKeyError('another rotation has begun meanwhile: run secrets rotate again');
}

/** @param batch handles some rows, and tells how many; 0 = none is left */
async function inBatches(database: Database, batch: (trx: Tx) => Promise<number>): Promise<number> {
  let all = 0;
  for (;;) {
    const rows = await inTransaction(database, batch);
    if (rows === 0) return all;
    all += rows;
  }
}

async function resealBatch(trx: Tx, keys: readonly KnownKey[], target: KnownKey): Promise<number> {
  const box = createSecretBox(boxKeysOf(keys));
  const endpoints = await claimOtherEndpoints(trx, target.number, BATCH_SIZE);
  for (const endpoint of endpoints) {
    const context = endpointSecretContext(endpoint.dealerId, endpoint.id);
    const reseal = (sealed: Buffer) => box.seal(box.open(sealed, context), context, target.check);
    const { secret, previousSecret } = endpoint;
    await resealEndpoint(trx, {
      ...endpoint,
      secret: reseal(secret),
      previousSecret: previousSecret === null ? null : reseal(previousSecret),
    });
  }
  return endpoints.length;
}

async function reencryptBatch(trx: Tx, keys: readonly KnownKey[], target: KnownKey): Promise<number> {
  const accountKeys = accountKeysOf(keys);
  const current = accountKeys[keys.indexOf(target)]!;
  const factors = await claimOtherSecondFactors(trx, target.number, BATCH_SIZE);
  for (const { id, secret, backupCodes } of factors) {
    await updateSecondFactor(trx, {
      id,
      secret: await reencryptSecondFactor(secret, accountKeys, current),
      backupCodes: await reencryptSecondFactor(backupCodes, accountKeys, current),
    });
  }
  return factors.length;
}
