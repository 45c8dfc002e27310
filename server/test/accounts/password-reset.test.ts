import { expect, onTestFinished, test } from 'vitest';
import type { AccountsOptions } from '../../src/accounts/accounts.ts';
import { RESETS_PER_MINUTE } from '../../src/accounts/auth-options.ts';
import { RESET_MAILS_MAX, RESETS_UNDER_WAY_MAX } from '../../src/accounts/password-reset.ts';
import { createSmtpMailer } from '../../src/mail/smtp-mailer.ts';
import { type MailServer, startMailServer } from '../support/mail-server.ts';
import { enrol } from './authenticator.ts';
import {
  cookieOf,
  PASSWORD,
  PUBLIC_URL,
  sessionHeaders,
  type TestAccounts,
  testAccounts,
} from './test-accounts.ts';

const ANNA = { name: 'Anna <b>Watches</b>', email: 'anna@example.com', password: PASSWORD };
const NEW_PASSWORD = 'a better horse battery';
const FROM = { name: 'WatchTraderHub', address: 'no-reply@localhost' };

type SmtpOptions = Parameters<typeof startMailServer>[0];

interface Scene extends TestAccounts {
  readonly mailServer: MailServer;
  /** Of Anna, who signed up. */
  readonly cookie: string;
  /** Everything that was logged. */
  log(): string;
  ask(email: string, address?: string): Promise<Response>;
  /** Asks and waits for the mail; the token in its link. */
  askForToken(): Promise<string>;
  reset(token: string, newPassword?: string): Promise<Response>;
}

async function scene(smtp: SmtpOptions = {}, options: Partial<AccountsOptions> = {}): Promise<Scene> {
  const mailServer = await startMailServer(smtp);
  onTestFinished(() => mailServer.close());
  const server = { host: '127.0.0.1', port: mailServer.port, isTls: false, login: null };
  const lines: unknown[] = [];
  const accounts = await testAccounts({
    mailer: createSmtpMailer({ server, from: () => FROM }),
    onLog: (...line) => void lines.push(line),
    ...options,
  });
  const { post } = accounts;
  const ask = (email: string, address = '192.0.2.1') =>
    post('/request-password-reset', { email }, { address });
  return {
    ...accounts,
    mailServer,
    cookie: cookieOf(await post('/sign-up/email', ANNA)),
    log: () => JSON.stringify(lines),
    ask,
    async askForToken() {
      expect((await ask(ANNA.email)).status).toBe(200);
      await accounts.accounts.settle();
      return tokenIn(mailServer.mails.at(-1)!.text);
    },
    reset: (token, newPassword = NEW_PASSWORD) => post('/reset-password', { token, newPassword }),
  };
}

function tokenIn(text: string): string {
  const [, token] = /^http:\/\/localhost:4000\/reset-password\?token=([\w-]{20,})\s*$/m.exec(text) ?? [];
  if (token === undefined) throw new Error(`no link in: ${text}`);
  return token;
}

const signIn = ({ post }: Pick<TestAccounts, 'post'>, password: string) =>
  post('/sign-in/email', { email: ANNA.email, password });

const codeOf = async (response: Response) => ((await response.json()) as { code?: string }).code;

test('a link in a mail sets a new password, once, and ends all sessions', async () => {
  const { accounts, post, cookie, mailServer, askForToken, reset } = await scene();
  const token = await askForToken();
  expect(mailServer.mails).toEqual([
    expect.objectContaining({
      from: FROM.address,
      to: [ANNA.email],
      text: expect.stringContaining(PUBLIC_URL),
    }),
  ]);
  expect(await accounts.findSession(sessionHeaders(cookie))).not.toBeNull();

  const done = await reset(token);
  expect([done.status, done.headers.getSetCookie()]).toEqual([200, []]);
  expect(await accounts.findSession(sessionHeaders(cookie))).toBeNull();
  expect((await signIn({ post }, PASSWORD)).status).toBe(401);
  expect((await signIn({ post }, NEW_PASSWORD)).status).toBe(200);

  const again = await reset(token, 'a third horse battery');
  expect([again.status, await codeOf(again)]).toEqual([400, 'INVALID_TOKEN']);
  expect((await signIn({ post }, NEW_PASSWORD)).status).toBe(200);
});

test('of several uses of a link at once, one counts', async () => {
  const { askForToken, reset } = await scene();
  const token = await askForToken();
  const answers = await Promise.all(Array.from({ length: 4 }, () => reset(token)));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 400, 400, 400]);
});

