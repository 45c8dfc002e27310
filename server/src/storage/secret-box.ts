import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const VERSION = 1;
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = 1 + NONCE_BYTES + TAG_BYTES;

/** Encrypts signing secrets at rest. */
export interface SecretBox {
  /** @param context what the secret belongs to; see `endpointSecretContext` */
  seal(plaintext: string, context: string): Buffer;
  /** Throws when the key or the context is another, or the bytes were changed. */
  open(sealed: Buffer, context: string): string;
}

/** Binds a secret to its endpoint: copied to another row, it doesn't open. */
export function endpointSecretContext(dealerId: string, endpointId: string): string {
  return `${dealerId}/${endpointId}`;
}

/**
 * Layout of a sealed secret: version (1 byte), nonce (12), tag (16), ciphertext. Nonces are random: with 96 bits
 * a repetition is out of reach for the few secrets of one installation (NIST SP 800-38D, 8.3: 2^32 per key).
 */
export function createSecretBox(key: Buffer): SecretBox {
  if (key.length !== KEY_BYTES) throw new RangeError(`the secret box needs a key of ${KEY_BYTES} bytes`);
  return {
    seal(plaintext, context) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(ALGORITHM, key, nonce).setAAD(Buffer.from(context));
      const ciphertext = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final()]);
      return Buffer.concat([Buffer.from([VERSION]), nonce, cipher.getAuthTag(), ciphertext]);
    },
    open(sealed, context) {
      if (sealed[0] !== VERSION || sealed.length < HEAD_BYTES) {
        throw new Error(`a sealed secret has an unknown format (version ${sealed[0]})`);
      }
      const nonce = sealed.subarray(1, 1 + NONCE_BYTES);
      const decipher = createDecipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES })
        .setAAD(Buffer.from(context))
        .setAuthTag(sealed.subarray(1 + NONCE_BYTES, HEAD_BYTES));
      return decipher.update(sealed.subarray(HEAD_BYTES), undefined, 'utf8') + decipher.final('utf8');
    },
  };
}
