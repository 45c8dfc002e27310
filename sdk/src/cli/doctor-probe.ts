import http from 'node:http';
import https from 'node:https';
import { type DeliveryToSign, deliveryHeaders } from './delivery-headers.ts';
import { ATTEMPT_TIMEOUT_MS, postWebhook, reasonOf, type WebhookAnswer } from './post-webhook.ts';
import type { ProbeEvent } from './probe-events.ts';

export interface ProbeOptions {
  /** In place of the receiver's own. */
  readonly secrets?: readonly string[];
  /** Seconds to add to the present. */
  readonly shiftSeconds?: number;
  /** Takes place after signing. */
  readonly changeBody?: (body: string) => string;
  readonly changeHeaders?: (headers: Record<string, string>) => Record<string, string>;
}

/** A delivery of which half is on its way. */
export interface HalfSent {
  /** Sends the rest. */
  finish(): Promise<WebhookAnswer>;
}

/** Sends signed events to one receiver, right or wrong in every way a case asks for. */
export class DoctorProbe {
  readonly secret: string;
  readonly #url: URL;
  readonly #signal: AbortSignal;

  constructor(url: URL, secret: string, signal: AbortSignal) {
    this.#url = url;
    this.secret = secret;
    this.#signal = signal;
  }

  async send(event: ProbeEvent, options: ProbeOptions = {}): Promise<WebhookAnswer> {
    const { headers, body } = await this.#sign(event, options);
    return await postWebhook(this.#url, headers, body, this.#signal);
  }

  /** Sends half of the body and holds the rest back. */
  async sendHalf(event: ProbeEvent): Promise<HalfSent> {
    const { headers, body } = await this.#sign(event, {});
    const bytes = Buffer.from(body);
    const startedMs = performance.now();
    const request = (this.#url.protocol === 'https:' ? https : http).request(this.#url, {
      method: 'POST',
      headers: { ...headers, 'Content-Length': bytes.length },
      agent: false,
      timeout: ATTEMPT_TIMEOUT_MS,
      signal: this.#signal,
    });
    const answer = new Promise<WebhookAnswer>((resolve) => {
      const end = (status: number | null, text: string) =>
        resolve({ status, text, durationMs: Math.round(performance.now() - startedMs) });
      request.once('timeout', () =>
        request.destroy(new Error(`no answer within ${ATTEMPT_TIMEOUT_MS / 1000} s`)),
      );
      request.once('error', (error) => end(null, reasonOf(error)));
      request.once('response', (response) => {
        response.resume();
        end(response.statusCode ?? null, '');
      });
    });
    const half = bytes.length >> 1;
    await new Promise<void>((resolve) => request.write(bytes.subarray(0, half), () => resolve()));
    return {
      finish: async () => {
        request.end(bytes.subarray(half));
        return await answer;
      },
    };
  }

  async #sign({ id, type, body }: ProbeEvent, options: ProbeOptions) {
    const { secrets = [this.secret], shiftSeconds = 0, changeBody, changeHeaders } = options;
    const delivery: DeliveryToSign = {
      eventId: id,
      eventType: type,
      deliveryId: crypto.randomUUID(),
      attempt: 1,
      body,
      timestamp: Math.floor(Date.now() / 1000) + shiftSeconds,
      secrets,
    };
    const headers = await deliveryHeaders(delivery);
    return { headers: changeHeaders?.(headers) ?? headers, body: changeBody?.(body) ?? body };
  }
}
