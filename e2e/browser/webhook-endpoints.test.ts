import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { createDealer, type Dealer } from '../support/dealer.ts';
import { eventually } from '../support/eventually.ts';
import { expectStatus } from '../support/http-client.ts';
import { hubForFile } from '../support/hub-for-file.ts';
import { answering } from '../support/receiver.ts';
import type { Delivery, Endpoint, Listing, Page as Rows } from '../support/shapes.ts';
import { isSignedWith } from '../support/verifiers.ts';
import { expectAccessible } from './support/accessibility.ts';
import { browserForFile } from './support/browser.ts';
import { describeInBrowser } from './support/chromium.ts';
import { takeSecret } from './support/secret.ts';

const IS_LONG = 120_000;
const scene = hubForFile();
const browser = browserForFile();

async function openSettings(dealer: Dealer): Promise<Page> {
  const page = await browser.open(scene.hub, dealer);
  await page.goto('/channels/custom-integration/settings');
  return page;
}

const card = (page: Page, url: string) => page.getByRole('article', { name: `Endpoint ${url}` });
const pressOf = (page: Page, action: string, url: string) =>
  page.getByRole('button', { name: `${action} ${url}`, exact: true }).click();

interface ShownEndpoint extends Endpoint {
  readonly events: readonly string[];
  readonly mode: string;
  readonly rate_limit_per_second: number;
  readonly skip_own_writes: boolean;
}

async function endpoints(dealer: Dealer): Promise<readonly ShownEndpoint[]> {
  const path = '/integration';
  const answer = await dealer.dashboard.get<{ webhook_endpoints: ShownEndpoint[] }>(path);
  return expectStatus(answer, 200).webhook_endpoints;
}

/** Publishes and unpublishes a listing without a pause until it is stopped. */
function startTrade(dealer: Dealer, listing: Listing) {
  let isRunning = true;
  let count = 0;
  const ended = (async () => {
    for (; isRunning; count += 1) await dealer.act(listing, count % 2 === 0 ? 'unpublish' : 'publish');
  })();
  return {
    get count() {
      return count;
    },
    async stop(): Promise<number> {
      isRunning = false;
      await ended;
      return count;
    },
  };
}