test('a link works for one hour', async () => {
  const { database, askForToken, reset } = await scene();
  const token = await askForToken();
  const { expires_at } = await database.kysely
    .selectFrom('user_verifications')
    .select('expires_at')
    .executeTakeFirstOrThrow();
  expect(expires_at.getTime() - Date.now()).toBeGreaterThan(3_540_000);
  expect(expires_at.getTime() - Date.now()).toBeLessThanOrEqual(3_600_000);
  const past = new Date(Date.now() - 1);
  await database.kysely.updateTable('user_verifications').set({ expires_at: past }).execute();
  const late = await reset(token);
  expect([late.status, await codeOf(late)]).toEqual([400, 'INVALID_TOKEN']);
});

test('a made-up token is refused', async () => {
  const { post, reset } = await scene();
  for (const token of ['', 'x'.repeat(24)]) {
    const response = await reset(token);
    expect([response.status, await codeOf(response)]).toEqual([400, 'INVALID_TOKEN']);
  }
  expect((await signIn({ post }, PASSWORD)).status).toBe(200);
});

test('a new password has the length of any other, and a refused one leaves the link as it was', async () => {
  const { askForToken, reset } = await scene();
  const token = await askForToken();
  expect(await codeOf(await reset(token, 'short'))).toBe('PASSWORD_TOO_SHORT');
  expect(await codeOf(await reset(token, 'x'.repeat(129)))).toBe('PASSWORD_TOO_LONG');
  expect((await reset(token)).status).toBe(200);
});

test('the database holds no link that works', async () => {
  const { database, askForToken } = await scene();
  const token = await askForToken();
  const rows = await database.kysely.selectFrom('user_verifications').selectAll().execute();
  expect(rows).toHaveLength(1);
  expect(JSON.stringify(rows)).not.toContain(token);
});

test.each(['a reset', 'a changed password', 'the operator'])('%s ends all other links', async (how) => {
  const { accounts, post, cookie, askForToken, reset } = await scene();
  const [first, second] = [await askForToken(), await askForToken()];
  expect(first).not.toBe(second);
  if (how === 'a reset') expect((await reset(second)).status).toBe(200);
  if (how === 'the operator') await accounts.setPassword(ANNA.email, NEW_PASSWORD);
  if (how === 'a changed password') {
    await post('/change-password', { currentPassword: PASSWORD, newPassword: NEW_PASSWORD }, { cookie });
  }
  const response = await reset(first, 'a third horse battery');
  expect([response.status, await codeOf(response)]).toEqual([400, 'INVALID_TOKEN']);
});

test('a reset does not get around the second factor', async () => {
  const { accounts, post, cookie, askForToken, reset } = await scene();
  const anna = await enrol({ post }, cookie, PASSWORD);
  expect((await reset(await askForToken())).status).toBe(200);
  const response = await signIn({ post }, NEW_PASSWORD);
  expect(await response.clone().json()).toMatchObject({ twoFactorRedirect: true });
  expect(await accounts.findSession(sessionHeaders(cookieOf(response)))).toBeNull();
  const verified = await post(
    '/two-factor/verify-totp',
    { code: anna.code() },
    { cookie: cookieOf(response) },
  );
  expect(verified.status).toBe(200);
});

test('an unknown address gets the same answer and no mail', async () => {
  const { accounts, mailServer, ask } = await scene();
  const known = await ask(ANNA.email);
  const unknown = await ask('nobody@example.com');
  expect([unknown.status, [...unknown.headers]]).toEqual([known.status, [...known.headers]]);
  expect(await unknown.text()).toBe(await known.text());
  await accounts.settle();
  expect(mailServer.mails.map(({ to }) => to)).toEqual([[ANNA.email]]);
});

test('the answer waits for neither the account nor the mail; a stop does', async () => {
  const mailTaken = Promise.withResolvers<void>();
  let arrived = 0;
  const { accounts, ask } = await scene({
    onData(stream, _session, callback) {
      stream.resume();
      stream.once('end', () => {
        arrived += 1;
        void mailTaken.promise.then(() => callback());
      });
    },
  });
  expect((await ask(ANNA.email)).status).toBe(200);
  const order: string[] = [];
  const settled = accounts.settle().then(() => order.push('settled'));
  mailTaken.promise.then(() => order.push('mail taken'));
  setImmediate(() => mailTaken.resolve());
  await settled;
  expect([order, arrived]).toEqual([['mail taken', 'settled'], 1]);
});

test('the address may be written in any letter case; the mail goes to that of the account', async () => {
  const { accounts, mailServer, ask } = await scene();
  await ask('ANNA@Example.com');
  await accounts.settle();
  expect(mailServer.mails.map(({ to }) => to)).toEqual([[ANNA.email]]);
});

