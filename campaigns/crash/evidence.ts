import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { HubEvent, Page } from '../../e2e/support/shapes.ts';
import type { CrashStage } from './crash-stage.ts';
import type { Journal } from './journal.ts';
import type { StageDealer } from './stage-dealers.ts';

const PAGE = 250;
const RETRY_MS = 100;
const RETRIES = 100;

export interface OrderRow {
  readonly id: string;
  readonly status: string;
  readonly intent: string;
  readonly line_items: readonly { readonly listing_id: string; readonly quantity: number }[];
}

export interface ListingRow {
  readonly id: string;
  readonly stock_number: string;
  readonly status: string;
  readonly quantity: number;
  readonly version: number;
}

export interface RecordRow {
  readonly key: string;
  readonly status: number;
}

export interface DeliveryRow {
  readonly id: string;
  /** Path of its endpoint at the receiver. */
  readonly path: string;
  readonly event_id: string;
  readonly status: string;
  readonly reason: string | null;
}

export interface EventRow {
  readonly id: string;
  readonly sequence: number;
  readonly body: string;
}

// biome-ignore lint/suspicious/noExplicitAny: the checker looks into every kind of resource
export type FedEvent = HubEvent & { readonly data: { readonly object: any } };

/** What is there after it all, of one dealer's live world, read by SQL and from the feed. */
export interface DealerEvidence {
  readonly dealer: StageDealer;
  readonly orders: readonly OrderRow[];
  readonly listings: readonly ListingRow[];
  readonly customers: readonly string[];
  readonly records: readonly RecordRow[];
  readonly deliveries: readonly DeliveryRow[];
  readonly events: readonly EventRow[];
  readonly lastSequence: number;
  readonly feed: readonly FedEvent[];
}

/** What the receiver got of one delivery. */
export interface Receipt {
  readonly path: string;
  readonly eventId: string;
  readonly times: number;
  /** How often it answered by 200. */
  readonly taken: number;
  /** SHA-256 of each body, all the same. */
  readonly digests: ReadonlySet<string>;
}

export interface Evidence {
  readonly journal: Journal;
  readonly dealers: readonly DealerEvidence[];
  /** By delivery id. */
  readonly receipts: ReadonlyMap<string, Receipt>;
}

export const digestOf = (bytes: Buffer | string): string => createHash('sha256').update(bytes).digest('hex');

export async function collectEvidence(stage: CrashStage, journal: Journal): Promise<Evidence> {
  const dealers: DealerEvidence[] = [];
  for (const dealer of stage.dealers) dealers.push(await readDealer(stage, dealer));
  return { journal, dealers, receipts: readReceipts(stage) };
}

async function readDealer(stage: CrashStage, dealer: StageDealer): Promise<DealerEvidence> {
  const [owner] = await stage.rows<{ dealer_id: string }>('select dealer_id from listings where id = $1', [
    dealer.large[0]!.id,
  ]);
  const own = [owner!.dealer_id];
  const [clock] = await stage.rows<{ last_sequence: number }>(
    'select last_sequence from dealer_clocks where dealer_id = $1 and livemode',
    own,
  );
  return {
    dealer,
    orders: await stage.rows(
      `select id, status, metadata->>'intent' as intent, line_items from orders
      where dealer_id = $1 and livemode order by number`,
      own,
    ),
    listings: await stage.rows(
      'select id, stock_number, status, quantity, version from listings where dealer_id = $1 and livemode',
      own,
    ),
    customers: (
      await stage.rows<{ external_id: string }>(
        'select external_id from customers where dealer_id = $1 and livemode',
        own,
      )
    ).map((it) => it.external_id),
    records: await stage.rows(
      'select key, status from idempotency_records where dealer_id = $1 and livemode',
      own,
    ),
    deliveries: await stage.rows(
      `select d.id, regexp_replace(w.url, '^http://[^/]*', '') as path, d.event_id, d.status, d.reason
      from deliveries d join webhook_endpoints w on w.id = d.endpoint_id
      where d.dealer_id = $1 and d.livemode`,
      own,
    ),
    events: await stage.rows(
      'select id, sequence, body from events where dealer_id = $1 and livemode order by sequence',
      own,
    ),
    lastSequence: clock!.last_sequence,
    feed: await readFeed(dealer),
  };
}

/** All of it over HTTP. A refusal for want of a database, which may just have come back, is asked again. */
async function readFeed({ apis }: StageDealer): Promise<FedEvent[]> {
  const events: FedEvent[] = [];
  let retries = 0;
  for (let sequence = 0; ; ) {
    const path = `/events?limit=${PAGE}&after_sequence=${sequence}`;
    const { status, body, text } = await apis[0]!.get<Page<FedEvent>>(path);
    if (status === 200) {
      events.push(...body.data);
      if (!body.has_more) return events;
      sequence = body.last_sequence;
    } else if (retries < RETRIES) {
      retries += 1;
      await delay(RETRY_MS);
    } else throw new Error(`the feed can't be read: ${status} ${text}`);
  }
}

function readReceipts({ receiver, arrivals }: CrashStage): Map<string, Receipt> {
  const receipts = new Map<string, Receipt>();
  for (const [index, { path, headers, raw, event }] of receiver.requests.entries()) {
    const id = headers['wth-delivery-id'] ?? '';
    const before = receipts.get(id);
    receipts.set(id, {
      path,
      eventId: event.id,
      times: (before?.times ?? 0) + 1,
      taken: (before?.taken ?? 0) + (arrivals[index]!.wasRefused ? 0 : 1),
      digests: new Set([...(before?.digests ?? []), digestOf(raw)]),
    });
  }
  return receipts;
}