describeInBrowser('webhook endpoints in the settings', () => {
  it(
    'keep every delivery while the secret is rotated, for a receiver that knows one secret at a time',
    async () => {
      const dealer = await createDealer(scene.hub);
      const listing = await dealer.newListing();
      const url = scene.receiver.url('/rotated');
      const endpoint = await dealer.newEndpoint(url);
      let secret = endpoint.signing_secret;
      let refusals = 0;
      scene.receiver.respondWith((request, response) => {
        const isGenuine = isSignedWith(request, secret);
        if (!isGenuine) refusals += 1;
        answering(isGenuine ? 200 : 401)(request, response);
      });
      const page = await openSettings(dealer);
      const trade = startTrade(dealer, listing);
      const received = () => scene.receiver.at('/rotated');
      await eventually('deliveries flow', () => received().length > 5);

      await pressOf(page, 'Rotate secret of', url);
      const dialog = page.getByRole('dialog', { name: 'Rotate the signing secret' });
      expect(await dialog.getByLabel('Grace').inputValue()).toBe('24 hours');
      await dialog.getByRole('button', { name: 'Rotate secret' }).click();
      await page.getByRole('dialog', { name: 'Your signing secret' }).waitFor();
      const before = received().length;
      await eventually('deliveries flow during the rotation', () => received().length > before + 5);
      secret = await takeSecret(page, 'Your signing secret');
      const after = received().length;
      await eventually('deliveries flow after the switch', () => received().length > after + 5);

      await card(page, url)
        .getByText(/^The previous secret signs, too, for 23:5\d:\d\d$/)
        .waitFor();
      await expectAccessible(page, 'an endpoint in its grace');

      const count = await trade.stop();
      const ids = () => new Set(received().map(({ event }) => event.id));
      await eventually('everything has arrived', () => ids().size === count);
      expect(refusals).toBe(0);
      const old = endpoint.signing_secret;
      expect(received().every((it) => isSignedWith(it, old) || isSignedWith(it, secret))).toBe(true);
      expect(isSignedWith(received().at(-1)!, old)).toBe(true);
      const failed = await dealer.dashboard.get<Rows<Delivery>>('/deliveries?status=failed');
      expect(expectStatus(failed, 200).data).toEqual([]);
      scene.receiver.respondWith(answering(200));
    },
    IS_LONG,
  );

  it(
    'explain a rotation in progress and offer one without grace, which ends both old secrets',
    async () => {
      const dealer = await createDealer(scene.hub);
      const url = scene.receiver.url('/leaked');
      const endpoint = await dealer.newEndpoint(url);
      const page = await openSettings(dealer);
      await pressOf(page, 'Rotate secret of', url);
      // Somebody else is quicker.
      const path = `/webhook-endpoints/${endpoint.id}/rotate-secret`;
      const other = expectStatus(await dealer.dashboard.post<Endpoint>(path), 200).signing_secret;
      const dialog = page.getByRole('dialog', { name: 'Rotate the signing secret' });
      await dialog.getByRole('button', { name: 'Rotate secret' }).click();
      await dialog.getByText('A rotation is in progress').waitFor();
      await expectAccessible(page, 'a rotation in progress');
      await dialog.getByRole('button', { name: 'Rotate without grace' }).click();
      const secret = await takeSecret(page, 'Your signing secret');
      expect(await card(page, url).getByText('The previous secret signs').count()).toBe(0);

      await pressOf(page, 'Send a ping to', url);
      await card(page, url).getByText('It works').waitFor();
      const ping = await scene.receiver.first('integration.test_event', '/leaked');
      expect([secret, other, endpoint.signing_secret].map((it) => isSignedWith(ping, it))).toEqual([
        true,
        false,
        false,
      ]);
    },
    IS_LONG,
  );

  it(
    'are made with an event tree that stores wildcards, and changed without losing what was chosen',
    async () => {
      const dealer = await createDealer(scene.hub);
      const page = await openSettings(dealer);
      const url = scene.receiver.url('/chosen');
      await page.getByRole('button', { name: 'Add endpoint' }).click();
      const dialog = page.getByRole('dialog', { name: 'Add a webhook endpoint' });
      await dialog.getByLabel('Webhook URL').fill(url);
      const box = (name: string) => dialog.getByRole('checkbox', { name });
      await box('All events *').uncheck();
      await dialog.getByRole('button', { name: 'Add endpoint' }).click();
      await dialog.getByText('Choose at least one kind of event.').waitFor();
      await box('Listings listing.*').check();
      await box('Received order.received').check();
      await dialog.getByText('Live only').click();
      await dialog.getByLabel('Rate limit').fill('25');
      await dialog.getByLabel('Leave out what your own platform did').check();
      await expectAccessible(page, 'dialog of an endpoint');
      await dialog.getByRole('button', { name: 'Add endpoint' }).click();
      await takeSecret(page, 'Your signing secret');
      expect((await endpoints(dealer))[0]).toMatchObject({
        url,
        events: ['listing.*', 'order.received'],
        mode: 'live',
        rate_limit_per_second: 25,
        skip_own_writes: true,
        is_enabled: true,
      });

      await pressOf(page, 'Edit', url);
      const editing = page.getByRole('dialog', { name: 'Edit the webhook endpoint' });
      await editing.getByRole('checkbox', { name: 'Updated listing.updated' }).uncheck();
      await editing.getByLabel('Description').fill('Web shop');
      await editing.getByRole('button', { name: 'Save changes' }).click();
      await editing.waitFor({ state: 'detached' });
      await card(page, url).getByText('Web shop').waitFor();
      expect((await endpoints(dealer))[0]!.events).toEqual([
        'listing.published',
        'listing.unpublished',
        'listing.sold',
        'listing.in_stock',
        'order.received',
      ]);
    },
    IS_LONG,
  );

  it(
    'are switched off and on after a question, and deleted by typing their host',
    async () => {
      const dealer = await createDealer(scene.hub);
      const url = scene.receiver.url('/ended');
      await dealer.newEndpoint(url);
      const page = await openSettings(dealer);
      await pressOf(page, 'Disable', url);
      const asking = page.getByRole('dialog', { name: 'Disable this endpoint?' });
      await asking.waitFor();
      await expectAccessible(page, 'a question before something dangerous');
      await asking.getByRole('button', { name: 'Disable' }).click();
      await card(page, url).getByText('It was switched off by hand.').waitFor();
      expect((await endpoints(dealer))[0]!.is_enabled).toBe(false);
      await pressOf(page, 'Enable', url);
      await card(page, url).getByText('Enabled', { exact: true }).waitFor();
      expect((await endpoints(dealer))[0]!.is_enabled).toBe(true);

      await pressOf(page, 'Delete', url);
      const deleting = page.getByRole('dialog', { name: 'Delete this endpoint?' });
      const button = deleting.getByRole('button', { name: 'Delete' });
      expect(await button.isDisabled()).toBe(true);
      await deleting.getByRole('textbox').fill(new URL(url).host);
      await button.click();
      await page.getByText('No endpoint yet').waitFor();
      expect(await endpoints(dealer)).toEqual([]);
    },
    IS_LONG,
  );

  it(
    'and the integration go back to test mode, off and on after questions that say what follows',
    async () => {
      const dealer = await createDealer(scene.hub);
      const page = await openSettings(dealer);
      const badge = page.getByTestId('integration-status');
      const change = async (button: string, dialog: string, status: string) => {
        await page.getByRole('button', { name: button, exact: true }).click();
        const asking = page.getByRole('dialog', { name: dialog });
        await asking.getByRole('button', { name: button, exact: true }).click();
        await badge.getByText(status, { exact: true }).waitFor();
      };
      await badge.getByText('LIVE', { exact: true }).waitFor();
      await change('Return to test mode', 'Return to test mode?', 'TEST MODE');
      await page.getByTestId('test-mode-banner').waitFor();
      await change('Switch off', 'Switch the integration off?', 'DISABLED');
      await change('Switch on', 'Switch the integration on?', 'TEST MODE');
      await change('Go live', 'Go live?', 'LIVE');
    },
    IS_LONG,
  );
});
