import { expect, test } from 'vitest';
import { SIGN_INS_PER_MINUTE, WRONG_CODES_MAX } from '../../src/accounts/auth-options.ts';
import { enrol, scan, wrongCodeOf } from './authenticator.ts';
import {
  accountsOn,
  cookieOf,
  PASSWORD,
  type RequestOptions,
  sessionHeaders,
  type TestAccounts,
  testAccounts,
} from './test-accounts.ts';

const ANNA = { name: 'Anna Watches', email: 'anna@example.com', password: PASSWORD };

const withAnna = async () => {
  const test = await testAccounts();
  return { ...test, cookie: cookieOf(await test.post('/sign-up/email', ANNA)) };
};

const withEnrolledAnna = async () => {
  const test = await withAnna();
  return { ...test, anna: await enrol(test, test.cookie, PASSWORD) };
};

const codeOf = async (response: Response) => ((await response.json()) as { code?: string }).code;

/** The cookie of a sign-in that waits for its second factor. */
async function halfSignIn({ post }: Pick<TestAccounts, 'post'>, options: RequestOptions = {}) {
  const response = await post('/sign-in/email', ANNA, options);
  expect(response.status).toBe(200);
  return cookieOf(response);
}

const sessionsIn = async ({ database }: Pick<TestAccounts, 'database'>) =>
  (await database.kysely.selectFrom('sessions').select('id').execute()).length;

const lockOf = ({ database }: Pick<TestAccounts, 'database'>) =>
  database.kysely.selectFrom('two_factors').select('locked_until').executeTakeFirstOrThrow();

test('two-factor authentication begins with the first code that was right, not before', async () => {
  const { accounts, post, get, cookie } = await withAnna();
  const { totpURI } = (await (
    await post('/two-factor/enable', { password: PASSWORD }, { cookie })
  ).json()) as {
    totpURI: string;
  };
  const totp = scan(totpURI);
  expect([totp.issuer, totp.label]).toEqual(['WatchTraderHub', ANNA.email]);

  const early = await post('/sign-in/email', ANNA);
  expect(await accounts.findSession(sessionHeaders(cookieOf(early)))).not.toBeNull();
  const wrong = await post('/two-factor/verify-totp', { code: wrongCodeOf(totp) }, { cookie });
  expect([wrong.status, await codeOf(wrong)]).toEqual([401, 'INVALID_CODE']);
  expect((await (await post('/sign-in/email', ANNA)).json()) as object).not.toHaveProperty(
    'twoFactorRedirect',
  );

  const right = await post('/two-factor/verify-totp', { code: totp.generate() }, { cookie });
  expect(right.status).toBe(200);
  const session = (await get('/get-session', { cookie: cookieOf(right) })).json();
  expect(await session).toMatchObject({ user: { twoFactorEnabled: true } });
  expect(await (await post('/sign-in/email', ANNA)).json()).toEqual({
    twoFactorRedirect: true,
    twoFactorMethods: ['totp'],
  });
});

test('an enrolment that was broken off can be begun again; then the newest secret counts', async () => {
  const { post, cookie } = await withAnna();
  const begin = async () =>
    scan(
      (
        (await (await post('/two-factor/enable', { password: PASSWORD }, { cookie })).json()) as {
          totpURI: string;
        }
      ).totpURI,
    );
  const [first, second] = [await begin(), await begin()];
  expect(second.secret.base32).not.toBe(first.secret.base32);
  const code = second.generate();
  expect((await post('/two-factor/verify-totp', { code }, { cookie })).status).toBe(200);
});

test('the password alone gives neither a session nor a cookie of one', async () => {
  const { accounts, post, get, database, anna } = await withEnrolledAnna();
  const before = await sessionsIn({ database });
  const response = await post('/sign-in/email', ANNA);
  const set = response.headers.getSetCookie().filter((it) => it.startsWith('wth.session_token='));
  expect(set).toEqual([expect.stringMatching(/^wth\.session_token=; Max-Age=0; /)]);
  expect(await response.text()).not.toContain('token');
  expect(await sessionsIn({ database })).toBe(before);
  const cookie = cookieOf(response);
  expect(await accounts.findSession(sessionHeaders(cookie))).toBeNull();
  expect(await (await get('/get-session', { cookie })).text()).toBe('null');
  for (const path of ['/two-factor/disable', '/two-factor/enable', '/two-factor/generate-backup-codes']) {
    expect((await post(path, { password: PASSWORD }, { cookie })).status).toBe(401);
  }
  const changed = { currentPassword: PASSWORD, newPassword: 'another horse battery' };
  expect((await post('/change-password', changed, { cookie })).status).toBe(401);
  expect(await accounts.findSession(sessionHeaders(anna.cookie))).not.toBeNull();
});

