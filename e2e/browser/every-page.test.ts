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

/** Two of them are kept: between them they show both themes and both widths. */
const VIEWS = [
  { width: 1440, height: 900, theme: 'light', isKept: true },
  { width: 1440, height: 900, theme: 'dark', isKept: false },
  { width: 360, height: 740, theme: 'light', isKept: false },
  { width: 360, height: 740, theme: 'dark', isKept: true },
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
    'is accessible, fits and is quiet at $width px in the $theme theme',
    async (view) => {
      for (const { name, path, isPublic } of PAGES) {
        const page = await browser.open(scene.hub, isPublic === true ? null : dealer, view);
        await page.goto(path(shop));
        await settle(page);
        await expectFits(page, name);
        await expectAccessible(page, `${name}, ${view.width} px, ${view.theme}`);
        expect(await page.title(), name).toContain('WatchTraderHub');
        if (SCREENSHOTS !== null && view.isKept) {
          await page.screenshot({ path: join(SCREENSHOTS, `${name}-${view.width}-${view.theme}.png`) });
        }
        await page.context().close();
      }
    },
    300_000,
  );
});
