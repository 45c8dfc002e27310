import { expect, test } from 'vitest';
import { SIGN_INS_PER_MINUTE, SIGN_UPS_PER_MINUTE } from '../../src/accounts/auth-options.ts';
import { deleteExpiredSessions } from '../../src/storage/sessions.ts';
import {
  accountKey,
  accountsOn,
  clock,
  cookieOf,
  PASSWORD,
  PUBLIC_URL,
  sessionHeaders,
  testAccounts,
} from './test-accounts.ts';

const ANNA = { name: 'Anna Watches', email: 'anna@example.com', password: PASSWORD };
const WRONG = { email: ANNA.email, password: 'wrong horse battery' };

test('a wrong password and an unknown account get the same answer', async () => {
  const { post } = await testAccounts();
  await post('/sign-up/email', ANNA);
  const wrong = await post('/sign-in/email', WRONG);
  const unknown = await post('/sign-in/email', { ...WRONG, email: 'nobody@example.com' });
  expect([wrong.status, unknown.status]).toEqual([401, 401]);
  const body = await wrong.text();
  expect(await unknown.text()).toBe(body);
  expect(JSON.parse(body)).toEqual({
    code: 'INVALID_EMAIL_OR_PASSWORD',
    message: 'Invalid email or password',
  });
});

test('the session cookie is out of reach of scripts and other sites', async () => {
  const { post } = await testAccounts();
  await post('/sign-up/email', ANNA);
  const [cookie] = (await post('/sign-in/email', ANNA)).headers.getSetCookie();
  expect(cookie).toMatch(/^wth\.session_token=[^;]+; Max-Age=604800; Path=\/; HttpOnly; SameSite=Lax$/);
});

test('on https the cookie never travels in the clear', async () => {
  const { post } = await testAccounts({ publicUrl: () => 'https://hub.example.com' });
  const response = await post('/sign-up/email', ANNA, { headers: { origin: 'https://hub.example.com' } });
  const [cookie] = response.headers.getSetCookie();
  expect(cookie).toMatch(/^__Secure-wth\.session_token=.*; HttpOnly; Secure; SameSite=Lax$/);
});

test('signing out ends the session everywhere at once', async () => {
  const { accounts, post } = await testAccounts();
  const cookie = cookieOf(await post('/sign-up/email', ANNA));
  expect(await accounts.findSession(sessionHeaders(cookie))).not.toBeNull();
  expect((await post('/sign-out', {}, { cookie })).status).toBe(200);
  expect(await accounts.findSession(sessionHeaders(cookie))).toBeNull();
});

test('a cookie that was tampered with, or signed with another key, is no session', async () => {
  const { accounts, post, database } = await testAccounts();
  const cookie = cookieOf(await post('/sign-up/email', ANNA));
  expect(await accounts.findSession(sessionHeaders(cookie.slice(0, -8)))).toBeNull();
  expect(await accounts.findSession(new Headers())).toBeNull();
  const other = accountsOn(database, { keys: [accountKey(1, 'y2')] });
  expect(await other.findSession(sessionHeaders(cookie))).toBeNull();
});

test('an expired session is none, and is swept away', async () => {
  const { accounts, post, database } = await testAccounts();
  const cookie = cookieOf(await post('/sign-up/email', ANNA));
  const weekUs = 7 * 86_400_000_000;
  expect(await deleteExpiredSessions(database.kysely, clock() + weekUs - 60_000_000)).toBe(0);
  expect(await deleteExpiredSessions(database.kysely, clock() + weekUs)).toBe(1);
  expect(await accounts.findSession(sessionHeaders(cookie))).toBeNull();
});

test('a new password ends every other session', async () => {
  const { accounts, post } = await testAccounts();
  const first = cookieOf(await post('/sign-up/email', ANNA));
  const second = cookieOf(await post('/sign-in/email', ANNA));
  const response = await post(
    '/change-password',
    { currentPassword: PASSWORD, newPassword: 'a better horse battery', revokeOtherSessions: false },
    { cookie: second },
  );
  expect(response.status).toBe(200);
  expect(await accounts.findSession(sessionHeaders(first))).toBeNull();
  expect(await accounts.findSession(sessionHeaders(second))).toBeNull();
  expect(await accounts.findSession(sessionHeaders(cookieOf(response)))).not.toBeNull();
});

test('a password that the operator sets works and ends all sessions', async () => {
  const { accounts, post } = await testAccounts();
  const cookie = cookieOf(await post('/sign-up/email', ANNA));
  await accounts.setPassword('Anna@Example.com', 'set by the operator');
  expect(await accounts.findSession(sessionHeaders(cookie))).toBeNull();
  expect((await post('/sign-in/email', ANNA)).status).toBe(401);
  expect((await post('/sign-in/email', { ...ANNA, password: 'set by the operator' })).status).toBe(200);
  await expect(accounts.setPassword(ANNA.email, 'short')).rejects.toThrow('8 to 128');
  await expect(accounts.setPassword('nobody@example.com', PASSWORD)).rejects.toThrow('nobody@example.com');
});

