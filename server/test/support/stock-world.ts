import { randomUUID } from 'node:crypto';
import { HOUR_US, type Micros, parseTime } from '../../src/domain/time.ts';
import type { WebhookEndpointInput } from '../../src/domain/webhook-endpoint.ts';
import type { Caller, Hub } from '../../src/operations/hub.ts';
import { createListing, publishListing, updateListing } from '../../src/operations/inventory.ts';
import {
  createWebhookEndpoint,
  rotateSigningSecret,
  updateWebhookEndpoint,
} from '../../src/operations/webhook-endpoints.ts';
import { writeWorld } from '../../src/operations/world-write.ts';
import { createTestDealer, eventsOf, live } from './hub.ts';
import { SecretHistory } from './secret-history.ts';

export interface StockEndpoint {
  readonly id: string;
  /** First part of its URL's path, whatever else changes. */
  readonly tag: string;
  readonly secrets: SecretHistory;
}

/** What the feed says was committed; every endpoint has to hear of it. */
export interface CommittedEvent {
  readonly sequence: number;
  readonly resourceId: string;
  readonly createdUs: Micros;
}

/** A dealer with published listings and endpoints that hear of all; everything happens through the operations. */
export class StockWorld {
  readonly dealerId: string;
  readonly endpoints: StockEndpoint[] = [];
  readonly #hub: Hub;
  readonly #origin: string;
  readonly #caller: Caller;
  readonly #listings: string[] = [];
  #changes = 0;

  private constructor(hub: Hub, origin: string, dealerId: string) {
    this.#hub = hub;
    this.#origin = origin;
    this.dealerId = dealerId;
    this.#caller = live(dealerId, 'dashboard');
  }

  static async open(hub: Hub, origin: string, endpoints: number): Promise<StockWorld> {
    const world = new StockWorld(hub, origin, await createTestDealer(hub));
    for (let index = 0; index < endpoints; index += 1) await world.#addEndpoint();
    return world;
  }

  /** Makes the listings there are; before anything is committed for them. */
  async stockUp(listings: number): Promise<void> {
    await writeWorld(this.#hub, this.#caller, async (write) => {
      for (let index = 0; index < listings; index += 1) {
        const { id } = await createListing(write, { title: `Watch ${index}` });
        await publishListing(write, id);
        this.#listings.push(id);
      }
    });
  }

  async #addEndpoint(): Promise<void> {
    const tag = randomUUID();
    const { id, signing_secret: secret } = await createWebhookEndpoint(this.#hub, this.dealerId, {
      url: `${this.#origin}/${tag}/hook`,
      rate_limit_per_second: 10_000,
    });
    this.endpoints.push({ id, tag, secrets: new SecretHistory(secret) });
  }

  /** One transaction that changes these listings in turn; an event each. @param listings numbers, taken modulo */
  async commit(listings: readonly number[]): Promise<void> {
    await writeWorld(this.#hub, this.#caller, async (write) => {
      for (const index of listings) {
        this.#changes += 1;
        const id = this.#listings[index % this.#listings.length]!;
        await updateListing(write, id, { description: `Change ${this.#changes}` });
      }
    });
  }

  /** Ends a grace that is still running, since the operation refuses another one then. */
  async rotate(endpoint: StockEndpoint, graceSeconds: number): Promise<void> {
    const { clock } = this.#hub;
    const fromUs = clock();
    const graceHours = endpoint.secrets.isInGrace(fromUs) ? 0 : (graceSeconds * 1_000_000) / HOUR_US;
    const rotated = await rotateSigningSecret(this.#hub, this.dealerId, endpoint.id, graceHours);
    const { previous_expires_at: expiry } = rotated;
    endpoint.secrets.rotate(rotated.signing_secret, fromUs, expiry === null ? clock() : parseTime(expiry)!);
  }

  async change(endpoint: StockEndpoint, input: Omit<WebhookEndpointInput, 'url'>): Promise<void> {
    await updateWebhookEndpoint(this.#hub, this.dealerId, endpoint.id, input);
  }

  /** Another URL of the same receiver. */
  async move(endpoint: StockEndpoint): Promise<void> {
    const url = `${this.#origin}/${endpoint.tag}/${randomUUID()}`;
    await updateWebhookEndpoint(this.#hub, this.dealerId, endpoint.id, { url });
  }

  async committed(): Promise<CommittedEvent[]> {
    const events = await eventsOf(this.#hub, this.#caller);
    return events.map(({ sequence, body }) => ({
      sequence,
      resourceId: body.data.object.id as string,
      createdUs: parseTime(body.created_at)!,
    }));
  }
}
