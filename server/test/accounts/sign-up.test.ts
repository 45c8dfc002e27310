import { expect, test } from 'vitest';
import { listDealers } from '../../src/operations/dealers.ts';
import { accountsOn, clock, cookieOf, PASSWORD, sessionHeaders, testAccounts } from './test-accounts.ts';

const ANNA = { name: ' Anna Watches ', email: 'Anna@example.com', password: PASSWORD };

test('sign-up makes the user, a dealer on the default plan and its integration, and signs in', async () => {
  const { accounts, database, post } = await testAccounts();
  const response = await post('/sign-up/email', ANNA);
  expect(response.status).toBe(200);
  const session = await accounts.findSession(sessionHeaders(cookieOf(response)));
  expect(session).toMatchObject({ email: 'anna@example.com', name: 'Anna Watches' });
  const [dealer] = await listDealers({ database, clock });
  expect(dealer).toMatchObject({
    id: session?.dealerId,
    name: 'Anna Watches',
    plan: 'business',
    email: 'anna@example.com',
  });
  const integration = await database.kysely.selectFrom('integrations').selectAll().executeTakeFirstOrThrow();
  expect(integration).toMatchObject({
    dealer_id: session?.dealerId,
    is_enabled: true,
    is_test_mode: true,
    api_version: '2026-05-07',
  });
  const clocks = await database.kysely.selectFrom('dealer_clocks').select('livemode').execute();
  expect(clocks.map((row) => row.livemode).sort()).toEqual([false, true]);
});

test('a program without an Origin can sign up; with a cookie it needs one', async () => {
  const { accounts, post } = await testAccounts();
  const signUp = (headers: Record<string, string>, email: string) =>
    accounts.handle(
      new Request('http://localhost:4000/api/auth/sign-up/email', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'sec-fetch-mode': 'cors', ...headers },
        body: JSON.stringify({ ...ANNA, email }),
      }),
      '192.0.2.1',
    );
  expect((await signUp({}, 'program@example.com')).status).toBe(200);
  const cookie = cookieOf(await post('/sign-up/email', ANNA));
  expect((await signUp({ cookie }, 'other@example.com')).status).toBe(403);
});

test('a hub that dies between the user and the dealer leaves nothing behind that the next session does not mend', async () => {
  let calls = 0;
  const { post, database } = await testAccounts({
    createDealer: () => {
      calls += 1;
      return Promise.reject(new Error('killed'));
    },
  });
  await expect(post('/sign-up/email', ANNA)).rejects.toThrow('killed');
  expect(calls).toBe(1);
  expect(await listDealers({ database, clock })).toEqual([]);

  const response = await post('/sign-in/email', ANNA);
  expect(response.status).toBe(200);
  const restarted = accountsOn(database);
  const headers = sessionHeaders(cookieOf(response));
  const sessions = await Promise.all(Array.from({ length: 4 }, () => restarted.findSession(headers)));
  const dealers = await listDealers({ database, clock });
  expect(dealers).toHaveLength(1);
  expect(new Set(sessions.map((session) => session?.dealerId))).toEqual(new Set([dealers[0]?.id]));
});

test('an e-mail address has one account, whatever its letter case', async () => {
  const { post, database } = await testAccounts();
  await post('/sign-up/email', ANNA);
  const again = await post('/sign-up/email', { ...ANNA, email: 'ANNA@EXAMPLE.COM' });
  expect(again.status).toBe(422);
  expect(await again.json()).toMatchObject({ code: 'USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL' });
  expect(again.headers.getSetCookie()).toEqual([]);
  expect(await listDealers({ database, clock })).toHaveLength(1);
});

test('of several sign-ups with one e-mail address at once, one makes an account', async () => {
  const { post, database } = await testAccounts();
  const responses = await Promise.all([1, 2, 3].map(() => post('/sign-up/email', ANNA)));
  expect(responses.map((response) => response.status).sort()).toEqual([200, 422, 422]);
  expect(await listDealers({ database, clock })).toHaveLength(1);
});

test.each([
  ['a password of 7 characters', { ...ANNA, password: '1234567' }, 'PASSWORD_TOO_SHORT'],
  ['a password of 129 characters', { ...ANNA, password: 'p'.repeat(129) }, 'PASSWORD_TOO_LONG'],
  ['no name', { email: ANNA.email, password: PASSWORD }, 'INVALID_NAME'],
  ['an empty name', { ...ANNA, name: '  ' }, 'INVALID_NAME'],
  ['a name of 501 characters', { ...ANNA, name: 'n'.repeat(501) }, 'INVALID_NAME'],
  ['a NUL in the name', { ...ANNA, name: 'a\0b' }, 'INVALID_NAME'],
  ['half a character in the name', { ...ANNA, name: 'a\ud83d' }, 'INVALID_NAME'],
  ['no e-mail address', { ...ANNA, email: 'anna' }, 'VALIDATION_ERROR'],
  ['a very long e-mail address', { ...ANNA, email: `${'a'.repeat(250)}@example.com` }, 'INVALID_EMAIL'],
])('sign-up is refused with %s', async (_why, body, code) => {
  const { post, database } = await testAccounts();
  const response = await post('/sign-up/email', body);
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ code, message: expect.any(String) });
  expect(await database.kysely.selectFrom('users').selectAll().execute()).toEqual([]);
});

test('sign-up takes no field that only the hub sets', async () => {
  const { post, database } = await testAccounts();
  await post('/sign-up/email', {
    ...ANNA,
    emailVerified: true,
    id: 'mine',
    image: 'https://example.com/x.png',
  });
  const user = await database.kysely.selectFrom('users').selectAll().executeTakeFirstOrThrow();
  expect(user).toMatchObject({ email_verified: false, image: null });
  expect(user.id).toMatch(/^[0-9a-f]{8}-/);
});

test('closed sign-up lets nobody in but whom the operator makes', async () => {
  const { accounts, post, database } = await testAccounts({ signUp: 'closed' });
  const refused = await post('/sign-up/email', ANNA);
  expect(refused.status).toBe(400);
  expect(await refused.json()).toMatchObject({ code: 'EMAIL_PASSWORD_SIGN_UP_DISABLED' });
  expect(await database.kysely.selectFrom('users').selectAll().execute()).toEqual([]);

  const { dealerId } = await accounts.createUser(ANNA);
  const signedIn = await post('/sign-in/email', ANNA);
  const session = await accounts.findSession(sessionHeaders(cookieOf(signedIn)));
  expect(session?.dealerId).toBe(dealerId);
  await expect(accounts.createUser(ANNA)).rejects.toThrow('User already exists');
});

test('the password is stored as a hash', async () => {
  const { post, database } = await testAccounts();
  await post('/sign-up/email', ANNA);
  const { password } = await database.kysely
    .selectFrom('user_accounts')
    .select('password')
    .executeTakeFirstOrThrow();
  expect(password).toMatch(/^[0-9a-f]{32}:[0-9a-f]{128}$/);
});
