import { SAMPLE_LISTINGS } from '../domain/sample-listings.ts';
import type { Cast } from './demo-cast.ts';
import type { DemoClient, Listing } from './demo-client.ts';

const DRAFTS = new Set(['WTH-0045', 'WTH-0046', 'WTH-0047', 'WTH-0048']);
const UNPUBLISHED = new Set(['WTH-0020']);

type StockCast = Pick<Cast, 'screen' | 'memory' | 'dealer'>;

/** Fills the dealer's stock once; what happens to it afterwards is up to the dealer. */
export async function prepareStock({ screen, memory, dealer }: StockCast): Promise<void> {
  if (!memory.facts.isStockReady) {
    await fillStock(dealer);
    await memory.remember({ isStockReady: true });
  }
  const listings = await listStock(dealer);
  const count = (status: Listing['status']): number =>
    listings.filter((listing) => listing.status === status).length;
  const parts = (['published', 'draft', 'unpublished', 'sold'] as const)
    .map((status) => [count(status), status] as const)
    .filter(([number]) => number > 0)
    .map(([number, status]) => `${number} ${status}`);
  screen.done(`${listings.length} watches: ${parts.join(', ')}`);
}

export async function listStock(dealer: DemoClient): Promise<Listing[]> {
  return await dealer.listAll<Listing>('/api/dashboard/listings?limit=250');
}

/** Goes on where an interrupted start left off. */
async function fillStock(dealer: DemoClient): Promise<void> {
  const existing = new Map((await listStock(dealer)).map((listing) => [listing.stock_number, listing]));
  for (const sample of SAMPLE_LISTINGS) {
    const listing = existing.get(sample.stock_number) ?? (await createListing(dealer, sample));
    if (listing.status !== 'draft' || DRAFTS.has(sample.stock_number)) continue;
    await dealer.expect(200, 'POST', `/api/dashboard/listings/${listing.id}/publish`);
  }
  for (const { id, stock_number, status } of await listStock(dealer)) {
    if (status !== 'published' || !UNPUBLISHED.has(stock_number)) continue;
    await dealer.expect(200, 'POST', `/api/dashboard/listings/${id}/unpublish`);
  }
}

async function createListing(dealer: DemoClient, sample: unknown): Promise<Listing> {
  return (await dealer.expect<Listing>(201, 'POST', '/api/dashboard/listings', sample)).body;
}
