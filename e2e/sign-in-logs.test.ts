import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { type MailServer, startMailServer } from '../server/test/support/mail-server.ts';
import { eventually } from './support/eventually.ts';
import { expectStatus, send } from './support/http-client.ts';
import { type HubProcess, startHub } from './support/hub-process.ts';
import { cookieOf, enrolSecondFactor, postAuth as post } from './support/second-factor.ts';

const EMAIL = 'canary-dealer@example.com';
const SMTP_LOGIN = 'canary-mailer:canary-smtp-password';

async function hubWithMail(...options: Parameters<typeof startMailServer>) {
  const mailServer = await startMailServer(...options);
  onTestFinished(() => mailServer.close());
  const SMTP_URL = `smtp://${SMTP_LOGIN}@127.0.0.1:${mailServer.port}`;
  const hub = await startHub({ LOG_LEVEL: 'trace', SMTP_URL });
  onTestFinished(() => hub.dispose());
  return { hub, mailServer };
}

/** Signs up and turns two-factor authentication on. */
async function enrol(hub: HubProcess, password: string) {
  const signedUp = await post(hub, '/sign-up/email', { name: 'Canary Watches', email: EMAIL, password });
  const cookie = cookieOf(signedUp.headers);
  const factor = await enrolSecondFactor(hub, cookie, password);
  return { ...factor, cookies: [cookie, factor.cookie] };
}

async function resetLink(hub: HubProcess, mailServer: MailServer): Promise<URL> {
  expectStatus(await post(hub, '/request-password-reset', { email: EMAIL }), 200);
  const mail = await eventually('the mail is there', async () => mailServer.mails[0]);
  return new URL(/^http\S+\/reset-password\S+/m.exec(mail.text)![0]);
}

it('a sign-in with all that belongs to it leaves no code, token, secret or address in any log', async () => {
  const { hub, mailServer } = await hubWithMail();
  const password = randomBytes(12).toString('base64url');
  const newPassword = randomBytes(12).toString('base64url');
  const { totp, backupCodes, cookies } = await enrol(hub, password);

  const half = async () => cookieOf((await post(hub, '/sign-in/email', { email: EMAIL, password })).headers);
  const halves = [await half()];
  expectStatus(await post(hub, '/two-factor/verify-totp', { code: 'canary-code' }, halves[0]), 401);
  const trusted = await post(
    hub,
    '/two-factor/verify-backup-code',
    { code: backupCodes[0], trustDevice: true },
    halves[0],
  );
  expectStatus(trusted, 200);

  const link = await resetLink(hub, mailServer);
  const token = link.searchParams.get('token')!;
  expect(mailServer.logins).toEqual([SMTP_LOGIN]);
  await send(hub, { method: 'GET', path: `${link.pathname}${link.search}` });
  await send(hub, { method: 'GET', path: `/api/dashboard/sign-in-options?token=${token}` });
  expectStatus(await post(hub, '/reset-password', { token, newPassword }), 200);
  expectStatus(await post(hub, '/reset-password', { token, newPassword }), 400);
  await post(hub, '/request-password-reset', { email: 'canary-nobody@example.com' });
  await mailServer.close();
  await post(hub, '/request-password-reset', { email: EMAIL });
  await eventually('the failed mail is logged', async () => hub.output.includes('mail could not be sent'));
  expect(await hub.stop()).toBe(0);

  const values = [...cookies, ...halves, cookieOf(trusted.headers)]
    .flatMap((it) => it.split('; '))
    .map((it) => it.slice(it.indexOf('=') + 1))
    .filter((it) => it !== '');
  const canaries = [
    ...values.flatMap((it) => [it, decodeURIComponent(it)]),
    ...backupCodes,
    totp.secret.base32,
    Buffer.from(totp.secret.bytes).toString(),
    token,
    password,
    newPassword,
    'canary-',
    'Canary',
  ];
  const serverLog = await readFile(join(hub.dataDir, 'postgres', 'data', 'server.log'), 'utf8');
  for (const [name, log] of Object.entries({ hub: hub.output, PostgreSQL: serverLog })) {
    for (const canary of canaries) {
      const lines = log.split('\n').filter((line) => line.includes(canary));
      expect(lines, `${canary} in the log of ${name}`).toEqual([]);
    }
  }
  expect(hub.output).toContain('/api/dashboard/sign-in-options');
}, 60_000);

it('a stop waits for a mail under way, but not for ever', async () => {
  const { hub } = await hubWithMail({ onData: (stream) => void stream.resume() });
  await post(hub, '/sign-up/email', { name: 'Anna', email: EMAIL, password: 'a-password' });
  expectStatus(await post(hub, '/request-password-reset', { email: EMAIL }), 200);
  expect(await hub.stop()).toBe(0);
  expect(hub.output).toMatch(/"mails":1,"msg":"password-reset mails were still under way"/);
}, 60_000);
