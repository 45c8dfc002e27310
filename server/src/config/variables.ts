import ipaddr from 'ipaddr.js';
import { parseMailSender } from '../domain/mail.ts';
import { parseRetrySchedule } from '../domain/retry-schedule.ts';
import type { SmtpServer } from '../mail/smtp-mailer.ts';
import { formatDuration, parseDuration } from './duration.ts';

/** The kinds of values that variables have; each says what it accepts. */

export const integer = (min: number, max: number) => ({
  accepts: `a whole number from ${min} to ${max}`,
  parse: (text: string) => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    return value >= min && value <= max ? value : undefined;
  },
});

export const oneOf = <const T extends string>(values: readonly T[]) => ({
  accepts: values.join(', ').replace(/, ([^,]*)$/, ' or $1'),
  parse: (text: string) => values.find((value) => value === text),
});

export const durationMs = (minMs: number, maxMs: number) => ({
  accepts: `a duration from ${formatDuration(minMs)} to ${formatDuration(maxMs)}, such as 500ms, 15s, 5m or 2h`,
  parse: (text: string) => {
    const valueMs = parseDuration(text);
    return valueMs !== null && valueMs >= minMs && valueMs <= maxMs ? valueMs : undefined;
  },
});

export const hostName = {
  accepts: 'an address or host name to listen on, such as 127.0.0.1, 0.0.0.0, :: or localhost',
  parse: (text: string) => (/^[A-Za-z0-9.:_-]+$/.test(text) ? text : undefined),
};

export const origin = {
  accepts: 'an http or https address without a path, such as https://hub.example.com',
  parse: (text: string) => {
    const url = URL.canParse(text) ? new URL(text) : null;
    if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') {
      return undefined;
    }
    return url.pathname === '/' && url.search === '' && url.hash === '' ? url.origin : undefined;
  },
};

export const postgresUrl = {
  accepts: 'postgresql://user:password@host:5432/database',
  isSecret: true,
  // A server on a Unix socket has its folder in the query, and no host: postgresql://user@/hub?host=/run/postgresql
  parse: (text: string) =>
    /^postgres(ql)?:\/\//.test(text) && URL.canParse(text.replace('@/', '@localhost/')) ? text : undefined,
};

export const smtpServer = {
  accepts:
    'smtp://user:password@host:587 or smtps://user:password@host:465, with % escapes in user and password',
  isSecret: true,
  parse: parseSmtpUrl,
};

const DEFAULT_SMTP_PORTS: Readonly<Record<string, number>> = { 'smtp:': 587, 'smtps:': 465 };

function parseSmtpUrl(text: string): SmtpServer | undefined {
  const url = URL.canParse(text) ? new URL(text) : null;
  const defaultPort = DEFAULT_SMTP_PORTS[url?.protocol ?? ''];
  if (url === null || defaultPort === undefined) return undefined;
  const isPlain = /^\/?$/.test(url.pathname) && url.search === '' && url.hash === '' && url.port !== '0';
  const user = unescapePercents(url.username);
  const password = unescapePercents(url.password);
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  // With one of user and password alone nobody can log in.
  if (!isPlain || !/^[A-Za-z0-9.:_-]+$/.test(host) || user === null || password === null) return undefined;
  if ((user === '') !== (password === '')) return undefined;
  return {
    host,
    port: url.port === '' ? defaultPort : Number(url.port),
    isTls: url.protocol === 'smtps:',
    login: user === '' ? null : { user, password },
  };
}

function unescapePercents(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return null;
    throw error;
  }
}

export const mailSender = {
  accepts: 'one e-mail address, with a name or without, such as WatchTraderHub <no-reply@hub.example.com>',
  parse: (text: string) => parseMailSender(text) ?? undefined,
};

const RANGES = 'IP addresses and CIDR ranges separated by commas, such as 10.0.0.0/8,fd00::/8';

export const addressRanges = { accepts: RANGES, parse: parseRanges };

export const booleanOrAddressRanges = {
  accepts: `true, false, or ${RANGES}`,
  parse: (text: string) => {
    if (text === 'true' || text === 'false') return text === 'true';
    return parseRanges(text);
  },
};

/** Each range in the form `address/bits`. */
function parseRanges(text: string): readonly string[] | undefined {
  const ranges = text.split(',').map((part) => parseRange(part.trim()));
  return ranges.every((range) => range !== null) ? ranges : undefined;
}

function parseRange(text: string): string | null {
  if (ipaddr.isValidCIDR(text)) return text;
  // `isValid` alone would take 127.1 and 0x7f000001 for addresses.
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return `${text}/32`;
  return ipaddr.IPv6.isValid(text) ? `${text}/128` : null;
}

const SECRET_LENGTH_MIN = 32;
const SECRET_DISTINCT_MIN = 8;

/**
 * Refused is what nobody drew at random. A key of 32 random hexadecimal digits, the poorest alphabet in use,
 * has fewer than eight different ones once in 28 million times.
 */
export const secretKey = {
  accepts: `at least ${SECRET_LENGTH_MIN} random characters; make a key with: openssl rand -base64 32`,
  isSecret: true,
  parse: (text: string) => (isStrongSecret(text) ? text : undefined),
};

export function isStrongSecret(text: string): boolean {
  const isRepeated = `${text}${text}`.indexOf(text, 1) < text.length;
  return text.length >= SECRET_LENGTH_MIN && new Set(text).size >= SECRET_DISTINCT_MIN && !isRepeated;
}

export const retrySchedule = {
  accepts: 'waits separated by commas, each with a unit (ms, s, m, h), such as 5s,30s,5m,2h',
  parse: (text: string) => {
    try {
      return parseRetrySchedule(text);
    } catch (error) {
      if (error instanceof RangeError) return undefined;
      throw error;
    }
  },
};

/** About three days in eleven attempts. */
export const DEFAULT_RETRY_SCHEDULE = parseRetrySchedule('5s,30s,5m,30m,2h,5h,10h,14h,20h,24h');
