import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
/** Layout of the first key's ciphertexts, which name no key: builds before rotation know this one alone. */
const UNNUMBERED = 1;
const NUMBERED = 2;
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const NUMBER_BYTES = 4;

/** One of the keys of this database, 32 bytes, by its number: 1 for the first, one more with each rotation. */
export interface BoxKey {
  readonly number: number;
  /** What `hub_settings` has of it while it is the one that seals; see `secret-keys.ts`. */
  readonly check: string;
  readonly key: Buffer;
}

/** Encrypts signing secrets at rest. */
export interface SecretBox {
  /**
   * @param context what the secret belongs to; see `endpointSecretContext`
   * @param check names the key that seals now, as `lockSecretKeyCheck` has read it in the same transaction; null = the
   * first of the box, on a database no hub has started on
   * @throws UnknownKeyError
   */
  seal(plaintext: string, context: string, check: string | null): Buffer;
  /**
   * @throws UnknownKeyError when the key is none of the box
   * @throws Error when the key or the context is another, or the bytes were changed
   */
  open(sealed: Buffer, context: string): string;
}

/** A secret belongs to a key that this process was not given. */
export class UnknownKeyError extends Error {
  override readonly name = 'UnknownKeyError';

  constructor() {
    super('a secret belongs to a key that this process has not: restart it with the new SECRET_KEY');
  }
}

/** Binds a secret to its endpoint: copied to another row, it doesn't open. */
export function endpointSecretContext(dealerId: string, endpointId: string): string {
  return `${dealerId}/${endpointId}`;
}

/**
 * Layout of a sealed secret: layout (1 byte), from key 2 on its number (4), nonce (12), tag (16), ciphertext. Nonces are
 * random: with 96 bits a repetition is out of reach for the few secrets of one installation (NIST SP 800-38D, 8.3:
 * 2^32 per key).
 */
export function createSecretBox(keys: readonly BoxKey[]): SecretBox {
  for (const { key } of keys) {
    if (key.length !== KEY_BYTES) throw new RangeError(`the secret box needs keys of ${KEY_BYTES} bytes`);
  }
  return {
    seal(plaintext, context, check) {
      const found = check === null ? keys[0] : keys.find((key) => key.check === check);
      if (found === undefined) throw new UnknownKeyError();
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(ALGORITHM, found.key, nonce).setAAD(Buffer.from(context));
      const ciphertext = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final()]);
      return Buffer.concat([sealedPrefix(found.number), nonce, cipher.getAuthTag(), ciphertext]);
    },
    open(sealed, context) {
      const { number, body } = readPrefix(sealed);
      const found = keys.find((key) => key.number === number);
      if (found === undefined) throw new UnknownKeyError();
      const nonce = body.subarray(0, NONCE_BYTES);
      const decipher = createDecipheriv(ALGORITHM, found.key, nonce, { authTagLength: TAG_BYTES })
        .setAAD(Buffer.from(context))
        .setAuthTag(body.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
      return (
        decipher.update(body.subarray(NONCE_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8')
      );
    },
  };
}

/** What all secrets sealed with that key begin with. */
export function sealedPrefix(number: number): Buffer {
  if (number === 1) return Buffer.from([UNNUMBERED]);
  const prefix = Buffer.alloc(1 + NUMBER_BYTES, NUMBERED);
  prefix.writeUInt32BE(number, 1);
  return prefix;
}

function readPrefix(sealed: Buffer): { number: number; body: Buffer } {
  const prefixBytes = sealed[0] === NUMBERED ? 1 + NUMBER_BYTES : 1;
  const isKnown = sealed[0] === UNNUMBERED || sealed[0] === NUMBERED;
  if (!isKnown || sealed.length < prefixBytes + NONCE_BYTES + TAG_BYTES) {
    throw new Error(`a sealed secret has an unknown format (layout ${sealed[0]})`);
  }
  const number = sealed[0] === NUMBERED ? sealed.readUInt32BE(1) : 1;
  return { number, body: sealed.subarray(prefixBytes) };
}
