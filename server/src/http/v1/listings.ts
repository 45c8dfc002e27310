import { getListing, listListings } from '../../operations/listings.ts';
import { type Operation, readOperation } from './operation.ts';
import { readPageQuery } from './page-query.ts';
import { ListingListSchema, ListingQuery, ListingSchema } from './schemas/listing-schema.ts';
import { ref } from './schemas/schema-parts.ts';

const tag = 'Listings';

export const LISTING_OPERATIONS: Operation[] = [
  readOperation({
    operationId: 'listListings',
    path: '/listings',
    tag,
    summary: 'List listings',
    description:
      'Listings that are or once were published to this channel, newest change first. Drafts are never visible.',
    access: { scope: 'read' },
    query: ListingQuery,
    responses: [{ status: 200, description: 'A page of listings.', schema: ref(ListingListSchema) }],
    errors: ['invalid_cursor'],
    answers: 'text',
    read: ({ hub, caller, query }) =>
      listListings(hub, caller, { ...readPageQuery(query), status: query.status }),
  }),
  readOperation({
    operationId: 'getListing',
    path: '/listings/:id',
    tag,
    summary: 'Get a listing',
    description: 'One listing, whatever its status, unless it was never published.',
    access: { scope: 'read' },
    responses: [{ status: 200, description: 'The listing.', schema: ref(ListingSchema) }],
    errors: ['resource_not_found'],
    answers: 'text',
    read: ({ hub, caller, id }) => getListing(hub, caller, id),
  }),
];
