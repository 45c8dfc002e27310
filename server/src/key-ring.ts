import type { AccountKey } from './accounts/account-keys.ts';
import { numberOfCheck, type SecretKey, SecretKeyError } from './secrets.ts';
import type { Database } from './storage/database.ts';
import type { BoxKey } from './storage/secret-box.ts';
import { countOtherSecrets, getSecretKeyChecks } from './storage/secret-keys.ts';

/** A key of this process with its number in the database: 1 for the first, one more with each rotation. */
export interface KnownKey {
  readonly number: number;
  readonly check: string;
  readonly key: SecretKey;
}

/**
 * The keys of this process, the one that encrypts and signs at this time first. A database without a key takes `keys[0]`.
 * @param keys SECRET_KEY, and SECRET_KEY_PREVIOUS where there is one
 * @throws SecretKeyError when none is the key of this database, or when something is encrypted with a key before these
 */
export async function openKeyRing(database: Database, keys: readonly SecretKey[]): Promise<KnownKey[]> {
  const db = database.kysely;
  const stored = await getSecretKeyChecks(db, keys[0]!.check(1));
  const number = numberOfCheck(stored.current);
  const current = keys.find((key) => key.fits(stored.current));
  if (current === undefined) throw new SecretKeyError(describeStranger(keys[0]!));
  const known = keys.map((key) => {
    const isPrevious = stored.previous !== null && key.check(number - 1) === stored.previous;
    // A key that is neither of the two is the one to come.
    const its = key === current ? number : isPrevious ? number - 1 : number + 1;
    return { number: its, check: key.check(its), key };
  });
  const numbers = known.map((key) => key.number);
  // Nothing can be under another key before the first rotation.
  const lost = number === 1 ? 0 : await countOtherSecrets(db, numbers);
  if (lost > 0) {
    throw new SecretKeyError(
      `${lost} endpoints or second factors are still encrypted with the key before: set SECRET_KEY_PREVIOUS to it and ` +
        'run: npm run hub -- secrets rotate',
    );
  }
  return known.toSorted((a, b) => Number(b.key === current) - Number(a.key === current));
}

export function boxKeysOf(keys: readonly KnownKey[]): BoxKey[] {
  return keys.map(({ number, check, key }) => ({ number, check, key: key.derive('signing-secrets') }));
}

export function accountKeysOf(keys: readonly KnownKey[]): AccountKey[] {
  return keys.map(({ number, check, key }) => ({ number, check, secret: key.derive('sessions') }));
}

/** How this process's connections are called: by its keys, `secrets rotate` sees who would not follow it. */
export function connectionNameOf(role: string, keys: readonly SecretKey[]): string {
  return `watchtraderhub ${role} keys ${keys.map((key) => key.mark).join(' ')}`;
}

function describeStranger(key: SecretKey): string {
  const source = key.source === 'SECRET_KEY' ? 'the environment' : key.source;
  return (
    `SECRET_KEY (from ${source}) is not the key this database was set up with: restore that key, in SECRET_KEY or ` +
    'as secret.key in DATA_DIR'
  );
}
