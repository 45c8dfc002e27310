import { join } from 'node:path';
import { sql } from 'kysely';
import { encodeCursor } from '../../server/src/domain/cursor.ts';
import type { Micros } from '../../server/src/domain/time.ts';
import type { BareHandlers } from '../bare-handler-process.ts';
import { Child } from '../child.ts';
import { type Figure, Measured } from '../figures.ts';
import { percentile } from '../percentile.ts';
import { countListings, seedListings } from '../seed/listings.ts';
import type { Stage } from '../stage.ts';
import type { BenchDealer } from '../stage-dealers.ts';

const PAGE = 100;
const CLIENTS = 16;
/** Listings asked for one by one. */
const SINGLE_LISTINGS = 500;
const TARGET_SHARE = 0.75;
/** How much longer the last page may take than the first. */
const TARGET_TIMES = 1.2;

/** Pages of a growing stock and single listings, beside a handler of `pg` and node:http alone. */
export async function reads(stage: Stage): Promise<Figure[]> {
  await stage.startHub();
  const dealer = stage.dealers.at(-1)!;
  const file = join(import.meta.dirname, '../bare-handler-process.ts');
  const bare = new Child<BareHandlers>(file, [stage.databaseUrl, dealer.id]);
  try {
    const bareOrigin = await bare.call('listen', null);
    const figures: Figure[] = [];
    for (const listings of stage.sizes.stocks) {
      const count = listings - (await countListings(stage.database, dealer.id));
      await seedListings(stage.database, { dealerId: dealer.id, templateId: dealer.listingIds[0]!, count });
      await stage.settleDatabase();
      figures.push(...(await measureStock(stage, dealer, bareOrigin, listings)));
    }
    return figures;
  } finally {
    await bare.stop();
  }
}

async function measureStock(
  stage: Stage,
  dealer: BenchDealer,
  bareOrigin: string,
  listings: number,
): Promise<Figure[]> {
  const hub = { origin: stage.origin, headers: { authorization: `Bearer ${dealer.key}` } };
  const bare = { origin: bareOrigin, headers: {} };
  const place = await findLastPage(stage, dealer.id, listings);
  const ids = await pickListingIds(stage, dealer.id);
  const after = encodeCursor('listings', { timeUs: place.updated_us, id: place.id });
  const first = `/listings?limit=${PAGE}`;
  const singles = ids.map((id) => `/listings/${id}`);
  const [page, barePage, lastPage, bareLastPage, single, bareSingle] = await takeTurns(stage, [
    { ...hub, paths: [`/api/v1${first}`] },
    { ...bare, paths: [first] },
    { ...hub, paths: [`/api/v1${first}&after=${after}`] },
    { ...bare, paths: [`${first}&after_us=${place.updated_us}&after_id=${place.id}`] },
    { ...hub, paths: singles.map((path) => `/api/v1${path}`) },
    { ...bare, paths: singles },
  ]);
  const of = `of ${listings.toLocaleString('en')} listings`;
  const last = `page ${(listings / PAGE).toLocaleString('en')} ${of}`;
  return [
    new Measured(`page 1 ${of}`).shareOf('answered', page!, barePage!, TARGET_SHARE),
    new Measured(last)
      .shareOf('answered', lastPage!, bareLastPage!, TARGET_SHARE)
      .atMost('time against page 1', page! / lastPage!, '×', TARGET_TIMES),
    new Measured(`one ${of}`).shareOf('answered', single!, bareSingle!, null),
  ].flatMap((measured) => measured.figures);
}

interface Asked {
  readonly origin: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly paths: readonly string[];
}

/** The median of several short measurements each, so that a busy moment of the machine hits all alike. */
async function takeTurns(stage: Stage, asked: readonly Asked[]): Promise<number[]> {
  const { readSeconds, readRounds } = stage.sizes;
  const results: number[][] = asked.map(() => []);
  const measure = async (index: number, seconds: number): Promise<number> =>
    await stage.load.call('reads', { ...asked[index]!, concurrency: CLIENTS, seconds });
  for (const index of asked.keys()) await measure(index, readSeconds / 2);
  for (let round = 0; round < readRounds; round += 1) {
    for (const index of asked.keys()) results[index]!.push(await measure(index, readSeconds));
  }
  return results.map((rates) => percentile(rates, 0.5));
}

interface Place {
  readonly id: string;
  readonly updated_us: Micros;
}

/** Where the page before the last full one ends. */
async function findLastPage(stage: Stage, dealerId: string, listings: number): Promise<Place> {
  const { rows } = await sql<Place>`
    select id, updated_us from listings where dealer_id = ${dealerId} and livemode and published_us is not null
    order by updated_us desc, id desc offset ${listings - PAGE - 1} limit 1
  `.execute(stage.database.kysely);
  return rows[0]!;
}

async function pickListingIds(stage: Stage, dealerId: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from listings where dealer_id = ${dealerId} and livemode order by md5(id::text) limit ${SINGLE_LISTINGS}
  `.execute(stage.database.kysely);
  return rows.map((row) => row.id);
}
