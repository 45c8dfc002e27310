import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { hubForFile } from './support/hub-for-file.ts';

/** What a visitor's browser must load before it can show the first page. */
const INITIAL_JAVASCRIPT_BYTES_MAX = 300_000;

const scene = hubForFile();
const fetchFile = (path: string, init: RequestInit = {}) => fetch(scene.hub.origin + path, init);

/** The entry and all it imports before anything else runs, as the built page names them. */
async function initialScripts(): Promise<string[]> {
  const html = await (await fetchFile('/')).text();
  const named = [...html.matchAll(/(?:src|href)="(\/[^"]+\.js)"/g)].map((match) => match[1]!);
  expect(named.length).toBeGreaterThan(0);
  return named;
}

describe('the dashboard as files', () => {
  it('has one page for each of its addresses, which asks for the newest each time', async () => {
    const home = await fetchFile('/');
    const html = await home.text();
    expect(html).toContain('<div id="root">');
    for (const path of ['/sign-in', '/inventory/any-id', '/channels/custom-integration/deliveries?q=x']) {
      const response = await fetchFile(path);
      expect(response.status, path).toBe(200);
      expect(response.headers.get('content-type'), path).toContain('text/html');
      expect(response.headers.get('cache-control'), path).toBe('no-cache');
      expect(await response.text(), path).toBe(html);
    }
  });

  it('leaves other unknown addresses to the API, which refuses them', async () => {
    for (const path of ['/nonsense', '/assets/old-0000.js', '/api/dashboard/nonsense', '/docs/nonsense']) {
      const response = await fetchFile(path);
      expect(response.status, path).toBe(404);
      const { error } = (await response.json()) as { error: { code: string } };
      expect(error.code, path).toBe('route_not_found');
    }
  });

  it('runs scripts of its own origin alone, and has none in the page', async () => {
    const response = await fetchFile('/');
    const policy = response.headers.get('content-security-policy')!;
    const directives = new Map(
      policy.split(';').map((directive) => directive.trim().split(/\s+(.*)/, 2) as [string, string]),
    );
    expect(directives.get('default-src')).toBe("'self'");
    expect(directives.get('script-src')).toBe("'self'");
    expect(directives.get('object-src')).toBe("'none'");
    expect(directives.get('frame-ancestors')).toBe("'none'");
    const html = await response.text();
    for (const [tag] of html.matchAll(/<script[^>]*>/g)) expect(tag).toContain('src="/');
    expect(html).not.toMatch(/\son\w+=/);
  });

  it('sends built files compressed, to be kept for a year', async () => {
    for (const path of (await initialScripts()).filter((it) => it.startsWith('/assets/'))) {
      const plain = await fetchFile(path, { headers: { 'accept-encoding': 'identity' } });
      expect(plain.headers.get('content-encoding'), path).toBeNull();
      // Smaller ones gain nothing.
      if ((await plain.bytes()).length < 1024) continue;
      for (const encoding of ['gzip', 'br']) {
        const response = await fetchFile(path, { headers: { 'accept-encoding': encoding } });
        expect(response.headers.get('content-encoding'), path).toBe(encoding);
        expect(response.headers.get('cache-control'), path).toContain('immutable');
      }
    }
  });

  it('loads at most 300 kB of JavaScript, compressed, before it shows its first page', async () => {
    let bytes = 0;
    for (const path of await initialScripts()) {
      bytes += gzipSync(await (await fetchFile(path)).bytes()).length;
    }
    expect(bytes).toBeGreaterThan(50_000);
    expect(bytes).toBeLessThanOrEqual(INITIAL_JAVASCRIPT_BYTES_MAX);
  });
});
