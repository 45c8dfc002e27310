import { showListingToDealer } from '../../domain/listing.ts';
import type { ListingInput } from '../../domain/listing-input.ts';
import { changeListingsInBulk } from '../../operations/bulk-listings.ts';
import {
  createListing,
  deleteListing,
  markListingSold,
  publishListing,
  returnListingToStock,
  unpublishListing,
  updateListing,
} from '../../operations/inventory.ts';
import { countListings, getInventoryListing, listInventory } from '../../operations/inventory-reads.ts';
import { writeWorld } from '../../operations/world-write.ts';
import { DEFAULT_LIMIT } from '../v1/schemas/schema-parts.ts';
import { type DashboardRoute, dashboardRoute } from './dashboard-route.ts';
import {
  BulkListingsBody,
  CreateListingBody,
  ListingCountsQuery,
  ListingsQuery,
  ModeQuery,
  UpdateListingBody,
} from './schemas.ts';

/** A button that moves a listing through its states. */
const action = (name: string, operation: typeof publishListing): DashboardRoute =>
  dashboardRoute({
    method: 'POST',
    path: `/listings/:id/${name}`,
    query: ModeQuery,
    handle: async ({ hub, caller, id }) =>
      showListingToDealer(await writeWorld(hub, caller, (write) => operation(write, id))),
  });

export const STOCK_ROUTES: readonly DashboardRoute[] = [
  dashboardRoute({
    method: 'GET',
    path: '/listings',
    query: ListingsQuery,
    handle: ({ hub, caller, query }) =>
      listInventory(hub, caller, { ...query, limit: query.limit ?? DEFAULT_LIMIT }),
  }),
  dashboardRoute({
    method: 'GET',
    path: '/listings/counts',
    query: ListingCountsQuery,
    handle: ({ hub, caller, query }) => countListings(hub, caller, query),
  }),
  dashboardRoute({
    method: 'POST',
    path: '/listings',
    query: ModeQuery,
    body: CreateListingBody,
    status: 201,
    handle: async ({ hub, caller, body }) =>
      showListingToDealer(
        await writeWorld(hub, caller, (write) => createListing(write, body as ListingInput)),
      ),
  }),
  dashboardRoute({
    method: 'POST',
    path: '/listings/bulk',
    query: ModeQuery,
    body: BulkListingsBody,
    handle: ({ hub, caller, body }) => writeWorld(hub, caller, (write) => changeListingsInBulk(write, body)),
  }),
  dashboardRoute({
    method: 'GET',
    path: '/listings/:id',
    query: ModeQuery,
    handle: ({ hub, caller, id }) => getInventoryListing(hub, caller, id),
  }),
  dashboardRoute({
    method: 'PATCH',
    path: '/listings/:id',
    query: ModeQuery,
    body: UpdateListingBody,
    handle: async ({ hub, caller, id, body }) =>
      showListingToDealer(
        await writeWorld(hub, caller, (write) => updateListing(write, id, body as ListingInput)),
      ),
  }),
  dashboardRoute({
    method: 'DELETE',
    path: '/listings/:id',
    query: ModeQuery,
    status: 204,
    handle: ({ hub, caller, id }) => writeWorld(hub, caller, (write) => deleteListing(write, id)),
  }),
  action('publish', publishListing),
  action('unpublish', unpublishListing),
  action('mark-sold', markListingSold),
  action('return-to-stock', returnListingToStock),
];
