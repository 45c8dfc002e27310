import { newId } from '../domain/ids.ts';
import type { Listing } from '../domain/listing.ts';
import { publish } from '../domain/listing-state.ts';
import { SAMPLE_LISTINGS } from '../domain/sample-listings.ts';
import { cancelDeliveries } from '../storage/cancel-deliveries.ts';
import { deleteAllCustomers } from '../storage/customers.ts';
import { deleteIdempotencyRecords } from '../storage/idempotency-records.ts';
import { getIntegration, updateIntegration } from '../storage/integrations.ts';
import { deleteAllListings, listListingsById, saveListings } from '../storage/listings.ts';
import { deleteAllOrders } from '../storage/orders.ts';
import { newListing } from './inventory.ts';
import type { WorldWrite } from './world-write.ts';

const COPY_BATCH = 200;

/** What the sandbox leaves out of its copies: private fields have no use there. */
const WITHOUT_PRIVATE_FIELDS = {
  serial_number: null,
  cost_amount: null,
  cost_currency: null,
  internal_notes: null,
  storage_location: null,
} as const;

/** A published listing nobody has touched, made without an event. */
function freshCopy(write: WorldWrite, listing: Listing): Listing {
  const createdUs = write.nextTime();
  return {
    ...listing,
    ...WITHOUT_PRIVATE_FIELDS,
    livemode: false,
    id: newId(createdUs),
    status: 'published',
    status_before_sold: null,
    marked_sold_quantity: 0,
    imported_quantity: null,
    published_us: createdUs,
    sold_us: null,
    version: 1,
    created_us: createdUs,
    updated_us: createdUs,
  };
}

/** A published listing of the sample catalogue; not saved. */
export function sampleListing(write: WorldWrite, index: number): Listing {
  const draft = newListing(write, SAMPLE_LISTINGS[index % SAMPLE_LISTINGS.length]!);
  return { ...draft, ...WITHOUT_PRIVATE_FIELDS, ...publish(draft, draft.created_us) };
}

/** Copies of the live published listings, or the sample catalogue when there are none. Returns how many. */
async function fill(write: WorldWrite): Promise<number> {
  const live = { dealerId: write.caller.dealerId, livemode: true };
  let afterId: string | undefined;
  let count = 0;
  for (;;) {
    const batch = await listListingsById(write.trx, live, {
      status: 'published',
      afterId,
      limit: COPY_BATCH,
    });
    await saveListings(
      write.trx,
      batch.map((listing) => freshCopy(write, listing)),
    );
    count += batch.length;
    afterId = batch.at(-1)?.id;
    if (batch.length < COPY_BATCH) break;
  }
  if (count > 0) return count;
  await saveListings(
    write.trx,
    SAMPLE_LISTINGS.map((_, index) => sampleListing(write, index)),
  );
  return SAMPLE_LISTINGS.length;
}

/** Fills the sandbox when the first test key is made; later calls do nothing. */
export async function fillSandboxOnce(write: WorldWrite): Promise<void> {
  const integration = await getIntegration(write.trx, write.caller.dealerId);
  if (integration.sandbox_filled_us !== null) return;
  await fill(write);
  await updateIntegration(write.trx, write.caller.dealerId, { sandbox_filled_us: write.hub.clock() });
}

/**
 * Empties and refills the sandbox. Sequences go on rising, idempotency records go, pending deliveries are
 * cancelled, and no event is recorded.
 */
export async function resetSandbox(write: WorldWrite): Promise<{ object: 'sandbox'; listings: number }> {
  await deleteIdempotencyRecords(write.trx, write.caller);
  await deleteAllListings(write.trx, write.caller);
  await deleteAllOrders(write.trx, write.caller);
  await deleteAllCustomers(write.trx, write.caller);
  const listings = await fill(write);
  await updateIntegration(write.trx, write.caller.dealerId, { sandbox_filled_us: write.hub.clock() });
  await cancelDeliveries(write.trx, write.caller.dealerId, 'sandbox_reset', { livemode: false });
  return { object: 'sandbox', listings };
}
