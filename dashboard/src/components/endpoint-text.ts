/** Host and path of an endpoint's URL, which tell endpoints apart; the URL itself when it is none. */
export function endpointText(url: string): string {
  if (!URL.canParse(url)) return url;
  const { host, pathname } = new URL(url);
  return pathname === '/' ? host : `${host}${pathname}`;
}
