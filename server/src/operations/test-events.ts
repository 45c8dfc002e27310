import type { EventType } from '../domain/event-types.ts';
import type { Listing } from '../domain/listing.ts';
import type { Order } from '../domain/order.ts';
import { listInventory } from '../storage/inventory.ts';
import { saveListings } from '../storage/listings.ts';
import { listOrders } from '../storage/orders.ts';
import { upsertCustomer } from './customers.ts';
import { readIntegration } from './integration.ts';
import {
  markListingSold,
  publishListing,
  returnListingToStock,
  unpublishListing,
  updateListing,
} from './inventory.ts';
import { cancelOrder, createOrder, fulfillOrder } from './orders.ts';
import { sampleListing } from './sandbox.ts';
import type { WorldWrite } from './world-write.ts';

const SAMPLE_BUYER = {
  external_id: 'sandbox-buyer',
  email: 'buyer@example.com',
  first_name: 'Robin',
  last_name: 'Sample',
};

async function findSandboxListing(
  write: WorldWrite,
  status: string,
  suits: (listing: Listing) => boolean,
): Promise<Listing | undefined> {
  const rows = await listInventory(write.trx, write.caller, {
    status,
    sort: { by: 'updated_at', order: 'desc' },
    limit: 50,
  });
  return rows.map((row) => row.listing).find(suits);
}

/** A published listing with one piece and a price; made from the catalogue when the sandbox has none left. */
async function anyPublished(write: WorldWrite): Promise<Listing> {
  const found = await findSandboxListing(
    write,
    'published',
    (listing) => listing.quantity === 1 && listing.price_amount !== null,
  );
  if (found !== undefined) return found;
  const sample = sampleListing(write, 0);
  // The catalogue's own stock number may be taken by its first copy.
  const listing = { ...sample, stock_number: `${sample.stock_number}-${sample.id.slice(-6)}`, quantity: 1 };
  await saveListings(write.trx, [listing]);
  return listing;
}

async function anyReceivedOrder(write: WorldWrite): Promise<Order> {
  const [order] = await listOrders(write.trx, write.caller, { status: 'received', limit: 1 });
  if (order !== undefined) return order;
  const listing = await anyPublished(write);
  return await write.silently(() => createOrder(write, { line_items: [{ listing_id: listing.id }] }));
}

async function publishOne(write: WorldWrite): Promise<void> {
  const waiting = await findSandboxListing(write, 'unpublished', () => true);
  const id = waiting?.id ?? (await anyPublished(write)).id;
  if (waiting === undefined) await write.silently(() => unpublishListing(write, id));
  await publishListing(write, id);
}

async function returnOne(write: WorldWrite): Promise<void> {
  const sold = await findSandboxListing(write, 'sold', (listing) => listing.marked_sold_quantity > 0);
  const id = sold?.id ?? (await anyPublished(write)).id;
  if (sold === undefined) await write.silently(() => markListingSold(write, id));
  await returnListingToStock(write, id);
}

async function repriceOne(write: WorldWrite): Promise<void> {
  const { id, price_amount, price_currency } = await anyPublished(write);
  await updateListing(write, id, { price: { amount: price_amount! + 100, currency: price_currency! } });
}

async function matchOne(write: WorldWrite): Promise<void> {
  const known = { external_id: SAMPLE_BUYER.external_id };
  await write.silently(() => upsertCustomer(write, known));
  await upsertCustomer(write, known);
}

const MAKERS: Readonly<Record<EventType, (write: WorldWrite) => Promise<unknown>>> = {
  'listing.published': publishOne,
  'listing.updated': repriceOne,
  'listing.unpublished': async (write) => unpublishListing(write, (await anyPublished(write)).id),
  'listing.sold': async (write) => markListingSold(write, (await anyPublished(write)).id),
  'listing.in_stock': returnOne,
  'order.received': async (write) =>
    createOrder(write, {
      line_items: [{ listing_id: (await anyPublished(write)).id }],
      customer: SAMPLE_BUYER,
    }),
  'order.fulfilled': async (write) => fulfillOrder(write, (await anyReceivedOrder(write)).id, {}),
  'order.cancelled': async (write) => cancelOrder(write, (await anyReceivedOrder(write)).id, {}),
  'customer.matched': matchOne,
  'integration.test_event': async (write) => {
    const integration = await readIntegration(write.trx, write.caller.dealerId, false, null);
    write.record({
      type: 'integration.test_event',
      resourceId: integration.id,
      object: JSON.stringify(integration),
    });
  },
};

/**
 * Makes one sandbox event of this type really happen: a sandbox row is published, changed, sold, … What must be
 * there first is set up without events.
 * @returns the event's JSON text
 */
export async function makeTestEvent(write: WorldWrite, type: EventType): Promise<string> {
  await MAKERS[type](write);
  return write.recorded.find((event) => event.type === type)!.body;
}
