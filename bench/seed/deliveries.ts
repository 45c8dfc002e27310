import { sql } from 'kysely';
import { DAY_US, type Micros } from '../../server/src/domain/time.ts';
import type { Database } from '../../server/src/storage/database.ts';
import { cloneRows } from './clone-rows.ts';

const EXPIRES_US = 5 * DAY_US;

export interface SeedDeliveries {
  readonly dealerIds: readonly string[];
  readonly eventsPerDealer: number;
  readonly status: 'pending' | 'delivered';
  /** The events are spread evenly between the two. */
  readonly oldestUs: Micros;
  readonly newestUs: Micros;
}

/**
 * Events, each with a delivery to every endpoint of its dealer; finished ones with an attempt. Cloned from a delivered
 * `listing.updated`, which must be there. Nothing is sent before `releaseBacklog`.
 * @returns how many deliveries
 */
export async function seedDeliveries(database: Database, seed: SeedDeliveries): Promise<number> {
  const { dealerIds, eventsPerDealer, oldestUs, newestUs } = seed;
  const isPending = seed.status === 'pending';
  const template = await findTemplate(database);
  const stepUs = Math.floor((newestUs - oldestUs) / eventsPerDealer);
  const createdUs = sql`${oldestUs}::bigint + g.n * ${stepUs}::bigint`;
  // The dealers' clocks have not moved yet, so the same query names the same events again.
  const worlds = sql`dealer_clocks c cross join generate_series(1, ${eventsPerDealer}::bigint) as g (n)`;
  const events = sql`(select * from ${worlds}
    where c.livemode and c.dealer_id = any(${[...dealerIds]}::uuid[])) g`;
  const sequence = sql`g.last_sequence + g.n`;
  const eventId = sql`md5(g.dealer_id || '/' || ${sequence})::uuid`;
  const deliveries = sql`${events} join webhook_endpoints w on w.dealer_id = g.dealer_id`;
  const deliveryId = sql`md5(w.id || '/' || ${sequence})::uuid`;
  await cloneRows(database, {
    table: 'events',
    template: sql`dealer_id = ${template.dealer_id} and id = ${template.event_id}`,
    source: events,
    values: { dealer_id: sql`g.dealer_id`, id: eventId, sequence, created_us: createdUs },
  });
  await cloneRows(database, {
    table: 'deliveries',
    template: sql`dealer_id = ${template.dealer_id} and id = ${template.id}`,
    source: deliveries,
    values: {
      ...{ dealer_id: sql`g.dealer_id`, id: deliveryId, endpoint_id: sql`w.id`, url: sql`w.url` },
      ...{ event_id: eventId, event_sequence: sequence, resource_id: sql`gen_random_uuid()` },
      ...{ created_us: createdUs, expires_us: sql`${createdUs} + ${EXPIRES_US}::bigint` },
      ...(isPending
        ? {
            status: sql`'pending'`,
            next_attempt_us: createdUs,
            attempt_count: sql`0`,
            delivered_us: sql`null`,
          }
        : { delivered_us: createdUs }),
    },
  });
  if (!isPending) {
    await cloneRows(database, {
      table: 'delivery_attempts',
      template: sql`dealer_id = ${template.dealer_id} and delivery_id = ${template.id}`,
      source: deliveries,
      values: { dealer_id: sql`g.dealer_id`, delivery_id: deliveryId, started_us: createdUs },
    });
  }
  return await moveClocks(database, seed);
}

interface Template {
  readonly dealer_id: string;
  readonly id: string;
  readonly event_id: string;
}

async function findTemplate(database: Database): Promise<Template> {
  const { rows } = await sql<Template>`
    select dealer_id, id, event_id from deliveries
    where status = 'delivered' and event_type = 'listing.updated' limit 1
  `.execute(database.kysely);
  if (rows[0] === undefined) throw new Error('no listing.updated has been delivered yet');
  return rows[0];
}

async function moveClocks(database: Database, seed: SeedDeliveries): Promise<number> {
  const dealerIds = [...seed.dealerIds];
  await sql`
    update dealer_clocks set last_sequence = last_sequence + ${seed.eventsPerDealer}
    where livemode and dealer_id = any(${dealerIds}::uuid[])
  `.execute(database.kysely);
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from webhook_endpoints where dealer_id = any(${dealerIds}::uuid[])
  `.execute(database.kysely);
  return rows[0]!.count * seed.eventsPerDealer;
}

/** Tells the workers of everything that is pending, as a commit does. */
export async function releaseBacklog(database: Database): Promise<void> {
  await sql`
    update endpoint_lanes l set generation = generation + 1, due_us = (
      select min(next_attempt_us) from deliveries d
      where d.dealer_id = l.dealer_id and d.endpoint_id = l.endpoint_id and d.status = 'pending')
    where exists (select from webhook_endpoints w where w.dealer_id = l.dealer_id and w.id = l.endpoint_id)
  `.execute(database.kysely);
  await sql`select pg_notify('deliveries', '')`.execute(database.kysely);
}

/** Lanes, not deliveries: asking must cost nothing that counts. */
export async function isDrained(database: Database): Promise<boolean> {
  const { rows } = await sql`select from endpoint_lanes where due_us is not null limit 1`.execute(
    database.kysely,
  );
  return rows.length === 0;
}

/** Empties log and feed, so that a measurement is not one of what came before it. */
export async function emptyLog(database: Database): Promise<void> {
  await sql`truncate delivery_attempts, deliveries, events, idempotency_records, orders cascade`.execute(
    database.kysely,
  );
  await sql`update dealer_clocks set oldest_sequence = last_sequence + 1`.execute(database.kysely);
}
