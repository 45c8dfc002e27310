import { deliveryHeaders } from './delivery-headers.ts';
import { postWebhook, type WebhookAnswer } from './post-webhook.ts';

/** Deliveries whose attempts are counted; older ones begin anew. */
const REMEMBERED_MAX = 10_000;

export interface EventToForward {
  readonly id: string;
  readonly type: string;
  /** The JSON text that is signed and sent. */
  readonly body: string;
}

/** Sends events to one receiver, each like an attempt of a real delivery. */
export class Forwarder {
  readonly secret: string;
  readonly #target: URL;
  readonly #signal: AbortSignal;
  /** By event id. */
  readonly #deliveries = new Map<string, { readonly id: string; attempts: number }>();

  constructor(target: URL, secret: string, signal: AbortSignal) {
    this.#target = target;
    this.secret = secret;
    this.#signal = signal;
  }

  /** The same event again is another attempt of the same delivery. Rejects only when stopped. */
  async forward({ id, type, body }: EventToForward): Promise<WebhookAnswer> {
    const delivery = this.#deliveryOf(id);
    delivery.attempts += 1;
    const headers = await deliveryHeaders({
      eventId: id,
      eventType: type,
      deliveryId: delivery.id,
      attempt: delivery.attempts,
      body,
      timestamp: Math.floor(Date.now() / 1000),
      secrets: [this.secret],
    });
    return await postWebhook(this.#target, headers, body, this.#signal);
  }

  #deliveryOf(eventId: string) {
    const known = this.#deliveries.get(eventId);
    if (known !== undefined) return known;
    const delivery = { id: crypto.randomUUID(), attempts: 0 };
    this.#deliveries.set(eventId, delivery);
    const [oldest] = this.#deliveries.keys();
    if (this.#deliveries.size > REMEMBERED_MAX && oldest !== undefined) this.#deliveries.delete(oldest);
    return delivery;
  }
}
