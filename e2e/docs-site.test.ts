import { describe, expect, it } from 'vitest';
import { hubForFile } from './support/hub-for-file.ts';

const scene = hubForFile();
const fetchPage = (path: string, init: RequestInit = {}) => fetch(scene.hub.origin + path, init);

/** The attribute's values in the page's elements, as a reader's browser would follow them. */
function valuesOf(html: string, attribute: 'href' | 'src' | 'id'): string[] {
  return [...html.matchAll(new RegExp(`\\s${attribute}="([^"]*)"`, 'g'))].map((match) =>
    match[1]!.replaceAll('&amp;', '&'),
  );
}

/** Every page one can reach from the front page of the documentation, as path and HTML. */
async function crawl(): Promise<ReadonlyMap<string, string>> {
  const pages = new Map<string, string>();
  const open = ['/docs', '/integrations/custom'];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (pages.has(path)) continue;
    const response = await fetchPage(path);
    expect(response.status, path).toBe(200);
    expect(response.headers.get('content-type'), path).toBe('text/html; charset=utf-8');
    const html = await response.text();
    pages.set(path, html);
    for (const link of valuesOf(html, 'href')) {
      const { pathname, origin } = new URL(link, scene.hub.origin + path);
      const isPage = pathname.startsWith('/docs') && !/\.\w+$/.test(pathname);
      if (origin === scene.hub.origin && isPage) open.push(pathname);
    }
  }
  return pages;
}

describe('the documentation as files', () => {
  it('has no dead link, to its own pages and anchors or to others of the hub', async () => {
    const pages = await crawl();
    expect(pages.size).toBeGreaterThan(20);
    const status = new Map<string, number>();
    for (const [path, html] of pages) {
      for (const link of [...valuesOf(html, 'href'), ...valuesOf(html, 'src')]) {
        const url = new URL(link, scene.hub.origin + path);
        if (url.origin !== scene.hub.origin) continue;
        if (!status.has(url.pathname)) status.set(url.pathname, (await fetchPage(url.pathname)).status);
        expect(status.get(url.pathname), `${link} on ${path}`).toBe(200);
        const target = pages.get(url.pathname);
        if (url.hash === '' || target === undefined) continue;
        expect(valuesOf(target, 'id'), `${link} on ${path}`).toContain(decodeURIComponent(url.hash.slice(1)));
      }
    }
  });

  it('loads nothing from elsewhere and has no script in a page', async () => {
    for (const [path, html] of await crawl()) {
      for (const [tag] of html.matchAll(/<script[^>]*>/g)) expect(tag, path).toContain('src="/docs/');
      expect(html, path).not.toMatch(/<[^>]+\son\w+=/);
      const loaded = [
        ...valuesOf(html, 'src'),
        ...[...html.matchAll(/<link[^>]+>/g)].flatMap(([tag]) => valuesOf(tag, 'href')),
      ];
      for (const address of loaded) {
        expect(new URL(address, scene.hub.origin).origin, `${address} on ${path}`).toBe(scene.hub.origin);
      }
    }
  });

  it('runs scripts of its own origin alone; the search adds WebAssembly, nowhere else', async () => {
    const policyOf = async (path: string) => (await fetchPage(path)).headers.get('content-security-policy');
    expect(await policyOf('/docs')).toContain("script-src 'self' 'wasm-unsafe-eval';");
    expect(await policyOf('/')).toContain("script-src 'self';");
    expect(await policyOf('/api/v1/health')).toContain("script-src 'self';");
  });

  it('has one address for each page', async () => {
    const response = await fetchPage('/docs/quickstart/', { redirect: 'manual' });
    expect(response.status).toBe(301);
    expect(response.headers.get('location')).toBe('/docs/quickstart');
  });

  it('sends pages compressed and fresh, and files named after their content to be kept', async () => {
    const page = await fetchPage('/docs', { headers: { 'accept-encoding': 'br' } });
    expect(page.headers.get('content-encoding')).toBe('br');
    expect(page.headers.get('cache-control')).toBe('no-cache');
    const [script] = valuesOf(await page.text(), 'src').filter((it) => it.startsWith('/docs/_astro/'));
    const response = await fetchPage(script!);
    expect(response.headers.get('cache-control')).toContain('immutable');
  });
});
