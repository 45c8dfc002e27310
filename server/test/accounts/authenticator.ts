import { TOTP, URI } from 'otpauth';
import { type Browser, cookieOf } from './test-accounts.ts';

/** Somebody who signs in with a password and a code. */
export interface EnrolledUser {
  /** Of the session that enrolled. */
  readonly cookie: string;
  readonly secret: string;
  readonly backupCodes: readonly string[];
  /** What the authenticator shows now. */
  code(): string;
  /** A code that it doesn't show now, a moment before or a moment after. */
  wrongCode(): string;
}

interface Enrolment {
  readonly totpURI: string;
  readonly backupCodes: readonly string[];
}

/** An authenticator app that scanned the picture. */
export function scan(totpURI: string): TOTP {
  const totp = URI.parse(totpURI);
  if (!(totp instanceof TOTP)) throw new Error('not a TOTP address');
  return totp;
}

export function wrongCodeOf(totp: TOTP): string {
  const candidates = ['000000', '111111', '222222', '333333'];
  return candidates.find((token) => totp.validate({ token, window: 3 }) === null)!;
}

/** Turns two-factor authentication on for whoever the cookie names. */
export async function enrol(
  { post }: Pick<Browser, 'post'>,
  cookie: string,
  password: string,
): Promise<EnrolledUser> {
  const { totpURI, backupCodes } = (await (
    await post('/two-factor/enable', { password }, { cookie })
  ).json()) as Enrolment;
  const totp = scan(totpURI);
  const verified = await post('/two-factor/verify-totp', { code: totp.generate() }, { cookie });
  return {
    cookie: cookieOf(verified),
    secret: totp.secret.base32,
    backupCodes,
    code: () => totp.generate(),
    wrongCode: () => wrongCodeOf(totp),
  };
}
