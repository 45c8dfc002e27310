import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import {
  attemptHeaders,
  newSigningSecret,
  standardWebhooksSignature,
  wthSignature,
} from '../../src/domain/signature.ts';

const SECRET = 'whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=';
const OLD_SECRET = newSigningSecret(Buffer.alloc(32, 7));
const BODY = '{"id":"evt_0196ab5e3c4d7e8f9a0b1c2d3e4f5a6b","title":"Black Bay 58 – 39 mm ✓"}';
const TIMESTAMP = 1_778_146_200;
const WTH_VECTOR = 't=1778146200,v1=5a23c0da22314d4e83230e0dc96e37f59611da085a2e1c884ae512233fb87b71';
const STANDARD_VECTOR = 'v1,5xr4KSf60Jyr+HNDuYmtINZoXttKaojwha91xiBKdxU=';
const EVENT_ID = '0196ab5e-3c4d-7e8f-9a0b-1c2d3e4f5a6b';

const headersOf = (secrets: string[], timestamp = Math.floor(Date.now() / 1000), body = BODY) =>
  attemptHeaders({
    eventId: EVENT_ID,
    eventType: 'listing.updated',
    deliveryId: '0196ab5e-0000-7000-8000-000000000001',
    attemptNumber: 3,
    body,
    timestamp,
    secrets,
  });

const stripe = new Stripe('sk_test_unused');
const verifyWithStripe = (headers: Record<string, string>, secret: string, body = BODY) =>
  stripe.webhooks.constructEvent(body, headers['WTH-Signature']!, secret);
const verifyWithStandardWebhooks = (headers: Record<string, string>, secret: string, body = BODY) =>
  new Webhook(secret).verify(body, headers);

describe('signing secret', () => {
  test('is whsec_ and the base64 of 32 bytes', () => {
    expect(newSigningSecret(Buffer.from(Array.from({ length: 32 }, (_, i) => i)))).toBe(SECRET);
    expect(newSigningSecret()).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(newSigningSecret()).not.toBe(newSigningSecret());
  });
});

describe('signatures', () => {
  // Made with: printf '%s.%s' 1778146200 "$BODY" | openssl dgst -sha256 -hmac "$SECRET"
  test('have fixed values for fixed input', () => {
    expect(wthSignature([SECRET], TIMESTAMP, BODY)).toBe(WTH_VECTOR);
    expect(standardWebhooksSignature([SECRET], 'evt_0196ab5e3c4d7e8f9a0b1c2d3e4f5a6b', TIMESTAMP, BODY)).toBe(
      STANDARD_VECTOR,
    );
  });

  test("are accepted by Stripe's library and by standardwebhooks", () => {
    const headers = headersOf([SECRET]);
    expect(verifyWithStripe(headers, SECRET).id).toBe('evt_0196ab5e3c4d7e8f9a0b1c2d3e4f5a6b');
    expect(() => verifyWithStandardWebhooks(headers, SECRET)).not.toThrow();
  });

  test('are accepted with the old and the new secret during a rotation', () => {
    const headers = headersOf([SECRET, OLD_SECRET]);
    for (const secret of [SECRET, OLD_SECRET]) {
      expect(() => verifyWithStripe(headers, secret)).not.toThrow();
      expect(() => verifyWithStandardWebhooks(headers, secret)).not.toThrow();
    }
    expect(headers['WTH-Signature']).toBe(
      `${wthSignature([SECRET], Number(headers['webhook-timestamp']), BODY)},v1=${createHmac(
        'sha256',
        OLD_SECRET,
      )
        .update(`${headers['webhook-timestamp']}.${BODY}`)
        .digest('hex')}`,
    );
  });

  test('are refused with another secret, another body and an old timestamp', () => {
    const headers = headersOf([SECRET]);
    expect(() => verifyWithStripe(headers, OLD_SECRET)).toThrow();
    expect(() => verifyWithStandardWebhooks(headers, OLD_SECRET)).toThrow();
    expect(() => verifyWithStripe(headers, SECRET, `${BODY} `)).toThrow();
    expect(() => verifyWithStandardWebhooks(headers, SECRET, `${BODY} `)).toThrow();
    const stale = headersOf([SECRET], Math.floor(Date.now() / 1000) - 301);
    expect(() => verifyWithStripe(stale, SECRET)).toThrow();
    expect(() => verifyWithStandardWebhooks(stale, SECRET)).toThrow();
  });

  test('of any body are accepted by both libraries', () => {
    fc.assert(
      fc.property(fc.json(), fc.uint8Array({ minLength: 32, maxLength: 32 }), (body, random) => {
        const secret = newSigningSecret(random);
        const headers = headersOf([secret], undefined, body);
        verifyWithStripe(headers, secret, body);
        verifyWithStandardWebhooks(headers, secret, body);
      }),
    );
  });
});

test('the headers of an attempt are those of the contract', () => {
  expect(headersOf([SECRET], TIMESTAMP)).toEqual({
    'Content-Type': 'application/json',
    'User-Agent': 'WatchTraderHub-Webhooks/1.0',
    'WTH-Signature': WTH_VECTOR,
    'WTH-Event-Id': 'evt_0196ab5e3c4d7e8f9a0b1c2d3e4f5a6b',
    'WTH-Event-Type': 'listing.updated',
    'WTH-Delivery-Id': '0196ab5e-0000-7000-8000-000000000001',
    'WTH-Delivery-Attempt': '3',
    'webhook-id': 'evt_0196ab5e3c4d7e8f9a0b1c2d3e4f5a6b',
    'webhook-timestamp': '1778146200',
    'webhook-signature': STANDARD_VECTOR,
  });
});
