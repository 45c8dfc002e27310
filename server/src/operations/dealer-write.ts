import { inTransaction, type Tx } from '../storage/transaction.ts';
import { lockBothWorlds } from '../storage/world-clock.ts';
import type { Hub } from './hub.ts';

/**
 * Runs `work` holding the clocks of both worlds: for what they share (integration, keys, endpoints, plan). No
 * write of this dealer can decide by the old settings and commit after the new ones.
 */
export async function writeDealer<T>(
  hub: Pick<Hub, 'database' | 'writers'>,
  dealerId: string,
  work: (trx: Tx) => Promise<T>,
): Promise<T> {
  return await hub.writers.run(dealerId, () =>
    inTransaction(hub.database, async (trx) => {
      await lockBothWorlds(trx, dealerId);
      return await work(trx);
    }),
  );
}
