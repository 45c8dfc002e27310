import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { invalidParameter } from './api-error.ts';
import type { CustomerInput } from './customer.ts';

/** What finds a customer: normalised, so that two spellings of one address are one key. */
export interface CustomerKeys {
  readonly external_id: string | null;
  readonly email: string | null;
  readonly phone: string | null;
}

const MAX_EMAIL_LENGTH = 320;
// One @, no white space or control characters; the domain is checked by its own parser.
const EMAIL = /^([^\s@\p{Cc}"(),:;<>[\]\\]+)@([^\s@]+)$/u;

/**
 * Trimmed, NFC, lower-cased, domain in punycode; `+tag` and dots stay, since providers differ in what they mean.
 * Null when the text is no e-mail address.
 */
export function normaliseEmail(text: string): string | null {
  const match = EMAIL.exec(text.trim().normalize('NFC').toLowerCase());
  if (match === null) return null;
  const domain = asciiDomain(match[2]!);
  const email = `${match[1]}@${domain}`;
  return domain === null || email.length > MAX_EMAIL_LENGTH ? null : email;
}

/** URL parsing applies UTS 46, the mapping that browsers and mail clients use. */
function asciiDomain(text: string): string | null {
  if (/[/?#:@%\\]/.test(text) || !URL.canParse(`http://${text}/`)) return null;
  const host = new URL(`http://${text}/`).hostname;
  return /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/.test(host)
    ? host
    : null;
}

/**
 * E.164. A national number is understood only with the country it is dialled in.
 * @param country ISO 3166-1 alpha-2 of the customer's address
 */
export function normalisePhone(text: string, country?: string | null): string | null {
  const region = country ? (country.toUpperCase() as never) : undefined;
  const phone = parsePhoneNumberFromString(text.trim(), region);
  return phone?.isPossible() ? phone.number : null;
}

const isGiven = (text: string | null | undefined): text is string =>
  typeof text === 'string' && text.trim() !== '';

/**
 * The input's keys in normal form. Empty texts count as not given.
 * @param path where the input lies in the request (`customer.` in an order), for `param`
 * @throws ApiError `invalid_parameter` when a key is malformed or none is given
 */
export function customerKeys(input: CustomerInput, path = ''): CustomerKeys {
  const email = isGiven(input.email) ? normaliseEmail(input.email) : null;
  if (isGiven(input.email) && email === null) {
    throw invalidParameter(`${path}email`, 'is not an e-mail address.');
  }
  const phone = isGiven(input.phone) ? normalisePhone(input.phone, input.address?.country) : null;
  if (isGiven(input.phone) && phone === null) {
    throw invalidParameter(
      `${path}phone`,
      'is not a phone number; use E.164 (+49 30 1234567), or give address.country for national numbers.',
    );
  }
  const externalId = isGiven(input.external_id) ? input.external_id : null;
  if (externalId === null && email === null && phone === null) {
    throw invalidParameter(
      path === '' ? 'external_id' : path.slice(0, -1),
      'at least one of external_id, email and phone is needed to recognise the customer.',
    );
  }
  return { external_id: externalId, email, phone };
}