test('password and code together sign in, with a cookie that scripts can not read', async () => {
  const { accounts, post, anna } = await withEnrolledAnna();
  const response = await post('/sign-in/email', ANNA);
  for (const cookie of response.headers.getSetCookie()) expect(cookie).toMatch(/; HttpOnly; SameSite=Lax$/);
  const signedIn = await post(
    '/two-factor/verify-totp',
    { code: anna.code() },
    { cookie: cookieOf(response) },
  );
  expect(signedIn.status).toBe(200);
  const session = await accounts.findSession(sessionHeaders(cookieOf(signedIn)));
  expect(session?.email).toBe(ANNA.email);
});

test('a half-done sign-in can be completed once', async () => {
  const { post, anna } = await withEnrolledAnna();
  const cookie = await halfSignIn({ post });
  expect((await post('/two-factor/verify-totp', { code: anna.code() }, { cookie })).status).toBe(200);
  const again = await post('/two-factor/verify-totp', { code: anna.code() }, { cookie });
  expect([again.status, await codeOf(again)]).toEqual([401, 'INVALID_TWO_FACTOR_COOKIE']);
});

test('a code without a half-done sign-in, or with a forged one, is nothing', async () => {
  const { post, anna } = await withEnrolledAnna();
  for (const cookie of ['', 'wth.two_factor=2fa-forged.AAAA']) {
    const response = await post('/two-factor/verify-totp', { code: anna.code() }, { cookie });
    expect([response.status, await codeOf(response)]).toEqual([401, 'INVALID_TWO_FACTOR_COOKIE']);
  }
});

test('a backup code signs in once', async () => {
  const { post, anna } = await withEnrolledAnna();
  expect(anna.backupCodes).toHaveLength(10);
  const [code] = anna.backupCodes;
  const use = async () =>
    post('/two-factor/verify-backup-code', { code }, { cookie: await halfSignIn({ post }) });
  expect((await use()).status).toBe(200);
  const again = await use();
  expect([again.status, await codeOf(again)]).toEqual([401, 'INVALID_BACKUP_CODE']);
});

test('new backup codes need the password and end the old ones', async () => {
  const { post, anna } = await withEnrolledAnna();
  const generate = (password: string) =>
    post('/two-factor/generate-backup-codes', { password }, { cookie: anna.cookie });
  const refused = await generate('wrong horse battery');
  expect([refused.status, await codeOf(refused)]).toEqual([400, 'INVALID_PASSWORD']);
  const { backupCodes } = (await (await generate(PASSWORD)).json()) as { backupCodes: string[] };
  const use = async (code?: string) =>
    (await post('/two-factor/verify-backup-code', { code }, { cookie: await halfSignIn({ post }) })).status;
  expect(await use(anna.backupCodes[0])).toBe(401);
  expect(await use(backupCodes[0])).toBe(200);
});

test('secret and backup codes are encrypted in the database', async () => {
  const { database, anna } = await withEnrolledAnna();
  const row = await database.kysely.selectFrom('two_factors').selectAll().executeTakeFirstOrThrow();
  const stored = JSON.stringify(row);
  const secret = scan(`otpauth://totp/A:b?secret=${anna.secret}&issuer=A`).secret;
  const secretForms = [secret.base32, secret.hex, Buffer.from(secret.bytes).toString()];
  for (const plain of [...secretForms, ...anna.backupCodes]) expect(stored).not.toContain(plain);
});

test('five wrong codes end a half-done sign-in', async () => {
  const { post, anna } = await withEnrolledAnna();
  const cookie = await halfSignIn({ post });
  for (let attempt = 0; attempt < 5; attempt++) {
    const wrong = await post('/two-factor/verify-totp', { code: anna.wrongCode() }, { cookie });
    expect([wrong.status, await codeOf(wrong)]).toEqual([401, 'INVALID_CODE']);
  }
  const sixth = await post('/two-factor/verify-totp', { code: anna.code() }, { cookie });
  expect([sixth.status, await codeOf(sixth)]).toEqual([400, 'TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE']);
  expect((await post('/two-factor/verify-totp', { code: anna.code() }, { cookie })).status).toBe(401);
});

