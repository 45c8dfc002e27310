import type { CliContext } from './cli-context.ts';
import { UsageError } from './cli-error.ts';
import { CONNECTION_OPTIONS, parseUrl } from './connection.ts';
import { isSigningSecret, newSigningSecret } from './delivery-headers.ts';
import { Forwarder } from './forwarder.ts';
import { isSuccess, type WebhookAnswer } from './post-webhook.ts';
import { printable } from './printable.ts';

export const FORWARD_OPTIONS = {
  'forward-to': {
    type: 'string',
    value: '<url>',
    help: 'Your receiver, such as http://localhost:3000/webhooks.',
  },
  secret: {
    type: 'string',
    value: '<whsec_…>',
    help: 'Signs with it, instead of a new one that is printed.',
  },
  ...CONNECTION_OPTIONS,
} as const;

/** @throws UsageError */
export function newForwarder(
  options: { readonly 'forward-to'?: string; readonly secret?: string },
  { signal }: CliContext,
): Forwarder {
  const target = options['forward-to'];
  if (target === undefined) {
    throw new UsageError('where to? Add --forward-to http://localhost:3000/webhooks, with your receiver');
  }
  const secret = options.secret ?? newSigningSecret();
  if (!isSigningSecret(secret))
    throw new UsageError('--secret must be whsec_ and base64, as the hub gives it');
  return new Forwarder(parseUrl('--forward-to', target), secret, signal);
}

/** `12:00:01  order.received  evt_…  200  12 ms`. */
export function describeForward(event: { id: string; type: string }, answer: WebhookAnswer): string {
  const time = new Date().toTimeString().slice(0, 8);
  const outcome = answer.status === null ? 'failed' : String(answer.status);
  const line = `${time}  ${event.type.padEnd(22)}  ${event.id}  ${outcome}  ${answer.durationMs} ms`;
  return isSuccess(answer) || answer.text === '' ? line : `${line}  ${printable(answer.text)}`;
}
