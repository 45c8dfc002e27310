import { createHmac, createSecretKey, randomBytes } from 'node:crypto';
import { formatEventId } from './ids.ts';

const PREFIX = 'whsec_';

/**
 * `whsec_` and the base64 of 32 bytes.
 * @param random 32 bytes; from the CSPRNG unless a test fixes them
 */
export function newSigningSecret(random: Uint8Array = randomBytes(32)): string {
  return PREFIX + Buffer.from(random).toString('base64');
}

/** `WTH-Signature`: the key is the whole secret as text, so that Stripe's libraries verify it. */
export function wthSignature(secrets: readonly string[], timestamp: number, body: string): string {
  const signatures = secrets.map((secret) => {
    const hex = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
    return `v1=${hex}`;
  });
  return [`t=${timestamp}`, ...signatures].join(',');
}

/**
 * `webhook-signature` of Standard Webhooks (https://www.standardwebhooks.com): the key is the decoded secret.
 * @param id the event's id, `evt_…`
 */
export function standardWebhooksSignature(
  secrets: readonly string[],
  id: string,
  timestamp: number,
  body: string,
): string {
  return secrets
    .map((secret) => {
      // A quarter of the time that `createHmac` takes with a buffer.
      const key = createSecretKey(secret.slice(PREFIX.length), 'base64');
      return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
    })
    .join(' ');
}

export interface AttemptToSign {
  readonly eventId: string;
  readonly eventType: string;
  readonly deliveryId: string;
  /** From 1. */
  readonly attemptNumber: number;
  readonly body: string;
  /** Unix seconds of this attempt, not of the event: receivers refuse what is more than 5 minutes off. */
  readonly timestamp: number;
  /** The newest first; the previous one only during its grace. */
  readonly secrets: readonly string[];
}

/** All headers of one attempt, as they are sent and shown in the log. */
export function attemptHeaders(attempt: AttemptToSign): Record<string, string> {
  const id = formatEventId(attempt.eventId);
  const { secrets, timestamp, body } = attempt;
  return {
    'Content-Type': 'application/json',
    'User-Agent': 'WatchTraderHub-Webhooks/1.0',
    'WTH-Signature': wthSignature(secrets, timestamp, body),
    'WTH-Event-Id': id,
    'WTH-Event-Type': attempt.eventType,
    'WTH-Delivery-Id': attempt.deliveryId,
    'WTH-Delivery-Attempt': String(attempt.attemptNumber),
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': standardWebhooksSignature(secrets, id, timestamp, body),
  };
}
