import type { Dealer } from '../../support/dealer.ts';
import { eventually } from '../../support/eventually.ts';
import { expectStatus } from '../../support/http-client.ts';
import type { Endpoint, Listing, Order } from '../../support/shapes.ts';

/** A dealer's live world with something on every page. */
export interface Shop {
  readonly listing: Listing;
  readonly order: Order;
  readonly endpoint: Endpoint;
}

const WATCHES = [
  ['Rolex', 'Submariner Date', '126610LN', 1_245_000],
  ['Omega', 'Speedmaster Professional', '310.30.42.50.01.001', 689_000],
  ['Patek Philippe', 'Nautilus', '5711/1A-010', 9_450_000],
  ['Cartier', 'Santos de Cartier', 'WSSA0018', 645_000],
  ['Tudor', 'Black Bay Fifty-Eight', '79030N', 329_000],
  ['IWC', 'Portugieser Chronograph', 'IW371605', 715_000],
] as const;

const fields = ([brand, model, reference_number, amount]: (typeof WATCHES)[number], index: number) => ({
  brand,
  model,
  reference_number,
  title: `${brand} ${model} ${reference_number}`,
  stock_number: `SHOP-${index + 1}`,
  year: 2018 + index,
  year_precision: 'exact',
  condition: 'very_good',
  has_box: true,
  has_papers: index % 2 === 0,
  case_diameter_mm: 40,
  case_material: 'Steel',
  movement: 'automatic',
  price: { amount, currency: 'EUR' },
  serial_number: `S${index}9X4`,
  cost: { amount: Math.round(amount * 0.8), currency: 'EUR' },
  photos: [{ url: `https://images.example.com/${index}.jpg` }],
});

/** Stock in every status, orders and customers, an endpoint that works and deliveries to it. */
export async function fillShop(dealer: Dealer, receiverUrl: string): Promise<Shop> {
  await dealer.newKey('test', { name: 'Staging shop' });
  const api = await dealer.api('live', { name: 'Web shop' });
  const endpoint = await dealer.newEndpoint(receiverUrl, { description: 'Web shop' });
  const listings: Listing[] = [];
  for (const [index, watch] of WATCHES.entries()) {
    listings.push(await dealer.newListing(fields(watch, index)));
  }
  await dealer.act(listings[4]!, 'unpublish');
  await dealer.newDraft({ title: 'Grand Seiko SBGA211', brand: 'Grand Seiko', stock_number: 'SHOP-9' });
  const order = expectStatus(
    await api.post<Order>('/orders', {
      external_id: 'SHOP-ORDER-1',
      line_items: [{ listing_id: listings[0]!.id }],
      customer: {
        email: 'ada.meier@example.com',
        first_name: 'Ada',
        last_name: 'Meier',
        phone: '+41446681800',
      },
      shipping_address: { line1: 'Bahnhofstrasse 1', postal_code: '8001', city: 'Zürich', country: 'CH' },
    }),
    201,
  );
  await api.order(listings[1]!);
  await eventually('everything has been delivered', async () =>
    (await dealer.deliveries()).every((delivery) => delivery.status === 'delivered'),
  );
  return { listing: listings[2]!, order, endpoint };
}
