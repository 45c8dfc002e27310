import type { Random } from '../random.ts';
import { Buyer } from './buyer.ts';
import type { ClientContext } from './client-context.ts';
import type { CrashStage } from './crash-stage.ts';
import { readFeed, readStream } from './feed-readers.ts';
import type { Journal } from './journal.ts';
import { changeStock, createCustomers, listWatches } from './writers.ts';

const BUYERS_PER_DEALER = 4;

/** Runs until it is told to stop. */
export interface Load {
  /** Resolves when every client has finished what it had begun. */
  stop(): Promise<void>;
}

export function startLoad(stage: CrashStage, journal: Journal, random: Random): Load {
  const stopper = new AbortController();
  const clients = stage.dealers.flatMap((dealer) => {
    const context: ClientContext = { dealer, journal, random, singles: [], stopping: stopper.signal };
    const buyers = Array.from({ length: BUYERS_PER_DEALER }, () => new Buyer(context).run());
    const writers = [listWatches(context), changeStock(context), createCustomers(context)];
    return [...buyers, ...writers, readFeed(context), readStream(context, stage.apis)];
  });
  return {
    async stop() {
      stopper.abort();
      await Promise.all(clients);
    },
  };
}
