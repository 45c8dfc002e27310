import { createTransport } from 'nodemailer';
import { isHeaderText, isMailAddress, type Mail, type Mailer, type MailSender } from '../domain/mail.ts';
import { MailError } from '../domain/mail-error.ts';

/** What SMTP_URL says. */
export interface SmtpServer {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte on (`smtps:`), or by STARTTLS. */
  readonly isTls: boolean;
  readonly login: { readonly user: string; readonly password: string } | null;
}

export interface SmtpMailerOptions {
  readonly server: SmtpServer;
  /** Asked at each mail; the default is known only once the server listens. */
  readonly from: () => MailSender;
}

/** Each for a step of its own; a healthy server needs a second. */
const STEP_MS_MAX = 10_000;
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1)$/;

/** One connection per mail: mails are rare, and none is lost to a connection that the server has given up. */
export function createSmtpMailer({ server, from }: SmtpMailerOptions): Mailer {
  const { host, port, isTls, login } = server;
  const isLoopback = LOOPBACK.test(host);
  const transport = createTransport({
    host,
    port,
    secure: isTls,
    ...(login === null ? {} : { auth: { user: login.user, pass: login.password } }),
    // The password never travels in the clear; to this machine itself no certificate could be checked.
    requireTLS: login !== null && !isTls && !isLoopback,
    ignoreTLS: isLoopback,
    connectionTimeout: STEP_MS_MAX,
    greetingTimeout: STEP_MS_MAX,
    socketTimeout: STEP_MS_MAX,
    dnsTimeout: STEP_MS_MAX,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    async send(mail) {
      assertOneRecipient(mail);
      const { subject, text } = mail;
      try {
        await transport.sendMail({
          from: { ...from() },
          // As an object it is never parsed, so it can't become two.
          to: { name: '', address: mail.to },
          subject,
          text,
          // RFC 3834: no out-of-office answers.
          headers: { 'Auto-Submitted': 'auto-generated' },
        });
      } catch (error) {
        throw new MailError(describe(error as SmtpFailure));
      }
    },
  };
}

function assertOneRecipient({ to, subject }: Mail): void {
  if (!isMailAddress(to)) throw new MailError('the recipient is not one e-mail address');
  if (!isHeaderText(subject)) throw new MailError('the subject has more than one line');
}

interface SmtpFailure {
  readonly code?: unknown;
  /** Of the socket. */
  readonly originalCode?: unknown;
  readonly command?: unknown;
  readonly responseCode?: unknown;
}

/** Never the message or the server's answer: they repeat the address. */
function describe({ code, originalCode, command, responseCode }: SmtpFailure): string {
  const parts = [code, originalCode, command, responseCode].filter(
    (part) => typeof part === 'number' || (typeof part === 'string' && /^[A-Z_ ]{1,30}$/.test(part)),
  );
  return `the mail server did not take it: ${parts.length === 0 ? 'unknown error' : parts.join(', ')}`;
}
