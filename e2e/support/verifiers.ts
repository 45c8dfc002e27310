import { Webhook } from 'standardwebhooks';
import Stripe from 'stripe';
import type { Received } from './receiver.ts';

const stripe = new Stripe('sk_test_unused');

/** Other people's libraries; each throws unless the request was signed with the secret, and gives its event. */
export const VERIFIERS: Readonly<Record<string, (request: Received, secret: string) => unknown>> = {
  stripe: ({ raw, headers }, secret) =>
    stripe.webhooks.constructEvent(raw, headers['wth-signature']!, secret),
  standardwebhooks: ({ raw, headers }, secret) => new Webhook(secret).verify(raw, { ...headers }),
};

/** Whether each of them accepts the request. */
export function isSignedWith(request: Received, secret: string): boolean {
  return Object.values(VERIFIERS).every((verify) => {
    try {
      verify(request, secret);
      return true;
    } catch {
      return false;
    }
  });
}
