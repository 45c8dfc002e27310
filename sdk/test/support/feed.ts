import { randomBytes, randomUUID } from 'node:crypto';
import type { EventOf, EventType, HubEvent, Listing } from '../../src/api-shapes.ts';
import { WatchTraderHub } from '../../src/client.ts';
import { signWebhook } from '../../src/verify-webhook.ts';

export const newSecret = () => `whsec_${randomBytes(32).toString('base64')}`;

/** What a hub tells of one world, answered to a real client. */
export class Feed {
  readonly events: HubEvent[] = [];
  readonly livemode: boolean;
  /** Sequences before it are no longer kept. */
  oldest = 1;
  /** Requests to `/events` so far. */
  reads = 0;
  isDown = false;
  readonly #pageSize: number;

  constructor({ livemode = true, pageSize = 250 } = {}) {
    this.livemode = livemode;
    this.#pageSize = pageSize;
  }

  /** Something happens to a listing, which is new unless given. */
  change(listing: Partial<Listing> = {}, type: EventType = 'listing.updated'): EventOf<'listing.updated'> {
    const object = { id: randomUUID(), object: 'listing', version: 1, ...listing } as Listing;
    return this.add(type, object) as EventOf<'listing.updated'>;
  }

  add(type: EventType, object: unknown): HubEvent {
    const event = {
      id: `evt_${randomBytes(16).toString('hex')}`,
      object: 'event',
      type,
      api_version: '2026-05-07',
      created_at: '2026-11-25T00:00:00.000000Z',
      livemode: this.livemode,
      sequence: this.events.length + 1,
      data: { object },
    } as unknown as HubEvent;
    this.events.push(event);
    return event;
  }

  get client(): WatchTraderHub {
    return new WatchTraderHub({
      apiKey: `wth_${'k'.repeat(32)}`,
      baseUrl: 'https://hub.example.com',
      maxRetries: 0,
      fetch: async (url) => this.#answer(new URL(url)),
    });
  }

  #answer({ pathname, searchParams }: URL): Response {
    if (this.isDown) throw new TypeError('connection refused');
    if (pathname.endsWith('/me')) return Response.json({ livemode: this.livemode });
    this.reads += 1;
    const after = Number(searchParams.get('after_sequence') ?? this.oldest - 1);
    if (after < this.oldest - 1) {
      const error = { type: 'validation_error', code: 'invalid_cursor', message: 'too old' };
      return Response.json({ error }, { status: 400 });
    }
    const types = searchParams.get('types')?.split(',');
    const rest = this.events.filter((it) => it.sequence > after && (types?.includes(it.type) ?? true));
    const data = rest.slice(0, Math.min(this.#pageSize, Number(searchParams.get('limit') ?? 50)));
    const hasMore = data.length < rest.length;
    const last = hasMore ? data.at(-1)!.sequence : Math.max(after, this.events.length);
    const body = { object: 'list', data, has_more: hasMore, next_cursor: null, last_sequence: last };
    return Response.json(body);
  }
}

/** As the hub sends it. */
export async function toWebhook(event: unknown, secret: string) {
  const rawBody = JSON.stringify(event);
  const t = Math.floor(Date.now() / 1000);
  const signature = `t=${t},v1=${await signWebhook(rawBody, secret, t)}`;
  const headers = { 'content-type': 'application/json', 'wth-signature': signature };
  return { rawBody, headers, header: (name: string) => new Headers(headers).get(name) };
}
