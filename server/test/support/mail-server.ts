import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { TEST_CERTIFICATE, TEST_CERTIFICATE_KEY } from './test-certificate.ts';

export interface ReceivedMail {
  /** Of the envelope. */
  readonly from: string;
  readonly to: readonly string[];
  /** As received. */
  readonly raw: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly text: string;
}

export interface MailServer {
  readonly port: number;
  /** What it took, in order. */
  readonly mails: readonly ReceivedMail[];
  /** Who logged in. */
  readonly logins: readonly string[];
  close(): Promise<void>;
}

/** A real SMTP server on a free port of 127.0.0.1. */
export async function startMailServer(options: SMTPServerOptions = {}): Promise<MailServer> {
  const mails: ReceivedMail[] = [];
  const logins: string[] = [];
  const server = new SMTPServer({
    cert: TEST_CERTIFICATE,
    key: TEST_CERTIFICATE_KEY,
    authOptional: true,
    allowInsecureAuth: true,
    onAuth({ username, password }, _session, callback) {
      logins.push(`${username}:${password}`);
      callback(null, { user: username });
    },
    onData(stream, session, callback) {
      const { mailFrom, rcptTo } = session.envelope;
      void text(stream).then((raw) => {
        mails.push(parseMail(mailFrom === false ? '' : mailFrom.address, rcptTo, raw));
        callback();
      });
    },
    ...options,
  });
  // A client that gives up is no failure of the server.
  server.on('error', () => {});
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  return {
    port: (server.server.address() as AddressInfo).port,
    mails,
    logins,
    close: () => new Promise((resolve) => void server.close(() => resolve())),
  };
}

function parseMail(from: string, to: readonly { readonly address: string }[], raw: string): ReceivedMail {
  const [head = '', ...body] = raw.split('\r\n\r\n');
  const lines = head.replace(/\r\n[ \t]+/g, ' ').split('\r\n');
  const headers = new Map(
    lines.map((line) => [line.split(':')[0]!.toLowerCase(), line.replace(/^[^:]+: */, '')]),
  );
  const isQuoted = headers.get('content-transfer-encoding') === 'quoted-printable';
  const content = body.join('\r\n\r\n');
  return {
    from,
    to: to.map(({ address }) => address),
    raw,
    headers,
    text: isQuoted ? unquote(content) : content.replaceAll(' \r\n', ' '),
  };
}

/** RFC 2045, 6.7. */
function unquote(content: string): string {
  const bytes = content
    .replaceAll('=\r\n', '')
    .replace(/=([0-9A-F]{2})/g, (_match, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