test('wrong codes lock the account, wherever they come from, even for the right code', async () => {
  const { post, database, anna } = await withEnrolledAnna();
  for (let attempt = 0; attempt < WRONG_CODES_MAX; attempt++) {
    const from = { address: `192.0.2.${attempt}` };
    const cookie = await halfSignIn({ post }, from);
    const path = attempt % 2 === 0 ? '/two-factor/verify-totp' : '/two-factor/verify-backup-code';
    expect((await post(path, { code: anna.wrongCode() }, { ...from, cookie })).status).toBe(401);
  }
  const cookie = await halfSignIn({ post });
  for (const [path, code] of [
    ['/two-factor/verify-totp', anna.code()],
    ['/two-factor/verify-backup-code', anna.backupCodes[0]],
  ] as const) {
    const locked = await post(path, { code }, { cookie });
    expect([locked.status, await codeOf(locked)]).toEqual([429, 'ACCOUNT_TEMPORARILY_LOCKED']);
  }
  const hourAhead = Date.now() + 3_600_000;
  expect((await lockOf({ database })).locked_until!.getTime()).toBeGreaterThan(hourAhead - 60_000);

  await database.kysely.updateTable('two_factors').set({ locked_until: new Date() }).execute();
  expect((await post('/two-factor/verify-totp', { code: anna.code() }, { cookie })).status).toBe(200);
  expect((await lockOf({ database })).locked_until).toBeNull();
});

test('tries can not be hoarded: a new sign-in ends the half-done ones before it', async () => {
  const { post, database, anna } = await withEnrolledAnna();
  const first = await halfSignIn({ post });
  const second = await halfSignIn({ post });
  const code = anna.code();
  expect(await codeOf(await post('/two-factor/verify-totp', { code }, { cookie: first }))).toBe(
    'INVALID_TWO_FACTOR_COOKIE',
  );
  const left = await database.kysely.selectFrom('user_verifications').select('id').execute();
  expect(left).toHaveLength(2);
  expect((await post('/two-factor/verify-totp', { code }, { cookie: second })).status).toBe(200);
});

test('one address can not guess without end', async () => {
  const { post } = await testAccounts();
  const statuses: number[] = [];
  for (let attempt = 0; attempt <= SIGN_INS_PER_MINUTE; attempt++) {
    statuses.push((await post('/two-factor/verify-totp', { code: '000000' })).status);
  }
  expect(new Set(statuses.slice(0, -1))).toEqual(new Set([401]));
  expect(statuses.at(-1)).toBe(429);
});

test('turning it off needs the password, and then the password is enough', async () => {
  const { accounts, post, database, anna } = await withEnrolledAnna();
  const disable = (password?: string) => post('/two-factor/disable', { password }, { cookie: anna.cookie });
  expect((await disable()).status).toBe(400);
  const wrong = await disable('wrong horse battery');
  expect([wrong.status, await codeOf(wrong)]).toEqual([400, 'INVALID_PASSWORD']);
  expect(await (await post('/sign-in/email', ANNA)).json()).toMatchObject({ twoFactorRedirect: true });
  expect((await disable(PASSWORD)).status).toBe(200);
  expect(await database.kysely.selectFrom('two_factors').selectAll().execute()).toEqual([]);
  const signedIn = await post('/sign-in/email', ANNA);
  expect(await accounts.findSession(sessionHeaders(cookieOf(signedIn)))).not.toBeNull();
});

test('while it is on, nobody can replace the secret', async () => {
  const { post, anna } = await withEnrolledAnna();
  const again = await post('/two-factor/enable', { password: PASSWORD }, { cookie: anna.cookie });
  expect([again.status, await codeOf(again)]).toEqual([400, 'TOTP_ALREADY_ENABLED']);
  const byMail = { password: PASSWORD, method: 'otp' };
  expect((await post('/two-factor/enable', byMail, { cookie: anna.cookie })).status).toBe(400);
});

test('enrolling needs the password', async () => {
  const { post, cookie } = await withAnna();
  const wrong = await post('/two-factor/enable', { password: 'wrong horse battery' }, { cookie });
  expect([wrong.status, await codeOf(wrong)]).toEqual([400, 'INVALID_PASSWORD']);
});

