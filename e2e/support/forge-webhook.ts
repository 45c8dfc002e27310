import { createHmac } from 'node:crypto';
import { send } from './http-client.ts';

/** By how much the clocks of hub and receiver may differ. */
export const SIGNATURE_SECONDS_MAX = 300;

const BODY = JSON.stringify({
  id: 'evt_1',
  type: 'order.received',
  livemode: false,
  sequence: 1,
  data: { object: { id: '1b671a64-40d5-491e-99b0-da01ff1f3341', object: 'order', external_id: 'cart-1' } },
});

export interface Forgery {
  readonly secret?: string;
  /** Below zero: signed in the future. */
  readonly ageSeconds?: number;
  readonly body?: string;
  /** The value of WTH-Signature, from what would be right; null sends none. */
  readonly header?: ((timestamp: number, signature: string) => string) | null;
}

/** Of a webhook that the hub never sent. @returns the status it is answered with */
export async function forgeWebhook(
  url: string,
  { secret = '', ageSeconds = 0, body = BODY, header = (t, v1) => `t=${t},v1=${v1}` }: Forgery,
): Promise<number> {
  const { origin, pathname: path } = new URL(url);
  const timestamp = Math.floor(Date.now() / 1000) - ageSeconds;
  const signature = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
  const headers: Record<string, string> =
    header === null ? {} : { 'WTH-Signature': header(timestamp, signature) };
  return (await send({ origin }, { method: 'POST', path, headers, body })).status;
}
