import { type TOTP, URI } from 'otpauth';
import { type Address, type Answer, expectStatus, send } from './http-client.ts';

/** A request below `/api/auth`, as the dashboard sends it. */
export const postAuth = <T>(address: Address, path: string, body: object, cookie = ''): Promise<Answer<T>> =>
  send<T>(address, {
    method: 'POST',
    path: `/api/auth${path}`,
    headers: { origin: address.origin, ...(cookie === '' ? {} : { cookie }) },
    body,
  });

/** What a browser sends after these. */
export const cookieOf = (headers: Headers): string =>
  headers
    .getSetCookie()
    .map((it) => it.split(';')[0])
    .join('; ');

export interface SecondFactor {
  readonly totp: TOTP;
  readonly backupCodes: readonly string[];
  /** Of the session that enrolled. */
  readonly cookie: string;
}

/** Turns two-factor authentication on for whoever the cookie names. */
export async function enrolSecondFactor(
  address: Address,
  cookie: string,
  password: string,
): Promise<SecondFactor> {
  const { totpURI, backupCodes } = expectStatus(
    await postAuth<{ totpURI: string; backupCodes: string[] }>(
      address,
      '/two-factor/enable',
      { password },
      cookie,
    ),
    200,
  );
  const totp = URI.parse(totpURI) as TOTP;
  const verified = await postAuth(address, '/two-factor/verify-totp', { code: totp.generate() }, cookie);
  expectStatus(verified, 200);
  return { totp, backupCodes, cookie: cookieOf(verified.headers) };
}
