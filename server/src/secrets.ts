import { createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isStrongSecret } from './config/variables.ts';
import type { Database } from './storage/database.ts';
import { insertHubSetting } from './storage/hub-settings.ts';

/** What a sub-key is for; one that leaks says nothing about the others. */
export type SecretPurpose = 'signing-secrets' | 'sessions' | 'check';

/** The secret key can't be read, made or is not that of the database; the message is written for the operator. */
export class SecretKeyError extends Error {
  override readonly name = 'SecretKeyError';
}

const FILE_NAME = 'secret.key';
const CHECK_SETTING = 'secret_key_check';
const KEY_BYTES = 32;

/** The root of every secret the hub keeps. Never stored or logged; only sub-keys leave it. */
export class SecretKey {
  readonly #secret: string;
  /** Where it came from, for messages. */
  readonly source: string;

  constructor(secret: string, source: string) {
    this.#secret = secret;
    this.source = source;
  }

  /** 32 bytes by HKDF-SHA256 (RFC 5869), always the same for the same purpose. */
  derive(purpose: SecretPurpose): Buffer {
    return Buffer.from(hkdfSync('sha256', this.#secret, '', `watchtraderhub ${purpose}`, KEY_BYTES));
  }
}

/** SECRET_KEY, or the key in `dataDir`, which is drawn at the first start. */
export async function loadSecretKey(options: {
  readonly secretKey: string | null;
  readonly dataDir: string;
}): Promise<SecretKey> {
  if (options.secretKey !== null) return new SecretKey(options.secretKey, 'SECRET_KEY');
  const file = join(options.dataDir, FILE_NAME);
  try {
    const secret = (await readSecret(file)) ?? (await createSecret(options.dataDir, file));
    return new SecretKey(secret, file);
  } catch (cause) {
    if (cause instanceof SecretKeyError) throw cause;
    throw new SecretKeyError(
      `the secret key ${file} can't be read or made: ${(cause as Error).message}; set SECRET_KEY or another DATA_DIR`,
      { cause },
    );
  }
}

/**
 * Compares the key with the check value that the database got from the first hub on it.
 * @throws SecretKeyError when they differ: sessions and signing secrets of this database could not be read
 */
export async function verifySecretKey(database: Database, key: SecretKey): Promise<void> {
  const check = checkValueOf(key);
  const stored = await insertHubSetting(database.kysely, CHECK_SETTING, check);
  if (stored === check) return;
  throw new SecretKeyError(
    `SECRET_KEY (from ${key.source === 'SECRET_KEY' ? 'the environment' : key.source}) is not the key this database ` +
      `was set up with: restore that key, in SECRET_KEY or as ${FILE_NAME} in DATA_DIR`,
  );
}

/** What a database knows its key by; it tells nothing of the key. */
export function checkValueOf(key: SecretKey): string {
  return createHmac('sha256', key.derive('check')).update('watchtraderhub').digest('hex');
}

/** SECRET_KEY, or the key in `dataDir` if there is one: none is drawn. */
export async function findSecretKey(options: {
  readonly secretKey: string | null;
  readonly dataDir: string;
}): Promise<SecretKey | null> {
  if (options.secretKey !== null) return new SecretKey(options.secretKey, 'SECRET_KEY');
  const file = join(options.dataDir, FILE_NAME);
  const secret = await readSecret(file);
  return secret === null ? null : new SecretKey(secret, file);
}

async function readSecret(file: string): Promise<string | null> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return null;
  const secret = text.trim();
  if (isStrongSecret(secret)) return secret;
  throw new SecretKeyError(`${file} holds no secret key: restore it, or set SECRET_KEY to the key it held`);
}

/** Complete and on the disk before it has its name; a link, unlike a rename, never replaces a faster one's key. */
async function createSecret(dataDir: string, file: string): Promise<string> {
  await mkdir(dataDir, { recursive: true, mode: 0o711 });
  const secret = randomBytes(KEY_BYTES).toString('base64url');
  const unfinished = `${file}.${randomBytes(6).toString('hex')}`;
  const handle = await open(unfinished, 'wx', 0o600);
  try {
    await handle.writeFile(`${secret}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  try {
    await link(unfinished, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(unfinished, { force: true });
  }
  await syncFolder(dataDir);
  // Ours, or that of a process that was faster.
  return (await readSecret(file))!;
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  await handle.sync();
  await handle.close();
}
