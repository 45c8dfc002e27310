import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { createDealer, type Dealer } from '../support/dealer.ts';
import { expectStatus } from '../support/http-client.ts';
import { hubForFile } from '../support/hub-for-file.ts';
import { runHubCommand } from '../support/hub-process.ts';
import { answering, type Respond, startReceiver } from '../support/receiver.ts';
import { isSignedWith } from '../support/verifiers.ts';
import { expectAccessible } from './support/accessibility.ts';
import { browserForFile } from './support/browser.ts';
import { describeInBrowser } from './support/chromium.ts';
import { expectForgotten, takeSecret } from './support/secret.ts';

const SETUP = '/channels/custom-integration/setup';
const IS_LONG = 120_000;

// Slow enough that a broken receiver can be mended while its ping is still being tried.
const scene = hubForFile({ WEBHOOK_RETRY_SCHEDULE: Array.from({ length: 100 }, () => '1s').join(',') });
const browser = browserForFile();

async function openSetup(state: 'test mode' | 'live' = 'test mode'): Promise<{ dealer: Dealer; page: Page }> {
  const dealer = await createDealer(scene.hub, state);
  const page = await browser.open(scene.hub, dealer);
  await page.goto(SETUP);
  return { dealer, page };
}

const seen = (page: Page, text: string) => page.getByText(text, { exact: true }).first().waitFor();
const step = (page: Page, number: number) =>
  page.getByRole('heading', { name: `Step ${number} of 4` }).waitFor();
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

const acceptingOnly =
  (secret: () => string): Respond =>
  (request, response) =>
    answering(isSignedWith(request, secret()) ? 200 : 401)(request, response);

