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
  /** Openings of the stream so far. */
  streamsOpened = 0;
  isDown = false;
  /** Answers everything with this refusal. */
  refusal: { status: number; code: string } | null = null;
  /** Runs before each page of listings is answered. */
  onListingsPage: () => void = () => {};
  readonly listings = new Map<string, Listing>();
  readonly #pageSize: number;
  readonly #streams = new Set<FeedStream>();
  #changes = 0;

  constructor({ livemode = true, pageSize = 250 } = {}) {
    this.livemode = livemode;
    this.#pageSize = pageSize;
  }

  /** Something happens to a listing, which is new unless given. */
  change(listing: Partial<Listing> = {}, type: EventType = 'listing.updated'): EventOf<'listing.updated'> {
    return this.add(type, this.changeSilently(listing)) as EventOf<'listing.updated'>;
  }

  /** As the edit of an unpublished listing, of which no event tells. */
  changeSilently(listing: Partial<Listing> = {}): Listing {
    this.#changes += 1;
    const updated_at = String(this.#changes).padStart(6, '0');
    const object = { id: randomUUID(), object: 'listing', version: 1, updated_at, ...listing } as Listing;
    this.listings.set(object.id, object);
    return object;
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
    for (const stream of this.#streams) stream.send(event);
    return event;
  }

  /** As when the hub restarts. */
  breakStreams(): void {
    for (const stream of this.#streams) stream.break(new TypeError('connection reset'));
  }

  get openStreams(): number {
    return this.#streams.size;
  }

  get client(): WatchTraderHub {
    return new WatchTraderHub({
      apiKey: `wth_${'k'.repeat(32)}`,
      baseUrl: 'https://hub.example.com',
      maxRetries: 0,
      fetch: async (url, init) => this.#answer(new URL(url), init),
    });
  }

  #answer({ pathname, searchParams }: URL, init: RequestInit): Response {
    if (this.isDown) throw new TypeError('connection refused');
    if (this.refusal !== null) return refuse(this.refusal.status, this.refusal.code);
    if (pathname.endsWith('/me')) return Response.json({ livemode: this.livemode });
    if (pathname.endsWith('/listings')) return this.#answerListings(searchParams);
    if (pathname.includes('/listings/')) {
      const listing = this.listings.get(pathname.split('/').at(-1)!);
      return listing ? Response.json(listing) : refuse(404, 'resource_not_found');
    }
    if (pathname.endsWith('/events/stream')) return this.#answerStream(searchParams, init);
    return this.#answerEvents(searchParams);
  }

  #answerStream(search: URLSearchParams, { headers, signal }: RequestInit): Response {
    const position = new Headers(headers).get('last-event-id') ?? search.get('after_sequence');
    const after = Number(position ?? this.oldest - 1);
    if (after < this.oldest - 1) return refuse(400, 'invalid_cursor');
    this.streamsOpened += 1;
    const stream: FeedStream = new FeedStream(after, search.get('types')?.split(','), () =>
      this.#streams.delete(stream),
    );
    this.#streams.add(stream);
    for (const event of this.events.slice(after)) stream.send(event);
    signal?.addEventListener('abort', () => stream.break(signal.reason));
    return new Response(stream.body, { headers: { 'content-type': 'text/event-stream' } });
  }

  /** Newest change first; a cursor is the time of the last row. */
  #answerListings(search: URLSearchParams): Response {
    this.onListingsPage();
    const after = search.get('after');
    if (after === 'damaged') return refuse(400, 'invalid_cursor');
    const rows = [...this.listings.values()]
      .filter(
        (it) => it.updated_at > (search.get('updated_after') ?? '') && (!after || it.updated_at < after),
      )
      .sort((a, b) => (a.updated_at < b.updated_at ? 1 : -1));
    const data = rows.slice(0, this.#pageSize);
    const cursor = data.length < rows.length ? data.at(-1)!.updated_at : null;
    return Response.json({ object: 'list', data, has_more: cursor !== null, next_cursor: cursor });
  }

  #answerEvents(searchParams: URLSearchParams): Response {
    this.reads += 1;
    const after = Number(searchParams.get('after_sequence') ?? this.oldest - 1);
    if (after < this.oldest - 1) return refuse(400, 'invalid_cursor');
    const types = searchParams.get('types')?.split(',');
    const rest = this.events.filter(
      (it) => it.sequence > after && it.sequence >= this.oldest && (types?.includes(it.type) ?? true),
    );
    const data = rest.slice(0, Math.min(this.#pageSize, Number(searchParams.get('limit') ?? 50)));
    const hasMore = data.length < rest.length;
    const last = hasMore ? data.at(-1)!.sequence : Math.max(after, this.events.length);
    const body = { object: 'list', data, has_more: hasMore, next_cursor: null, last_sequence: last };
    return Response.json(body);
  }
}

/** One connection of `/events/stream`. */
class FeedStream {
  readonly body: ReadableStream<Uint8Array>;
  readonly #types: readonly string[] | undefined;
  readonly #onEnd: () => unknown;
  #controller!: ReadableStreamDefaultController<Uint8Array>;

  constructor(position: number, types: readonly string[] | undefined, onEnd: () => unknown) {
    this.#types = types;
    this.#onEnd = onEnd;
    this.body = new ReadableStream({
      start: (controller) => {
        this.#controller = controller;
      },
      cancel: () => void onEnd(),
    });
    this.#write(`id: ${position}\n\n`);
  }

  send(event: HubEvent): void {
    const isLeftOut = this.#types?.includes(event.type) === false;
    this.#write(`id: ${event.sequence}\n${isLeftOut ? '' : `data: ${JSON.stringify(event)}\n`}\n`);
  }

  break(reason: unknown): void {
    this.#controller.error(reason);
    this.#onEnd();
  }

  #write(text: string): void {
    this.#controller.enqueue(new TextEncoder().encode(text));
  }
}

const refuse = (status: number, code: string) =>
  Response.json({ error: { type: 't', code, message: `about ${code}` } }, { status });

/** As the hub sends it. */
export async function toWebhook(event: unknown, secret: string) {
  const rawBody = JSON.stringify(event);
  const t = Math.floor(Date.now() / 1000);
  const signature = `t=${t},v1=${await signWebhook(rawBody, secret, t)}`;
  const headers = { 'content-type': 'application/json', 'wth-signature': signature };
  return { rawBody, headers, header: (name: string) => new Headers(headers).get(name) };
}
