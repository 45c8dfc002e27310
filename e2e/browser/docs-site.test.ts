import { beforeAll, expect, it } from 'vitest';
import { createDealer } from '../support/dealer.ts';
import { hubForFile } from '../support/hub-for-file.ts';
import { expectAccessible } from './support/accessibility.ts';
import { browserForFile } from './support/browser.ts';
import { describeInBrowser } from './support/chromium.ts';
import { expectFits } from './support/layout.ts';

const scene = hubForFile();
const browser = browserForFile();

const VIEWS = [
  { width: 1440, height: 900, theme: 'light', examined: 100 },
  // Every page has the same frame and the same kinds of parts: some of them show what a theme does.
  { width: 360, height: 740, theme: 'dark', examined: 8 },
] as const;

describeInBrowser('the documentation', () => {
  let paths: readonly string[];
  beforeAll(async () => {
    const html = await (await fetch(`${scene.hub.origin}/docs`)).text();
    const links = [...html.matchAll(/href="(\/docs[^"#.]*)"/g)].map((match) => match[1]!);
    // Scalar's page is Scalar's: its contrasts and names are not ours to mend.
    paths = [...new Set(links)].filter((path) => path !== '/docs/api/reference');
    expect(paths.length).toBeGreaterThan(20);
  });

  it.each(VIEWS)(
    'is accessible, fits and is quiet at $width px in the $theme theme',
    async (view) => {
      const page = await browser.open(scene.hub, null, view);
      for (const [index, path] of ['/integrations/custom', ...paths].entries()) {
        await page.goto(path);
        await page.locator('h1').first().waitFor();
        await expectFits(page, path);
        if (index < view.examined) await expectAccessible(page, `${path}, ${view.width} px, ${view.theme}`);
        expect(await page.title(), path).toContain('WatchTraderHub');
      }
    },
    240_000,
  );

  it('is searched in the browser, without any other host', async () => {
    const page = await browser.open(scene.hub, null);
    const foreign: string[] = [];
    page.on('request', (request) => {
      if (!request.url().startsWith(scene.hub.origin)) foreign.push(request.url());
    });
    await page.goto('/docs');
    await page.getByRole('button', { name: 'Search' }).click();
    await page.getByRole('dialog').getByRole('textbox', { name: 'Search' }).fill('listing_unavailable');
    const result = page.getByRole('dialog').getByRole('link', { name: 'Errors', exact: true });
    await result.first().click();
    await page.waitForURL('**/docs/api/errors**');
    expect(foreign).toEqual([]);
  });

  it('leads the doc_url of an error to its own paragraph', async () => {
    const response = await fetch(`${scene.hub.origin}/api/v1/me`);
    const { error } = (await response.json()) as { error: { code: string; doc_url: string } };
    const page = await browser.open(scene.hub, null);
    const { pathname, hash } = new URL(error.doc_url);
    await page.goto(pathname + hash);
    const heading = page.locator(`#${error.code}`);
    await heading.waitFor();
    expect(await heading.textContent()).toBe(error.code);
    expect(await page.locator(`#${error.code}:target`).count()).toBe(1);
  });

  it('shows every room of the API in its reference, and lets one try a call with a key', async () => {
    const dealer = await createDealer(scene.hub);
    const { key } = await dealer.api('test');
    const page = await browser.open(scene.hub, null);
    await page.goto('/docs/api/reference#tag/integration/GET/v1/me');
    const document = (await (await fetch(`${scene.hub.origin}/api/v1/openapi.json`)).json()) as {
      readonly tags: readonly { readonly name: string }[];
    };
    const contents = page.locator('aside');
    for (const { name } of document.tags) {
      await contents.getByText(name, { exact: true }).first().waitFor();
    }
    await page.getByRole('button', { name: /Test Request.*get.*\/v1\/me/ }).click();
    const client = page.getByRole('dialog');
    await client.getByLabel('Bearer Token').fill(key);
    await client.getByRole('button', { name: 'Send get request' }).click();
    await client.getByText('"livemode"').first().waitFor();
  });

  it('names the hub that serves it in its examples, also in what the copy button takes', async () => {
    const page = await browser.open(scene.hub, null);
    await page.goto('/docs/quickstart');
    const origin = new URL(page.url()).origin;
    expect(origin).not.toBe('http://localhost:4000');
    const example = page.locator('figure', { hasText: 'export WTH_URL=' });
    expect(await example.locator('pre').textContent()).toContain(`WTH_URL=${origin}`);
    const copied = await example.getByRole('button').getAttribute('data-code');
    expect(copied).toContain(`WTH_URL=${origin}`);
  });

  it('leaves the address in its text, where it is a default, and another port in its examples', async () => {
    const page = await browser.open(scene.hub, null);
    await page.goto('/docs/cli');
    const text = page.locator('td', { hasText: 'by default' }).first();
    expect(await text.textContent()).toContain('http://localhost:4000 by default');
    await page.route('**/docs/quickstart', async (route) => {
      const response = await route.fetch();
      // The highlighter cuts the address into several elements.
      const body = (await response.text()).replaceAll(/\b4000\b/g, '40005');
      await route.fulfill({ response, body });
    });
    await page.goto('/docs/quickstart');
    const example = page.locator('figure', { hasText: 'export WTH_URL=' });
    expect(await example.locator('pre').textContent()).toContain('WTH_URL=http://localhost:40005');
    const copied = await example.getByRole('button').getAttribute('data-code');
    expect(copied).toContain('WTH_URL=http://localhost:40005');
  });
});
