import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll } from 'vitest';
import type { Dealer } from '../../support/dealer.ts';
import type { Address } from '../../support/http-client.ts';
import { CHROMIUM } from './chromium.ts';
import { watchPage } from './page-watch.ts';

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A picture for every photo address, since tests have no internet. */
const PHOTO =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96"><rect width="96" height="96" fill="#ddd"/><circle cx="48" cy="48" r="30" fill="#678"/></svg>';

export interface View {
  readonly width?: number;
  readonly height?: number;
  readonly theme?: 'light' | 'dark';
  /** For clipboard tests and the like. */
  readonly permissions?: readonly string[];
}

export interface TestBrowser {
  /** A window that is signed in as the dealer; nobody when null. Its language is English, its zone Berlin. */
  open(address: Address, dealer: Dealer | null, view?: View): Promise<Page>;
}

/**
 * One browser for all tests of a file; each test gets fresh profiles. After each test its pages must have been
 * quiet: no console error, no failed script, no broken policy.
 */
export function browserForFile(): TestBrowser {
  let browser: Browser | undefined;
  let contexts: BrowserContext[] = [];
  let complaints: (() => void)[] = [];
  beforeAll(async () => {
    if (CHROMIUM !== null) browser = await chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS });
  });
  afterEach(async () => {
    for (const context of contexts) await context.close();
    contexts = [];
    const assertions = complaints;
    complaints = [];
    for (const assertQuiet of assertions) assertQuiet();
  });
  afterAll(() => browser?.close());
  return {
    async open(address, dealer, view = {}) {
      const context = await browser!.newContext({
        baseURL: address.origin,
        viewport: { width: view.width ?? 1440, height: view.height ?? 900 },
        colorScheme: view.theme ?? 'light',
        reducedMotion: 'reduce',
        locale: 'en-GB',
        timezoneId: 'Europe/Berlin',
        permissions: [...(view.permissions ?? [])],
      });
      contexts.push(context);
      context.setDefaultTimeout(30_000);
      await context.route(
        (url) => url.origin !== address.origin,
        (route) => route.fulfill({ contentType: 'image/svg+xml', body: PHOTO }),
      );
      if (dealer !== null) await context.addCookies(toCookies(dealer.dashboard.cookie, address));
      const page = await context.newPage();
      complaints.push(watchPage(page));
      return page;
    },
  };
}

const toCookies = (header: string, address: Address) =>
  header.split('; ').map((pair) => {
    const [name, ...value] = pair.split('=');
    return { name: name!, value: value.join('='), url: address.origin };
  });
