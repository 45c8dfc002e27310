import { sql } from 'kysely';
import type { Micros } from '../domain/time.ts';
import type { World } from '../domain/world.ts';
import type { Reader } from './transaction.ts';

export interface StockAttention {
  readonly published_without_photos: number;
  readonly published_without_price: number;
}

export async function countStockAttention(db: Reader, world: World): Promise<StockAttention> {
  const { rows } = await sql<StockAttention>`
    select count(*) filter (where json_array_length(photos) = 0) as published_without_photos,
      count(*) filter (where price_amount is null) as published_without_price
    from listings
    where dealer_id = ${world.dealerId} and livemode = ${world.livemode} and status = 'published'
  `.execute(db);
  return rows[0]!;
}

export interface OrderAttention {
  readonly customer_conflicts: number;
  readonly oldest_received_us: Micros | null;
}

/** Of the orders that are still to be sent. */
export async function countOrderAttention(db: Reader, world: World): Promise<OrderAttention> {
  const { rows } = await sql<OrderAttention>`
    select count(*) filter (where customer_conflict is not null) as customer_conflicts,
      min(created_us) as oldest_received_us
    from orders
    where dealer_id = ${world.dealerId} and livemode = ${world.livemode} and status = 'received'
  `.execute(db);
  return rows[0]!;
}
