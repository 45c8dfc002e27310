/** What is worth saying about a URL while it is typed; the hub has the last word when it is saved. */
export type UrlHint = 'plain_http' | 'this_machine' | 'private_network';

const PRIVATE_ADDRESS = /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.)/;
const PRIVATE_NAME = /\.(local|lan|internal|intranet|home|corp|test|home\.arpa)$/;

export function urlHint(text: string): UrlHint | null {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) return null;
  const host = url.hostname.replace(/\.$/, '');
  if (/^(localhost|.*\.localhost|127\.[\d.]+|\[::1\]|0\.0\.0\.0)$/.test(host)) return 'this_machine';
  if (PRIVATE_ADDRESS.test(host) || PRIVATE_NAME.test(host)) return 'private_network';
  return url.protocol === 'http:' ? 'plain_http' : null;
}
