import { signWebhook } from '../verify-webhook.ts';

const SECRET_PREFIX = 'whsec_';
const SECRET_BYTES = 32;

export interface DeliveryToSign {
  readonly eventId: string;
  readonly eventType: string;
  readonly deliveryId: string;
  /** From 1. */
  readonly attempt: number;
  readonly body: string;
  /** Unix seconds of this attempt. */
  readonly timestamp: number;
  /** The newest first. */
  readonly secrets: readonly string[];
}

/** `whsec_` and the base64 of 32 random bytes, as the hub makes them. */
export function newSigningSecret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(SECRET_BYTES));
  return SECRET_PREFIX + Buffer.from(bytes).toString('base64');
}

export const isSigningSecret = (text: string): boolean =>
  text.startsWith(SECRET_PREFIX) &&
  /^[A-Za-z0-9+/]+={0,2}$/.test(text.slice(SECRET_PREFIX.length)) &&
  Buffer.from(text.slice(SECRET_PREFIX.length), 'base64').length >= 24;

/** All headers of one attempt of a real delivery. */
export async function deliveryHeaders(delivery: DeliveryToSign): Promise<Record<string, string>> {
  const { eventId, timestamp, body, secrets } = delivery;
  const hex = await Promise.all(secrets.map((secret) => signWebhook(body, secret, timestamp)));
  const base64 = await Promise.all(
    secrets.map((secret) => signStandardWebhook(`${eventId}.${timestamp}.${body}`, secret)),
  );
  return {
    'Content-Type': 'application/json',
    'User-Agent': 'WatchTraderHub-Webhooks/1.0',
    'WTH-Signature': [`t=${timestamp}`, ...hex.map((each) => `v1=${each}`)].join(','),
    'WTH-Event-Id': eventId,
    'WTH-Event-Type': delivery.eventType,
    'WTH-Delivery-Id': delivery.deliveryId,
    'WTH-Delivery-Attempt': String(delivery.attempt),
    'webhook-id': eventId,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': base64.map((each) => `v1,${each}`).join(' '),
  };
}

/** Of Standard Webhooks (https://www.standardwebhooks.com): the key is the decoded secret. */
async function signStandardWebhook(text: string, secret: string): Promise<string> {
  const bytes = Buffer.from(secret.slice(SECRET_PREFIX.length), 'base64');
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('raw', bytes, algorithm, false, ['sign']);
  return Buffer.from(await crypto.subtle.sign('HMAC', key, Buffer.from(text))).toString('base64');
}
