import { createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isStrongSecret, secretKey } from './config/variables.ts';

/** What a sub-key is for; one that leaks says nothing about the others. */
export type SecretPurpose = 'signing-secrets' | 'sessions' | 'check';

/** The secret key can't be read, made or is not that of the database; the message is written for the operator. */
export class SecretKeyError extends Error {
  override readonly name = 'SecretKeyError';
}

const FILE_NAME = 'secret.key';
const KEY_BYTES = 32;
const MARK_LENGTH = 8;

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

  /**
   * What the database keeps of its key of that number, to know it again. With a number it is no check value to builds
   * before rotation, which can't read what such a key has encrypted: they don't start.
   */
  check(number: number): string {
    const value = this.#checkValue();
    return number === 1 ? value : `${number}:${value}`;
  }

  /** Whether a database with this check value has this key. */
  fits(check: string): boolean {
    return this.check(numberOfCheck(check)) === check;
  }

  /** Tells keys apart, and tells nothing of them: eight hexadecimal digits. */
  get mark(): string {
    return this.#checkValue().slice(0, MARK_LENGTH);
  }

  #checkValue(): string {
    return createHmac('sha256', this.derive('check')).update('watchtraderhub').digest('hex');
  }
}

/** The number of the key that a database's check value is of. */
export function numberOfCheck(check: string): number {
  const separator = check.indexOf(':');
  return separator < 0 ? 1 : Number(check.slice(0, separator));
}

/** SECRET_KEY, or the key in `dataDir`, which is drawn at the first start. */
export async function loadSecretKey(options: {
  readonly secretKey: string | null;
  readonly dataDir: string;
}): Promise<SecretKey> {
  const file = join(options.dataDir, FILE_NAME);
  try {
    return (await findSecretKey(options)) ?? new SecretKey(await createSecret(options.dataDir, file), file);
  } catch (cause) {
    if (cause instanceof SecretKeyError) throw cause;
    throw new SecretKeyError(
      `the secret key ${file} can't be read or made: ${(cause as Error).message}; set SECRET_KEY or another DATA_DIR`,
      { cause },
    );
  }
}

/** The key of `loadSecretKey`, then SECRET_KEY_PREVIOUS where it is set: what was encrypted and signed with it is read. */
export async function loadSecretKeys(options: {
  readonly secretKey: string | null;
  readonly secretKeyPrevious: string | null;
  readonly dataDir: string;
}): Promise<SecretKey[]> {
  const key = await loadSecretKey(options);
  const previous = options.secretKeyPrevious;
  return previous === null ? [key] : [key, new SecretKey(previous, 'SECRET_KEY_PREVIOUS')];
}

/** A key from a file of the operator's. @throws SecretKeyError */
export async function readSecretKey(file: string): Promise<SecretKey> {
  const secret = await readSecret(file);
  if (secret === null) throw new SecretKeyError(`there is no key file ${file}`);
  return new SecretKey(secret, file);
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
  throw new SecretKeyError(`${file} holds no secret key: ${secretKey.accepts}, or restore the one it held`);
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
