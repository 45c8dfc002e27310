import { sql } from 'kysely';
import { createDealer, type Dealer } from '../e2e/support/dealer.ts';
import type { Endpoint } from '../e2e/support/shapes.ts';
import type { Database } from '../server/src/storage/database.ts';
import { seedListings } from './seed/listings.ts';
import type { Stage } from './stage.ts';

/** Each is ordered again and again; enough that orders of one dealer seldom meet on one. */
const LISTINGS_PER_DEALER = 24;
/** The most a listing can have; more than any run orders. */
const PIECES = 10_000;
/** Bounds the password hashes that are computed at a time. */
const SIGN_UPS_AT_ONCE = 4;

export interface BenchDealer {
  readonly id: string;
  readonly dealer: Dealer;
  readonly key: string;
  readonly listingIds: readonly string[];
  /** Those it has now. */
  endpointIds: string[];
}

/** Live dealers with a key and stock to order, without endpoints. */
export async function signUpDealers(stage: Stage): Promise<BenchDealer[]> {
  const dealers: BenchDealer[] = [];
  let begun = 0;
  const signUp = async (): Promise<void> => {
    while (begun < stage.sizes.dealers) {
      begun += 1;
      dealers.push(await signUpDealer(stage));
    }
  };
  await Promise.all(Array.from({ length: SIGN_UPS_AT_ONCE }, signUp));
  return dealers;
}

async function signUpDealer(stage: Stage): Promise<BenchDealer> {
  const dealer = await createDealer(stage);
  const { key } = await dealer.newKey('live');
  const listing = await dealer.newListing({
    stock_number: 'BENCH',
    brand: 'Rolex',
    model: 'Submariner',
    reference_number: '126610LN',
    description: 'A watch whose description is about as long as most are. '.repeat(6),
    quantity: PIECES,
  });
  const id = await findDealerId(stage.database, listing.id);
  await seedListings(stage.database, {
    dealerId: id,
    templateId: listing.id,
    count: LISTINGS_PER_DEALER - 1,
  });
  const { rows } = await sql<{ id: string }>`
    select id from listings where dealer_id = ${id} and livemode
  `.execute(stage.database.kysely);
  return { id, dealer, key, listingIds: rows.map((row) => row.id), endpointIds: [] };
}

async function findDealerId(database: Database, listingId: string): Promise<string> {
  const { rows } = await sql<{ dealer_id: string }>`
    select dealer_id from listings where id = ${listingId}
  `.execute(database.kysely);
  return rows[0]!.dealer_id;
}

/** Replaces a dealer's endpoints; what was pending for the old ones is cancelled. */
export async function setEndpoints(dealer: BenchDealer, urls: readonly string[]): Promise<void> {
  for (const id of dealer.endpointIds) await dealer.dealer.dashboard.delete(`/webhook-endpoints/${id}`);
  const endpoints: Endpoint[] = [];
  for (const url of urls) {
    endpoints.push(await dealer.dealer.newEndpoint(url, { mode: 'live', rate_limit_per_second: 10_000 }));
  }
  dealer.endpointIds = endpoints.map((endpoint) => endpoint.id);
}
