import { createHmac, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import Stripe from 'stripe';
import { describe, expect, it } from 'vitest';
import { signWebhook, verifyWebhook, type WebhookVerificationError } from '../src/verify-webhook.ts';

const NOW_S = 1_778_146_200;
const AT_NOW = { nowMs: NOW_S * 1000 };
const newSecret = () => `whsec_${randomBytes(32).toString('base64')}`;
const BODY = JSON.stringify({ id: 'evt_1', type: 'listing.sold', title: 'Königin – 手表' });

const headerOf = (body: string, secret: string, t = NOW_S) =>
  `t=${t},v1=${createHmac('sha256', secret).update(`${t}.${body}`).digest('hex')}`;

const problemOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'verified',
    (error: unknown) => (error as WebhookVerificationError).problem,
  );

describe('verifyWebhook', () => {
  it('gives the event of a body signed with the secret, as text and as bytes', async () => {
    const secret = newSecret();
    const header = headerOf(BODY, secret);
    expect(await verifyWebhook(BODY, header, secret, AT_NOW)).toEqual(JSON.parse(BODY));
    expect(await verifyWebhook(new TextEncoder().encode(BODY), header, secret, AT_NOW)).toEqual(
      JSON.parse(BODY),
    );
  });

  it('takes either secret during a rotation, on either side', async () => {
    const [older, newer] = [newSecret(), newSecret()];
    const both = `${headerOf(BODY, newer)},${headerOf(BODY, older).split(',')[1]}`;
    for (const secret of [older, newer])
      expect(await problemOf(verifyWebhook(BODY, both, secret, AT_NOW))).toBe('verified');
    expect(await problemOf(verifyWebhook(BODY, headerOf(BODY, older), [newer, older], AT_NOW))).toBe(
      'verified',
    );
  });

  it('refuses another secret, a changed body and a changed time', async () => {
    const secret = newSecret();
    const header = headerOf(BODY, secret);
    expect(await problemOf(verifyWebhook(BODY, header, newSecret(), AT_NOW))).toBe('no_matching_signature');
    expect(await problemOf(verifyWebhook(`${BODY} `, header, secret, AT_NOW))).toBe('no_matching_signature');
    const moved = header.replace(`t=${NOW_S}`, `t=${NOW_S + 1}`);
    expect(await problemOf(verifyWebhook(BODY, moved, secret, AT_NOW))).toBe('no_matching_signature');
  });

  it('refuses what is more than five minutes off, either way, and says so only of a genuine signature', async () => {
    const secret = newSecret();
    for (const [offset, outcome] of [
      [-301, 'timestamp_outside_tolerance'],
      [-300, 'verified'],
      [300, 'verified'],
      [301, 'timestamp_outside_tolerance'],
    ] as const) {
      const header = headerOf(BODY, secret, NOW_S + offset);
      expect(await problemOf(verifyWebhook(BODY, header, secret, AT_NOW)), String(offset)).toBe(outcome);
    }
    const forged = headerOf(BODY, newSecret(), NOW_S - 9_999);
    expect(await problemOf(verifyWebhook(BODY, forged, secret, AT_NOW))).toBe('no_matching_signature');
  });

  it.each([
    [undefined, 'missing_signature'],
    ['', 'missing_signature'],
    ['v1=abc', 'malformed_signature'],
    [`t=${NOW_S}`, 'malformed_signature'],
    [`t=soon,v1=${'0'.repeat(64)}`, 'malformed_signature'],
    [`t=${NOW_S},v0=${'0'.repeat(64)}`, 'malformed_signature'],
    [`t=${NOW_S},v1=${'0'.repeat(63)}`, 'malformed_signature'],
  ])('refuses the header %s', async (header, problem) => {
    expect(await problemOf(verifyWebhook(BODY, header, newSecret(), AT_NOW))).toBe(problem);
  });

  it('refuses no secret at all', async () => {
    expect(await problemOf(verifyWebhook(BODY, headerOf(BODY, ''), [], AT_NOW))).toBe(
      'no_matching_signature',
    );
  });

  it.each([Number.NaN, -1])('refuses a tolerance of %s, which would let replays pass', async (seconds) => {
    const secret = newSecret();
    const options = { ...AT_NOW, toleranceSeconds: seconds };
    const call = verifyWebhook(BODY, headerOf(BODY, secret), secret, options);
    await expect(call).rejects.toThrow(/^toleranceSeconds must be a number/);
  });

  it('refuses everything when it is no number what time it is', async () => {
    const secret = newSecret();
    const call = verifyWebhook(BODY, headerOf(BODY, secret), secret, { nowMs: Number.NaN });
    expect(await problemOf(call)).toBe('timestamp_outside_tolerance');
  });

  it('never verifies a header made of anything', async () => {
    const secret = newSecret();
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary-ascii' }), async (header) => {
        expect(await problemOf(verifyWebhook(BODY, header, secret, AT_NOW))).not.toBe('verified');
      }),
    );
  });

  it("signs what Stripe's library verifies, whatever the body", async () => {
    const stripe = new Stripe('sk_test_unused');
    await fc.assert(
      fc.asyncProperty(fc.json(), async (body) => {
        const secret = newSecret();
        const header = `t=${NOW_S},v1=${await signWebhook(body, secret, NOW_S)}`;
        const event = await stripe.webhooks.constructEventAsync(
          body,
          header,
          secret,
          undefined,
          undefined,
          NOW_S,
        );
        expect(event).toEqual(JSON.parse(body));
      }),
      { numRuns: 50 },
    );
  });
});
