/** Who a mail is from; the name may be empty. */
export interface MailSender {
  readonly name: string;
  readonly address: string;
}

/** One text for one person. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** Sends mail. */
export interface Mailer {
  /**
   * Resolves once the mail server has taken the mail over.
   * @throws MailError without the address in it
   */
  send(mail: Mail): Promise<void>;
}

/** RFC 5321, 4.5.3.1.3, less the angle brackets. */
export const EMAIL_LENGTH_MAX = 254;

/** Characters that mean nothing special in a header, in an envelope or in a list of addresses. */
const ADDRESS = /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@(?:[A-Za-z0-9.-]+|\[[A-Za-z0-9.:]+\])$/;
const CONTROL = /\p{Cc}|[\u2028\u2029]/u;

/** One address, and nothing else: no name, no list, no line break. */
export function isMailAddress(text: string): boolean {
  return text.length <= EMAIL_LENGTH_MAX && ADDRESS.test(text);
}

/** A text that stays within its header. */
export function isHeaderText(text: string): boolean {
  return text.isWellFormed() && !CONTROL.test(text);
}

/** `anna@example.com` or `Anna <anna@example.com>`; null for anything else. */
export function parseMailSender(text: string): MailSender | null {
  const named = /^([^<>"]*)<([^<>]+)>$/.exec(text);
  const name = named?.[1]?.trim() ?? '';
  const address = named?.[2] ?? text;
  return isMailAddress(address) && isHeaderText(name) ? { name, address } : null;
}