test('guessing from one address ends in 429, whatever addresses it claims to come from', async () => {
  const { post } = await testAccounts();
  await post('/sign-up/email', ANNA, { address: '192.0.2.99' });
  const guess = (attempt: number, address: string) =>
    post('/sign-in/email', WRONG, {
      address,
      headers: {
        'x-forwarded-for': `198.51.100.${attempt}`,
        'x-wth-client-ip': `198.51.100.${attempt}`,
        forwarded: `for=198.51.100.${attempt}`,
      },
    });
  for (let attempt = 1; attempt <= SIGN_INS_PER_MINUTE; attempt++) {
    expect((await guess(attempt, '192.0.2.1')).status).toBe(401);
  }
  const refused = await guess(0, '192.0.2.1');
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await refused.json()).toMatchObject({ code: 'TOO_MANY_REQUESTS' });
  expect((await guess(0, '192.0.2.2')).status).toBe(401);
});

test('one address can not sign up without end, nor can one IPv6 customer with many addresses', async () => {
  const { post } = await testAccounts();
  const statuses: number[] = [];
  for (let attempt = 0; attempt <= SIGN_UPS_PER_MINUTE; attempt++) {
    const response = await post(
      '/sign-up/email',
      { ...ANNA, password: '' },
      { address: `2001:db8::${attempt}` },
    );
    statuses.push(response.status);
  }
  expect(new Set(statuses.slice(0, -1))).toEqual(new Set([400]));
  expect(statuses.at(-1)).toBe(429);
});

test('the session shows where it came from, as the server saw it', async () => {
  const { post, database } = await testAccounts();
  await post('/sign-up/email', ANNA, {
    address: '203.0.113.9',
    headers: { 'x-forwarded-for': '198.51.100.1' },
  });
  const session = await database.kysely.selectFrom('sessions').select('ip_address').executeTakeFirstOrThrow();
  expect(session.ip_address).toBe('203.0.113.9');
});

test.each(['/sign-in/email', '/sign-up/email', '/sign-out'])(
  '%s takes no post from another site',
  async (path) => {
    const { post } = await testAccounts();
    const cookie = cookieOf(await post('/sign-up/email', ANNA));
    const foreign = await post(path, ANNA, { cookie, headers: { origin: 'https://evil.example' } });
    expect(foreign.status).toBe(403);
    expect(await foreign.json()).toMatchObject({ code: 'INVALID_ORIGIN' });
  },
);

test('on loopback the dashboard works under each of its names', async () => {
  const { post } = await testAccounts();
  await post('/sign-up/email', ANNA);
  const from = (origin: string) => post('/sign-in/email', ANNA, { headers: { origin } });
  expect((await from('http://127.0.0.1:4000')).status).toBe(200);
  expect((await from('http://[::1]:4000')).status).toBe(200);
  expect((await from('http://localhost:4001')).status).toBe(403);
  expect((await from('https://localhost:4000')).status).toBe(403);
});

test('who is signed in is told as better-auth tells it, and null to anybody else', async () => {
  const { get, post, accounts } = await testAccounts();
  const cookie = cookieOf(await post('/sign-up/email', ANNA));
  expect(await (await get('/get-session', { cookie })).json()).toMatchObject({ user: { email: ANNA.email } });
  const signOut = new Request(`${PUBLIC_URL}/api/auth/sign-out`, {
    method: 'POST',
    headers: { origin: PUBLIC_URL, cookie },
  });
  expect((await accounts.handle(signOut, '192.0.2.1')).status).toBe(200);
  const response = await get('/get-session', { cookie });
  expect([response.status, await response.text()]).toEqual([200, 'null']);
});

test('the log names no e-mail address, password or cookie', async () => {
  const lines: unknown[] = [];
  const { post } = await testAccounts({ onLog: (...line) => void lines.push(line) });
  const cookie = cookieOf(await post('/sign-up/email', ANNA));
  await post('/sign-up/email', ANNA);
  await post('/sign-in/email', WRONG);
  await post('/sign-in/email', { ...WRONG, email: 'nobody@example.com' });
  await post('/sign-in/email', ANNA, { cookie, headers: { origin: 'https://evil.example' } });
  const log = JSON.stringify(lines);
  expect(log).toContain('Invalid password');
  for (const secret of ['@example.com', 'horse', cookie.slice(20)]) expect(log).not.toContain(secret);
});

test('a form of another site can not sign anybody in', async () => {
  const { accounts, post } = await testAccounts();
  await post('/sign-up/email', ANNA);
  const form = new Request(`${PUBLIC_URL}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { origin: 'https://evil.example', 'content-type': 'text/plain' },
    body: JSON.stringify(ANNA),
  });
  const response = await accounts.handle(form, '192.0.2.1');
  expect(response.status).toBeGreaterThanOrEqual(400);
  expect(response.headers.getSetCookie()).toEqual([]);
});

test('routes that nothing here needs are not there', async () => {
  const { post, get, database } = await testAccounts();
  for (const path of ['/update-user', '/delete-user', '/two-factor/get-totp-uri', '/two-factor/send-otp']) {
    expect((await post(path, {})).status).toBe(404);
  }
  expect((await get('/sign-in/email')).status).toBe(404);
  expect(await database.kysely.selectFrom('sign_in_limits').selectAll().execute()).toEqual([]);
});

test.each(['{', '[]', 'null', '"text"'])('a body that is no JSON object is a 400: %s', async (body) => {
  const { accounts } = await testAccounts();
  const request = new Request(`${PUBLIC_URL}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { origin: PUBLIC_URL, 'content-type': 'application/json' },
    body,
  });
  const response = await accounts.handle(request, '192.0.2.1');
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ code: 'INVALID_JSON' });
});
