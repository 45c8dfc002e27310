import { listingLimit } from '../domain/plans.ts';
import { formatTime } from '../domain/time.ts';
import { type DealersHub, listDealers } from '../operations/dealers.ts';
import type { DealerRow } from '../storage/dealers.ts';

/** All dealers, page by page. */
export async function writeDealers(
  hub: DealersHub,
  write: (text: string) => void,
  asJson: boolean,
): Promise<void> {
  let page = await listDealers(hub);
  if (page.length === 0 && !asJson) write('there are no dealers yet\n');
  while (page.length > 0) {
    for (const dealer of page)
      write(asJson ? `${JSON.stringify(showDealer(dealer))}\n` : formatDealer(dealer));
    page = await listDealers(hub, page.at(-1)!.id);
  }
}

/** One line. */
export function formatDealer(dealer: DealerRow): string {
  const limit = listingLimit(dealer.plan, dealer.listing_limit);
  return `${dealer.email.padEnd(32)}  ${dealer.plan.padEnd(8)}  ${`${limit} listings`.padEnd(14)}  ${dealer.name}\n`;
}

const showDealer = (dealer: DealerRow) => ({
  id: dealer.id,
  email: dealer.email,
  name: dealer.name,
  plan: dealer.plan,
  listing_limit: dealer.listing_limit,
  created_at: formatTime(dealer.created_us),
});
