import { setTimeout as delay } from 'node:timers/promises';
import type { Customer, Listing, Page } from '../../e2e/support/shapes.ts';
import { type ClientContext, newIntent, outcomeOf, read, write } from './client-context.ts';

/** Enough that there is always a piece to race for, and far below what a plan allows. */
const SINGLES_MAX = 8;
const PAUSE_MS = 60;
/** Unlike what any order or cancel adds or takes, so that a change can be told from theirs. */
const ADDED = 7;

const always = Number.POSITIVE_INFINITY;
const EUROS = { amount: 990_000, currency: 'EUR' };

/** The dealer lists single pieces, each until it is known to be on sale. */
export async function listWatches(context: ClientContext): Promise<void> {
  const { dealer, journal, singles, stopping } = context;
  while (!stopping.aborted) {
    if (singles.length < SINGLES_MAX) {
      const stockNumber = newIntent();
      const listingId = await createDraft(context, stockNumber);
      await write(context, always, (api) => dealer.dashboards[api]!.post(`/listings/${listingId}/publish`));
      journal.listings.push({ dealer: dealer.index, listingId, stockNumber, quantity: 1 });
      singles.push(listingId);
    }
    await delay(PAUSE_MS);
  }
}

/** The dashboard knows no Idempotency-Key: a stock number that is taken says that an earlier attempt was carried out. */
async function createDraft(context: ClientContext, stockNumber: string): Promise<string> {
  const { dashboards } = context.dealer;
  const body = { title: 'Omega Seamaster 300M', price: EUROS, stock_number: stockNumber };
  const made = await write(context, always, (api) => dashboards[api]!.post<Listing>('/listings', body));
  if (made!.status === 201) return made!.body.id;
  const found = await read(context, always, (api) =>
    dashboards[api]!.get<Page<Listing>>(`/listings?q=${stockNumber}`),
  );
  return found!.body.data[0]!.id;
}

/** The dealer counts pieces in, beside the orders for the same listings. */
export async function changeStock(context: ClientContext): Promise<void> {
  const { dealer, journal, random, stopping } = context;
  while (!stopping.aborted) {
    const { id } = random.pick(dealer.large);
    const seen = (await read(context, always, (api) =>
      dealer.dashboards[api]!.get<Listing>(`/listings/${id}`),
    ))!.body;
    const quantity = seen.quantity + ADDED;
    const change = { quantity, version: seen.version };
    const answer = await write(context, 1, (api) => dealer.dashboards[api]!.patch(`/listings/${id}`, change));
    journal.stock.push({
      ...{ dealer: dealer.index, listingId: id, quantity, outcome: outcomeOf(answer) },
      ...{ seenVersion: seen.version, seenQuantity: seen.quantity },
    });
    await delay(PAUSE_MS);
  }
}

export async function createCustomers(context: ClientContext): Promise<void> {
  const { dealer, journal, random, stopping } = context;
  while (!stopping.aborted) {
    const key = newIntent();
    const body = { external_id: key, email: `${key}@example.com`, first_name: 'Ada' };
    const timesMax = random.below(2) === 0 ? 1 : always;
    const answer = await write(context, timesMax, (api) =>
      dealer.apis[api]!.post<Customer>('/customers', body, key),
    );
    journal.customers.push({ dealer: dealer.index, key, externalId: key, outcome: outcomeOf(answer) });
    await delay(PAUSE_MS);
  }
}
