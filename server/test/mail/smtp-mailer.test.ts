import { expect, onTestFinished, test } from 'vitest';
import { createSmtpMailer, type SmtpServer } from '../../src/mail/smtp-mailer.ts';
import { type MailServer, startMailServer } from '../support/mail-server.ts';

const FROM = { name: 'Hub, the "great" ü', address: 'no-reply@hub.example.com' };
const MAIL = { to: 'anna@example.com', subject: 'Grüße', text: 'Zürich\n\nhttps://hub.example.com/?a=b' };

async function testServer(...options: Parameters<typeof startMailServer>): Promise<MailServer> {
  const server = await startMailServer(...options);
  onTestFinished(() => server.close());
  return server;
}

const mailerOf = (server: MailServer, settings: Partial<SmtpServer> = {}) =>
  createSmtpMailer({
    server: { host: '127.0.0.1', port: server.port, isTls: false, login: null, ...settings },
    from: () => FROM,
  });

test('a mail arrives as it was written, from one sender to one recipient', async () => {
  const server = await testServer();
  await mailerOf(server).send(MAIL);
  const [mail] = server.mails;
  expect(mail).toMatchObject({ from: FROM.address, to: [MAIL.to] });
  expect(mail!.text.trimEnd()).toBe(MAIL.text.replaceAll('\n', '\r\n'));
  expect(mail!.headers.get('to')).toBe(MAIL.to);
  expect(mail!.headers.get('from')).toMatch(/^=\?UTF-8\?.*<no-reply@hub\.example\.com>$/);
  expect(mail!.headers.get('auto-submitted')).toBe('auto-generated');
});

test('the mailer logs in with what SMTP_URL says', async () => {
  const server = await testServer();
  await mailerOf(server, { login: { user: 'hub@example.com', password: 'p@ss:word' } }).send(MAIL);
  expect(server.logins).toEqual(['hub@example.com:p@ss:word']);
});

test.each([
  ['a line break', 'anna@example.com\r\nBcc: eve@example.com'],
  ['a bare line feed', 'anna@example.com\nBcc: eve@example.com'],
  ['a list', 'anna@example.com, eve@example.com'],
  ['a name', 'Anna <anna@example.com>'],
  ['a command', 'anna@example.com>\r\nRCPT TO:<eve@example.com'],
  ['no domain', 'anna'],
])('a recipient with %s is refused, and nothing is sent', async (_what, to) => {
  const server = await testServer();
  await expect(mailerOf(server).send({ ...MAIL, to })).rejects.toThrow('not one e-mail address');
  expect(server.mails).toEqual([]);
});

test('a subject of two lines is refused, and nothing is sent', async () => {
  const server = await testServer();
  const subject = 'Hello\r\nBcc: eve@example.com';
  await expect(mailerOf(server).send({ ...MAIL, subject })).rejects.toThrow('more than one line');
  expect(server.mails).toEqual([]);
});

test('a mail that the server refuses fails without a word about its address', async () => {
  const server = await testServer({
    onRcptTo: ({ address }, _session, callback) =>
      callback(Object.assign(new Error(`no such mailbox: ${address}`), { responseCode: 550 })),
  });
  const failure = await mailerOf(server)
    .send(MAIL)
    .catch((error: Error) => error);
  expect(failure).toMatchObject({
    name: 'MailError',
    message: 'the mail server did not take it: EENVELOPE, RCPT TO, 550',
  });
  expect(JSON.stringify(failure, Object.getOwnPropertyNames(failure))).not.toContain('anna');
});

test('a server that is not there is a failure, not a wait without end', async () => {
  const server = await startMailServer();
  await server.close();
  await expect(mailerOf(server).send(MAIL)).rejects.toThrow('ESOCKET, ECONNREFUSED, CONN');
});

/** This machine, by an address that the mailer doesn't take for it. */
const ELSEWHERE = '0.0.0.0';
const LOGIN = { user: 'hub', password: 'hunter2' };

test('a password never travels in the clear over a network', async () => {
  const server = await testServer({ disabledCommands: ['STARTTLS'] });
  await expect(mailerOf(server, { host: ELSEWHERE, login: LOGIN }).send(MAIL)).rejects.toThrow('ETLS');
  expect([server.logins, server.mails]).toEqual([[], []]);
});

test.each([false, true])(
  'nor to a server with a certificate that nobody vouches for (TLS from the start: %s)',
  async (isTls) => {
    const server = await testServer({ secure: isTls });
    const mailer = mailerOf(server, { host: ELSEWHERE, login: LOGIN, isTls });
    await expect(mailer.send(MAIL)).rejects.toThrow(/ESOCKET|ETLS/);
    expect([server.logins, server.mails]).toEqual([[], []]);
  },
);
