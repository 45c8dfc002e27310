import type { Dealer } from '../e2e/support/dealer.ts';
import { eventually } from '../e2e/support/eventually.ts';
import { expectStatus } from '../e2e/support/http-client.ts';
import type { Delivery, Page } from '../e2e/support/shapes.ts';

const FINISH_MS_MAX = 280_000;

/** Resolves when none of the dealer's deliveries waits any more. */
export async function finishDeliveries(dealer: Dealer): Promise<void> {
  const isDone = async (): Promise<boolean> => {
    const pending = await dealer.dashboard.get<Page<Delivery>>('/deliveries?status=pending&limit=1');
    return expectStatus(pending, 200).data.length === 0;
  };
  await eventually('no delivery waits any more', isDone, FINISH_MS_MAX);
}