describeInBrowser('the set-up', () => {
  it(
    'leads from a new account to LIVE in four steps, with a receiver that verifies the shown secret',
    async () => {
      const { dealer, page } = await openSetup();
      await step(page, 1);
      expect(await page.getByTestId('integration-status').textContent()).toBe('TEST MODE');

      await press(page, 'Generate a test key');
      const creating = page.getByRole('dialog', { name: 'Create a test key' });
      await creating.getByLabel('Name').fill('Shop in the making');
      await creating.getByRole('button', { name: 'Create key' }).click();
      const key = await takeSecret(page, 'Your new test key');
      const me = await dealer.apiWith(key).get<{ livemode: boolean }>('/me');
      expect(expectStatus(me, 200).livemode).toBe(false);
      await step(page, 1);
      expect(await page.getByRole('region', { name: 'command that asks who you are' }).textContent()).toBe(
        `curl ${scene.hub.origin}/api/v1/me \\\n  -H "Authorization: Bearer $WTH_KEY"`,
      );

      await press(page, 'Next: Webhook');
      let secret = '';
      const receiver = await startReceiver();
      try {
        receiver.respondWith(acceptingOnly(() => secret));
        await page.getByLabel('Webhook URL').fill(receiver.url());
        await press(page, 'Save and show the secret');
        secret = await takeSecret(page, 'Your signing secret');

        await press(page, 'Next: Verify');
        await press(page, 'Send a ping');
        await seen(page, 'It works');
        expect(isSignedWith(await receiver.first('integration.test_event'), secret)).toBe(true);

        await press(page, 'Next: Go live');
        const checklist = page.getByRole('list', { name: 'Ready for going live' });
        await checklist.getByText('done').nth(2).waitFor();
        expect(await checklist.getByText('not yet').count()).toBe(1);
        await page.getByRole('button', { name: 'Go live', exact: true }).click();
        const asking = page.getByRole('dialog', { name: 'Go live?' });
        await asking.getByRole('button', { name: 'Go live' }).click();
        await page.getByTestId('integration-status').getByText('LIVE', { exact: true }).waitFor();
        await seen(page, 'What to do next');
        expect(await page.getByTestId('test-mode-banner').count()).toBe(0);

        const listing = await dealer.newListing();
        const published = await receiver.first('listing.published');
        expect(published.event).toMatchObject({ livemode: true, data: { object: { id: listing.id } } });
        expect(isSignedWith(published, secret)).toBe(true);
      } finally {
        await receiver.close();
      }
      await expectForgotten(page, key);
      await expectForgotten(page, secret);
    },
    IS_LONG,
  );

  it(
    'goes on where it was left, in another window too, and keeps what is done reachable',
    async () => {
      const { dealer, page } = await openSetup();
      await step(page, 1);
      await dealer.newKey('test', { name: 'Made elsewhere' });
      await page.reload();
      await step(page, 2);
      await dealer.newEndpoint(scene.receiver.url());
      const other = await browser.open(scene.hub, dealer, { width: 360, theme: 'dark' });
      await other.goto(SETUP);
      await step(other, 3);
      await other.getByRole('button', { name: 'Test key: Done' }).click();
      await step(other, 1);
      await seen(other, 'You have 1 test key that works:');
      await other.getByText('Made elsewhere').waitFor();
      await expectAccessible(other, 'set-up with a key, 360 px, dark');
    },
    IS_LONG,
  );

  it(
    'says why a ping to a broken receiver failed, and that it arrives once the receiver is mended',
    async () => {
      const { dealer, page } = await openSetup();
      const receiver = await startReceiver();
      receiver.respondWith(answering(500, {}, 'Unhandled: no such table "watches"'));
      const endpoint = await dealer.newEndpoint(receiver.url());
      await page.goto(`${SETUP}?step=verify`);
      await press(page, 'Send a ping');
      const result = page.getByTestId('ping-result');
      await result.getByText('Your server failed').waitFor();
      await result.getByText('500', { exact: true }).waitFor();
      await result.getByText('Unhandled: no such table "watches"').waitFor();
      await result.getByText('The hub tries again by itself').waitFor();
      await expectAccessible(page, 'a failed ping');

      await receiver.close();
      await result.getByText('No connection to your server').waitFor();
      await result.getByText('none (connection_refused)').waitFor();

      const change = { url: scene.receiver.url('/mended') };
      expectStatus(await dealer.dashboard.patch(`/webhook-endpoints/${endpoint.id}`, change), 200);
      await press(page, 'Send another ping');
      await result.getByText('It works').waitFor();
      await page.getByRole('button', { name: /Send a real ping.*Done/ }).waitFor();
    },
    IS_LONG,
  );

  it(
    'shows what is wrong with a URL at its field, and keeps what was typed',
    async () => {
      const { page } = await openSetup();
      await page.goto(`${SETUP}?step=webhook`);
      const url = page.getByLabel('Webhook URL');
      await press(page, 'Save and show the secret');
      await seen(page, 'Enter the address of your server.');
      await url.fill('http://shop.example.com/hook');
      await page.getByText('It must begin with https://').first().waitFor();
      await press(page, 'Save and show the secret');
      await page.getByText(/must begin with https:\/\/\.$/).waitFor();
      expect(await url.getAttribute('aria-invalid')).toBe('true');
      expect(await url.inputValue()).toBe('http://shop.example.com/hook');
      await url.fill('http://localhost:3000/hook');
      await page.getByText('start a tunnel', { exact: false }).waitFor();
    },
    IS_LONG,
  );

  it(
    'is locked with the reason on a plan without the integration',
    async () => {
      const { dealer, page } = await openSetup();
      await runHubCommand(scene.hub, 'dealers', 'set-plan', dealer.account.email, 'starter');
      await page.reload();
      await seen(page, 'Part of the Business plan');
      await step(page, 1);
      expect(await page.getByRole('button', { name: 'Generate a test key' }).isDisabled()).toBe(true);
      expect(await page.getByRole('button', { name: 'Next: Webhook' }).isDisabled()).toBe(true);
      await page.goto('/channels/custom-integration/api-keys');
      for (const name of ['Create test key', 'Create live key']) {
        expect(await page.getByRole('button', { name }).isDisabled(), name).toBe(true);
      }
      await page.goto('/channels/custom-integration/settings');
      for (const name of ['Add endpoint', 'Go live']) {
        const button = page.getByRole('button', { name, exact: true });
        expect(await button.isDisabled(), name).toBe(true);
      }
    },
    IS_LONG,
  );
});
