import type { WebhookEndpoint } from '../api/shapes.ts';

/** Host and path of an endpoint's URL, which tell endpoints apart; the URL itself when it is none. */
export function endpointText(url: string): string {
  if (!URL.canParse(url)) return url;
  const { host, pathname } = new URL(url);
  return pathname === '/' ? host : `${host}${pathname}`;
}

/** With its description, which is the dealer's own name for it. */
export function endpointName({ url, description }: Pick<WebhookEndpoint, 'url' | 'description'>): string {
  return description === null ? endpointText(url) : `${description} · ${endpointText(url)}`;
}