test.each([
  'anna@example.com\r\nBcc: eve@example.com',
  'anna@example.com,eve@example.com',
  'Anna <anna@example.com>',
  'anna@example.com>\r\nRCPT TO:<eve@example.com',
  '',
  'anna',
  null,
  { address: 'anna@example.com' },
])('what is not one address is refused, and nothing is sent: %j', async (email) => {
  const { accounts, post, mailServer } = await scene();
  const response = await post('/request-password-reset', { email });
  expect([response.status, await codeOf(response)]).toEqual([400, 'INVALID_EMAIL']);
  await accounts.settle();
  expect(mailServer.mails).toEqual([]);
});

test('nothing that a client sends gets into the mail', async () => {
  const { accounts, post, mailServer } = await scene();
  const response = await post(
    '/request-password-reset',
    { email: ANNA.email, redirectTo: '/evil' },
    { headers: { 'x-forwarded-host': 'evil.example' } },
  );
  expect(response.status).toBe(200);
  await accounts.settle();
  expect(mailServer.mails).toHaveLength(1);
  expect(mailServer.mails[0]!.raw).not.toMatch(/evil|Watches/);
});

test('nobody can fill a mailbox, and the links that were sent still work', async () => {
  const { accounts, mailServer, ask, askForToken, reset, log } = await scene();
  const token = await askForToken();
  for (let mail = 1; mail < RESET_MAILS_MAX + 3; mail++) {
    expect((await ask(ANNA.email, `192.0.2.${mail}`)).status).toBe(200);
    await accounts.settle();
  }
  expect(mailServer.mails).toHaveLength(RESET_MAILS_MAX);
  expect(log()).toContain('too many password-reset mails');
  expect((await reset(token)).status).toBe(200);
});

test('one address can not ask without end', async () => {
  const { ask } = await scene();
  const statuses: number[] = [];
  for (let attempt = 0; attempt <= RESETS_PER_MINUTE; attempt++)
    statuses.push((await ask('nobody@example.com')).status);
  expect(statuses).toEqual([...Array.from({ length: RESETS_PER_MINUTE }, () => 200), 429]);
});

test('what a slow mail server holds up is bounded; beyond that nobody is told yes', async () => {
  const released = Promise.withResolvers<void>();
  const { accounts, mailServer, ask } = await scene({
    onConnect: (_session, callback) => void released.promise.then(() => callback()),
  });
  const emails = [ANNA.email, 'berta@example.com', 'clara@example.com', 'dora@example.com'];
  for (const email of emails.slice(1)) await accounts.createUser({ ...ANNA, email });
  const asks = emails.flatMap((email) => Array.from({ length: RESET_MAILS_MAX }, () => email));
  expect(asks).toHaveLength(RESETS_UNDER_WAY_MAX);
  for (const [index, email] of asks.entries())
    expect((await ask(email, `192.0.2.${index}`)).status).toBe(200);
  for (const email of [ANNA.email, 'nobody@example.com']) {
    const refused = await ask(email, '198.51.100.1');
    expect([refused.status, await codeOf(refused)]).toEqual([503, 'TOO_MANY_RESETS']);
  }
  released.resolve();
  await accounts.settle();
  expect(mailServer.mails).toHaveLength(asks.length);
  expect((await ask('nobody@example.com', '198.51.100.1')).status).toBe(200);
});

test('another site can not ask in the name of who is signed in', async () => {
  const { accounts, post, cookie, mailServer } = await scene();
  const foreign = { cookie, headers: { origin: 'https://evil.example' } };
  expect((await post('/request-password-reset', { email: ANNA.email }, foreign)).status).toBe(403);
  await accounts.settle();
  expect(mailServer.mails).toEqual([]);
});

test('with the mail server down the answer is the same, and the log says so without the address', async () => {
  const { accounts, mailServer, ask, log } = await scene();
  const up = await ask('nobody@example.com');
  await mailServer.close();
  const down = await ask(ANNA.email);
  expect([down.status, await down.text()]).toEqual([200, await up.text()]);
  await accounts.settle();
  expect(log()).toContain('a password-reset mail could not be sent');
  expect(log()).toContain('ECONNREFUSED');
  expect(log()).not.toContain('anna');
});

test('with the mail server refusing, the log names neither address nor token', async () => {
  const { accounts, ask, log } = await scene({
    onRcptTo: ({ address }, _session, callback) => callback(new Error(`no such mailbox: ${address}`)),
  });
  await ask(ANNA.email);
  await accounts.settle();
  expect(log()).toContain('EENVELOPE');
  expect(log()).not.toMatch(/anna|token=/);
});

test('a hub that sends no mail says so, whoever asks', async () => {
  const { post, accounts } = await testAccounts();
  await post('/sign-up/email', ANNA);
  for (const email of [ANNA.email, 'nobody@example.com']) {
    const response = await post('/request-password-reset', { email });
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      code: 'RESET_PASSWORD_DISABLED',
      message: expect.stringContaining('operator'),
    });
  }
  expect(accounts.signInOptions()).toEqual({ signUp: 'open', passwordReset: 'operator' });
});
