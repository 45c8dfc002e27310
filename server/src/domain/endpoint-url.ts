import { isAllowedTarget, isPermittedPrivateTarget, type PrivateTargets } from './outbound-address.ts';

const URL_LENGTH_MAX = 2048;

/**
 * What a URL names before any name is looked up: an IP address (WHATWG parsing has already turned `0x7f.1` or
 * `2130706433` into four parts), or a name.
 */
export function hostOf(url: URL): { address: string } | { name: string } {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (host.includes(':') || /^\d+(\.\d+){3}$/.test(host)) return { address: host };
  return { name: host.replace(/\.$/, '').toLowerCase() };
}

/** RFC 6761: these names always mean this machine. */
export function isLocalhostName(name: string): boolean {
  return name === 'localhost' || name.endsWith('.localhost');
}

/**
 * Why a URL can't be an endpoint's, or null when it can. Names are looked up and checked when they are dialled,
 * so a name that leads to a forbidden address passes here and then fails with `blocked_address`.
 */
export function checkEndpointUrl(text: string, options: { allowPrivate: PrivateTargets }): string | null {
  if (text.length > URL_LENGTH_MAX) return `must have at most ${URL_LENGTH_MAX} characters`;
  // The URL parser would drop or encode these silently.
  if (/[\p{White_Space}\p{Cc}\\]/u.test(text))
    return 'must not contain spaces, control characters or backslashes';
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:\/\//i.test(text) || url.href.length > URL_LENGTH_MAX) {
    return 'must be a complete URL such as https://example.com/webhooks';
  }
  if (url.username !== '' || url.password !== '' || text.split('/', 3)[2]!.includes('@')) {
    return 'must not contain a user name or password';
  }
  if (text.includes('#')) return 'must not contain a fragment (#…)';
  if (url.port === '0') return 'must not use port 0';
  return checkHost(url, options.allowPrivate);
}

/**
 * Plain http is for the operator's own network alone. An address or a localhost name is judged here; a name
 * of a private network passes when some private target is permitted, and is dialled only if it leads to one.
 */
function checkHost(url: URL, permitted: PrivateTargets): string | null {
  const isHttps = url.protocol === 'https:';
  const host = hostOf(url);
  const isAllowed = isHttps ? isAllowedTarget : isPermittedPrivateTarget;
  const mustBeHttps = isHttps ? null : 'must begin with https://';
  if ('address' in host) {
    if (isAllowed(host.address, permitted)) return null;
    return mustBeHttps ?? 'must not point at a private, local or reserved address';
  }
  if (!isValidName(host.name)) return 'must name a valid host';
  if (isLocalhostName(host.name)) {
    const isLoopbackAllowed = ['127.0.0.1', '::1'].some((address) => isAllowed(address, permitted));
    return isLoopbackAllowed ? null : (mustBeHttps ?? 'must not point at this machine');
  }
  if (isHttps) return null;
  return permitsPrivate(permitted) && isPrivateName(host.name) ? null : mustBeHttps;
}

const permitsPrivate = (permitted: PrivateTargets): boolean =>
  permitted === true || (permitted !== false && permitted.length > 0);

/** Suffixes that no public DNS answers (RFC 2606, 6762, 8375; ICANN's `.internal`), and what networks use as such. */
const PRIVATE_SUFFIXES = ['test', 'local', 'internal', 'home.arpa', 'lan', 'intranet', 'corp', 'home'];

/** A name that can only be of somebody's own network; whether it leads there is checked when it is dialled. */
function isPrivateName(name: string): boolean {
  return !name.includes('.') || PRIVATE_SUFFIXES.some((suffix) => name.endsWith(`.${suffix}`));
}

/** Length limits of DNS; underscores occur in real host names. */
function isValidName(name: string): boolean {
  return name.length <= 253 && name.split('.').every((label) => /^[a-z0-9_-]{1,63}$/.test(label));
}