/** Signs in with a code and asks to be trusted. Returns the device's cookies. */
async function trustDevice(test: Pick<TestAccounts, 'post'>, code: string): Promise<string> {
  const response = await test.post(
    '/two-factor/verify-totp',
    { code, trustDevice: true },
    { cookie: await halfSignIn(test) },
  );
  const trust = response.headers.getSetCookie().find((it) => it.startsWith('wth.trust_device='));
  expect(trust).toMatch(/; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Lax$/);
  return trust!.split(';')[0]!;
}

const isTrusted = async ({ post }: Pick<TestAccounts, 'post'>, cookie: string) =>
  !('twoFactorRedirect' in ((await (await post('/sign-in/email', ANNA, { cookie })).json()) as object));

test('a trusted device needs the password alone, another one does not profit', async () => {
  const test = await withEnrolledAnna();
  const device = await trustDevice(test, test.anna.code());
  expect(await isTrusted(test, '')).toBe(false);
  expect(await isTrusted(test, device.slice(0, -6))).toBe(false);
  expect(await isTrusted(test, device)).toBe(true);
});

test.each([
  ['signing out everywhere', '/revoke-sessions', {}],
  ['a new password', '/change-password', { currentPassword: PASSWORD, newPassword: PASSWORD }],
])('%s ends the trust in all devices', async (_what, path, body) => {
  const test = await withEnrolledAnna();
  const device = await trustDevice(test, test.anna.code());
  expect((await test.post(path, body, { cookie: test.anna.cookie })).status).toBe(200);
  expect(await isTrusted(test, device)).toBe(false);
});

test('turning it off and on again ends the trust in all devices', async () => {
  const test = await withEnrolledAnna();
  const device = await trustDevice(test, test.anna.code());
  const off = await test.post('/two-factor/disable', { password: PASSWORD }, { cookie: test.anna.cookie });
  await enrol(test, cookieOf(off), PASSWORD);
  expect(await isTrusted(test, device)).toBe(false);
});

test('one dealer sees and ends only sessions of its own', async () => {
  const { accounts, post, get, cookie } = await withAnna();
  const other = cookieOf(await post('/sign-up/email', { ...ANNA, email: 'berta@example.com' }));
  const [session] = (await (await get('/list-sessions', { cookie: other })).json()) as { token: string }[];
  const own = (await (await get('/list-sessions', { cookie })).json()) as { token: string }[];
  expect(own.map(({ token }) => token)).not.toContain(session!.token);
  await post('/revoke-session', { token: session!.token }, { cookie });
  await post('/revoke-sessions', {}, { cookie });
  expect(await accounts.findSession(sessionHeaders(other))).not.toBeNull();
  expect(await accounts.findSession(sessionHeaders(cookie))).toBeNull();
});

test('the token that list-sessions tells is no cookie: without its signature it opens nothing', async () => {
  const { accounts, get, cookie } = await withAnna();
  const response = await get('/list-sessions', { cookie });
  expect(response.headers.get('cache-control')).toBe('no-store');
  const [session] = (await response.json()) as { token: string }[];
  for (const forged of [session!.token, `${session!.token}.`, `${session!.token}.AAAA`]) {
    expect(await accounts.findSession(sessionHeaders(`wth.session_token=${forged}`))).toBeNull();
  }
  const bearer = new Headers({ authorization: `Bearer ${session!.token}` });
  expect(await accounts.findSession(bearer)).toBeNull();
});

test('signing out everywhere ends every session, this one too', async () => {
  const { accounts, post, cookie } = await withAnna();
  const second = cookieOf(await post('/sign-in/email', ANNA));
  const response = await post('/revoke-sessions', {}, { cookie });
  expect(response.status).toBe(200);
  expect(await accounts.findSession(sessionHeaders(cookie))).toBeNull();
  expect(await accounts.findSession(sessionHeaders(second))).toBeNull();
  expect((await post('/revoke-sessions', {}, { cookie })).status).toBe(401);
});

test('the operator lets in who lost the device, and ends all sessions', async () => {
  const { accounts, post, database, anna } = await withEnrolledAnna();
  const operator = accountsOn(database, { signUp: 'closed' });
  await operator.disableTwoFactor(' Anna@Example.com');
  expect(await accounts.findSession(sessionHeaders(anna.cookie))).toBeNull();
  const signedIn = await post('/sign-in/email', ANNA);
  expect(await accounts.findSession(sessionHeaders(cookieOf(signedIn)))).not.toBeNull();
  await expect(operator.disableTwoFactor(ANNA.email)).rejects.toThrow('without two-factor');
  await expect(operator.disableTwoFactor('nobody@example.com')).rejects.toThrow('nobody@example.com');
});
