import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { createDealer, type Dealer } from '../support/dealer.ts';
import { hubForFile } from '../support/hub-for-file.ts';
import { expectAccessible } from './support/accessibility.ts';
import { browserForFile } from './support/browser.ts';
import { describeInBrowser } from './support/chromium.ts';
import { expectFits } from './support/layout.ts';
import { fillShop, type Shop } from './support/shop.ts';

/** `npm run screenshots` keeps what it sees; an ordinary run leaves the files alone. */
const SCREENSHOTS =
  process.env.SCREENSHOTS === '1' ? join(import.meta.dirname, '../../docs/screenshots') : null;

const THEMES = ['light', 'dark'] as const;
/** One theme of each is kept: between them they show both themes and both widths. */
const VIEWS = [
  { width: 1440, height: 900, kept: 'light' },
  { width: 360, height: 740, kept: 'dark' },
] as const;

interface PageOfDashboard {
  readonly name: string;
  readonly path: (shop: Shop) => string;
  /** For somebody who is not signed in. */
  readonly isPublic?: boolean;
}

const INTEGRATION = '/channels/custom-integration';
const PAGES: readonly PageOfDashboard[] = [
  { name: 'sign-in', path: () => '/sign-in', isPublic: true },
  { name: 'sign-up', path: () => '/sign-up', isPublic: true },
  { name: 'forgot-password', path: () => '/forgot-password', isPublic: true },
  { name: 'reset-password', path: () => '/reset-password?token=unknown', isPublic: true },
  { name: 'overview', path: () => '/' },
  { name: 'inventory', path: () => '/inventory' },
  { name: 'new-listing', path: () => '/inventory/new' },
  { name: 'listing', path: ({ listing }) => `/inventory/${listing.id}` },
  { name: 'import', path: () => '/inventory/import' },
  { name: 'orders', path: () => '/orders' },
  { name: 'new-order', path: () => '/orders/new' },
  { name: 'order', path: ({ order }) => `/orders/${order.id}` },
  { name: 'customers', path: () => '/customers' },
  { name: 'customer', path: ({ order }) => `/customers/${order.customer!.id}` },
  { name: 'setup', path: () => `${INTEGRATION}/setup` },
  { name: 'api-keys', path: () => `${INTEGRATION}/api-keys` },
  { name: 'settings', path: () => `${INTEGRATION}/settings` },
  { name: 'delivery-log', path: () => `${INTEGRATION}/deliveries` },
  { name: 'events', path: () => `${INTEGRATION}/events` },
  { name: 'health', path: () => `${INTEGRATION}/health` },
  { name: 'account', path: () => '/account' },
  { name: 'not-found', path: () => '/inventory/x/y/z' },
];

const scene = hubForFile();
const browser = browserForFile();

/** Everything has been loaded and drawn. */
async function settle(page: Page): Promise<void> {
  await page.locator('h1, h2').first().waitFor();
  await page.waitForLoadState('networkidle');
}

describeInBrowser('every page', () => {
  let dealer: Dealer;
  let shop: Shop;
  beforeAll(async () => {
    dealer = await createDealer(scene.hub);
    shop = await fillShop(dealer, scene.receiver.url());
    if (SCREENSHOTS !== null) await mkdir(SCREENSHOTS, { recursive: true });
  });

  it.each(VIEWS)(
    'is accessible, fits and is quiet at $width px in both themes',
    async ({ width, height, kept }) => {
      const visitor = await browser.open(scene.hub, null, { width, height });
      const owner = await browser.open(scene.hub, dealer, { width, height });
      for (const { name, path, isPublic } of PAGES) {
        const page = isPublic === true ? visitor : owner;
        await page.goto(path(shop));
        await settle(page);
        expect(await page.title(), name).toContain('WatchTraderHub');
        for (const theme of THEMES) {
          await page.emulateMedia({ colorScheme: theme });
          await page.locator(`html[data-mantine-color-scheme="${theme}"]`).waitFor();
          await page.evaluate('Promise.allSettled(document.getAnimations().map((it) => it.finished))');
          await expectFits(page, name);
          await expectAccessible(page, `${name}, ${width} px, ${theme}`);
          if (SCREENSHOTS === null || theme !== kept) continue;
          await page.screenshot({ path: join(SCREENSHOTS, `${name}-${width}-${theme}.png`) });
        }
      }
    },
    300_000,
  );
});
