import { createHash, randomInt } from 'node:crypto';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const KEY = /^wth_[0-9A-Za-z]{32}$/;
const PREFIX_LENGTH = 12;

export const API_KEY_SCOPES = ['read', 'write'] as const;
export type ApiKeyScope = (typeof API_KEY_SCOPES)[number];

/**
 * `wth_` and 32 base62 characters: 190 bits.
 * @param pick a uniform whole number below its argument; the CSPRNG unless a test fixes it
 */
export function newApiKey(pick: (below: number) => number = (below) => randomInt(below)): string {
  return `wth_${Array.from({ length: 32 }, () => ALPHABET[pick(ALPHABET.length)]).join('')}`;
}

export function isApiKey(text: string): boolean {
  return KEY.test(text);
}

/** The part that is stored readably and shown to tell keys apart. */
export function apiKeyPrefix(key: string): string {
  return key.slice(0, PREFIX_LENGTH);
}

/** SHA-256: the key has full entropy, so a slow hash would add cost and no safety. */
export function hashApiKey(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}
