import { createHmac, timingSafeEqual } from 'node:crypto';

/** A key that signs sessions and encrypts second factors, derived from one of the database's keys for `sessions`. */
export interface AccountKey {
  /** Goes with each ciphertext. */
  readonly number: number;
  /** Tells which key is in force; see `storage/secret-keys.ts`. */
  readonly check: string;
  readonly secret: Buffer;
}

export const secretTextOf = (key: AccountKey): string => key.secret.toString('base64url');

/** base64 of 32 bytes, as better-auth signs: `value.signature`, percent-encoded. */
const SIGNED_COOKIE = /^(.+)\.([A-Za-z0-9+/]{43}=)$/s;

/**
 * The headers with each cookie that another key of ours signed as if `current` had: better-auth knows one key for
 * cookies, and a rotation must not end sessions.
 */
export function resignCookies(headers: Headers, current: AccountKey, others: readonly AccountKey[]): Headers {
  const cookies = headers.get('cookie');
  if (cookies === null || others.length === 0) return headers;
  const resigned = new Headers(headers);
  resigned.set(
    'cookie',
    cookies
      .split(';')
      .map((cookie) => resign(cookie.trim(), current, others))
      .join('; '),
  );
  return resigned;
}

function resign(cookie: string, current: AccountKey, others: readonly AccountKey[]): string {
  const separator = cookie.indexOf('=');
  const [, value, signature] = SIGNED_COOKIE.exec(decode(cookie.slice(separator + 1))) ?? [];
  if (value === undefined || signature === undefined) return cookie;
  if (!others.some((key) => isEqual(sign(value, key), signature))) return cookie;
  return `${cookie.slice(0, separator)}=${encodeURIComponent(`${value}.${sign(value, current)}`)}`;
}

const sign = (value: string, key: AccountKey): string =>
  createHmac('sha256', secretTextOf(key)).update(value).digest('base64');

const isEqual = (a: string, b: string): boolean => timingSafeEqual(Buffer.from(a), Buffer.from(b));

/** What anybody sends as a cookie need not be an encoding of anything. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return text;
    throw error;
  }
}
