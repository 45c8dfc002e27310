import { expect } from 'vitest';
import { signWebhook } from '../../sdk/src/index.ts';
import type { Dealer } from './dealer.ts';
import { eventually } from './eventually.ts';
import { expectStatus } from './http-client.ts';
import type { Endpoint } from './shapes.ts';

/** An endpoint whose secret a receiver must know before it has an address. */
export class WebhookTarget {
  readonly #dealer: Dealer;
  readonly #endpoint: Endpoint;

  constructor(dealer: Dealer, endpoint: Endpoint) {
    this.#dealer = dealer;
    this.#endpoint = endpoint;
  }

  get secret(): string {
    return this.#endpoint.signing_secret;
  }

  async change(change: object): Promise<void> {
    expectStatus(await this.#dealer.dashboard.patch(`/webhook-endpoints/${this.#endpoint.id}`, change), 200);
  }

  /** Has the hub deliver to this receiver of the SDK, and somebody else try to. */
  async expectReceiverAt(url: string): Promise<void> {
    await this.change({ url, is_enabled: true });
    const listing = await this.#dealer.newListing();
    const delivery = await eventually('it is delivered', async () =>
      (await this.#dealer.deliveries(`&q=${listing.id}`)).find((it) => it.status !== 'pending'),
    );
    expect(delivery.attempts).toMatchObject([
      { http_status: 200, response_preview: '{"outcome":"handled"}' },
    ]);
    const rawBody = JSON.stringify(delivery.event);
    expect(await post(url, rawBody, this.secret)).toEqual([200, { outcome: 'duplicate' }]);
    const forged = [400, { outcome: 'refused', problem: 'no_matching_signature' }];
    expect(await post(url, rawBody, 'whsec_another')).toEqual(forged);
    expect(await post(url, `${rawBody} `, this.secret, rawBody)).toEqual(forged);
    const unsigned = await fetch(url, { method: 'POST', body: rawBody });
    expect([unsigned.status, await unsigned.json()]).toEqual([
      400,
      { outcome: 'refused', problem: 'missing_signature' },
    ]);
  }
}

async function post(url: string, body: string, secret: string, signed = body): Promise<[number, unknown]> {
  const timestamp = Math.floor(Date.now() / 1000);
  const headers = {
    'content-type': 'application/json',
    'WTH-Signature': `t=${timestamp},v1=${await signWebhook(signed, secret, timestamp)}`,
  };
  const response = await fetch(url, { method: 'POST', body, headers });
  return [response.status, await response.json()];
}

export async function createWebhookTarget(dealer: Dealer): Promise<WebhookTarget> {
  const endpoint = await dealer.newEndpoint('http://127.0.0.1:9/webhooks', { is_enabled: false });
  return new WebhookTarget(dealer, endpoint);
}
