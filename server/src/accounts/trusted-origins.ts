const LOOPBACK_HOSTS = ['localhost', '127.0.0.1', '[::1]'];

/** Origins a browser may have when it shows the dashboard: PUBLIC_URL's, and on loopback its other names. */
export function trustedOrigins(publicUrl: string): string[] {
  const url = new URL(publicUrl);
  if (!LOOPBACK_HOSTS.includes(url.hostname)) return [url.origin];
  const port = url.port === '' ? '' : `:${url.port}`;
  return LOOPBACK_HOSTS.map((host) => `${url.protocol}//${host}${port}`);
}
