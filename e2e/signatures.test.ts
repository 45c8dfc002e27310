import { beforeAll, describe, expect, it } from 'vitest';
import { createDealer, type Dealer } from './support/dealer.ts';
import { eventually } from './support/eventually.ts';
import { expectStatus } from './support/http-client.ts';
import { hubForFile } from './support/hub-for-file.ts';
import type { Received } from './support/receiver.ts';
import type { Endpoint } from './support/shapes.ts';
import { VERIFIERS } from './support/verifiers.ts';

const HOUR_S = 3_600;

const scene = hubForFile();
let dealer: Dealer;
let endpoint: Endpoint;

beforeAll(async () => {
  dealer = await createDealer(scene.hub);
  endpoint = await dealer.newEndpoint(scene.receiver.url());
});

/** The next delivery, of something that really happened. */
async function nextDelivery(): Promise<Received> {
  const listing = await dealer.newListing({ title: 'Ω Speedmaster “Moonwatch” 時計' });
  return await eventually('its event arrives', () =>
    scene.receiver.requests.find((it) => it.event.data.object.id === listing.id),
  );
}

async function rotate(graceSeconds: number): Promise<string> {
  const body = { grace_hours: graceSeconds / HOUR_S };
  const path = `/webhook-endpoints/${endpoint.id}/rotate-secret`;
  return expectStatus(await dealer.dashboard.post<Endpoint>(path, body), 200).signing_secret;
}

const signatureCount = (request: Received): number =>
  request.headers['wth-signature']!.split('v1=').length - 1;

function expectVerifies(request: Received, secrets: { good: string[]; bad: string[] }): void {
  for (const verify of Object.values(VERIFIERS)) {
    for (const secret of secrets.good) expect(verify(request, secret)).toEqual(request.event);
    for (const secret of secrets.bad) expect(() => verify(request, secret)).toThrow();
  }
}

describe("real deliveries pass Stripe's and Standard Webhooks' own verifiers", () => {
  const foreign = `whsec_${Buffer.alloc(32, 9).toString('base64')}`;

  it('with the secret shown at creation, over the exact bytes, and with no other secret', async () => {
    const request = await nextDelivery();
    expectVerifies(request, { good: [endpoint.signing_secret], bad: [foreign] });
    const tampered = { ...request, raw: Buffer.from(`${request.raw.toString()} `) };
    expectVerifies(tampered, { good: [], bad: [endpoint.signing_secret] });
  });

  it('during a rotation with the old and the new secret, afterwards with the new one alone', async () => {
    const before = endpoint.signing_secret;
    const after = await rotate(4);
    const during = await nextDelivery();
    expect(signatureCount(during)).toBe(2);
    expectVerifies(during, { good: [after, before], bad: [foreign] });

    const later = await eventually('one signature is left', async () => {
      const request = await nextDelivery();
      return signatureCount(request) === 1 && request;
    });
    expectVerifies(later, { good: [after], bad: [before] });
  });

  it('and a rotation without grace replaces both secrets of the one it cuts short', async () => {
    const first = await rotate(HOUR_S);
    const refused = await dealer.dashboard.post(`/webhook-endpoints/${endpoint.id}/rotate-secret`, {});
    expect([refused.status, refused.code]).toEqual([409, 'rotation_in_progress']);
    const last = await rotate(0);
    const request = await nextDelivery();
    expect(signatureCount(request)).toBe(1);
    expectVerifies(request, { good: [last], bad: [first, endpoint.signing_secret] });
  });
});
