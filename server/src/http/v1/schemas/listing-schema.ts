import Type from 'typebox';
import {
  CONDITIONS,
  MOVEMENTS,
  PUBLIC_LISTING_STATUSES,
  type PublicListing,
  YEAR_PRECISIONS,
} from '../../../domain/listing.ts';
import { MoneySchema } from './money-schema.ts';
import type { Shows } from './same-type.ts';
import {
  enumeration,
  input,
  listOf,
  literal,
  nullable,
  pageParameters,
  ref,
  shownText,
  time,
  uuid,
} from './schema-parts.ts';

const PhotoSchema = Type.Object(
  {
    url: shownText('Where the picture is.', { format: 'uri' }),
    position: Type.Integer({ description: 'Place in the gallery; the lowest is the main picture.' }),
    alt: nullable(shownText('What the picture shows, for those who can not see it.')),
  },
  { $id: 'Photo', description: 'A picture of a watch.' },
);

const optionalText = (description: string) => nullable(shownText(description));
const optionalNumber = (description: string) => nullable(Type.Number({ description }));

export const ListingSchema = Type.Object(
  {
    id: uuid('The listing.'),
    object: literal('listing', 'Always `listing`.'),
    is_test: Type.Boolean({ description: 'Whether it lives in the sandbox.' }),
    stock_number: shownText("The dealer's own number, unique per dealer and mode.", {
      examples: ['WH-0042'],
    }),
    status: enumeration(PUBLIC_LISTING_STATUSES, {
      description: 'Only `published` listings can be ordered.',
    }),
    quantity: Type.Integer({ description: 'Pieces in stock; 0 once sold.', examples: [1] }),
    title: shownText('Headline.', { examples: ['Rolex Submariner Date 126610LN'] }),
    description: optionalText('Plain text.'),
    brand: optionalText('Brand.'),
    model: optionalText('Model.'),
    reference_number: optionalText("The maker's reference."),
    year: nullable(Type.Integer({ description: 'Year of production.' })),
    year_precision: enumeration(YEAR_PRECISIONS, { description: 'How sure the year is.' }),
    condition: nullable(enumeration(CONDITIONS, { description: 'Condition, best first.' })),
    has_box: nullable(Type.Boolean({ description: 'Original box; null = not stated.' })),
    has_papers: nullable(Type.Boolean({ description: 'Original papers; null = not stated.' })),
    case_diameter_mm: optionalNumber('Diameter of the case in millimetres.'),
    case_material: optionalText('Material of the case.'),
    bezel_material: optionalText('Material of the bezel.'),
    crystal: optionalText('Crystal.'),
    dial_color: optionalText('Colour of the dial.'),
    bracelet_material: optionalText('Material of bracelet or strap.'),
    movement: nullable(enumeration(MOVEMENTS, { description: 'Kind of movement.' })),
    caliber: optionalText('Calibre.'),
    power_reserve_hours: optionalNumber('Power reserve in hours.'),
    water_resistance_m: optionalNumber('Water resistance in metres.'),
    complications: Type.Array(Type.String(), { description: 'Complications, such as `chronograph`.' }),
    gender: optionalText('Whom the watch is made for.'),
    price: nullable(ref(MoneySchema)),
    photos: Type.Array(ref(PhotoSchema), { description: 'Pictures.' }),
    location: Type.Object(
      {
        country: optionalText('ISO 3166-1 alpha-2 code.'),
        city: optionalText('City.'),
      },
      { description: 'Where the watch is.' },
    ),
    handling_time_days: nullable(Type.Integer({ description: 'Days until it can be sent.' })),
    version: Type.Integer({
      description: 'Rises by 1 at every change: drop what is older than what you have.',
    }),
    published_at: nullable(time('When it was last published.')),
    sold_at: nullable(time('When the last piece was sold.')),
    created_at: time('When it was created.'),
    updated_at: time('When it last changed.'),
  },
  {
    $id: 'Listing',
    description: 'One stock item: a watch, or several alike. A null price means on request.',
  },
);

// The serialiser also serves the dealer's drafts, so its status and free texts are wider than what is shown here.
true satisfies Shows<Type.Static<typeof ListingSchema>, PublicListing>;

export const ListingListSchema = listOf(ListingSchema, 'ListingList', 'A page of listings.');

export const ListingQuery = input({
  ...pageParameters,
  status: Type.Optional(
    enumeration(PUBLIC_LISTING_STATUSES, {
      description:
        'Only this status. Leave it out when you synchronise: a watch that leaves the status would go unseen.',
    }),
  ),
});

export const LISTING_SCHEMAS = [PhotoSchema, ListingSchema, ListingListSchema];
