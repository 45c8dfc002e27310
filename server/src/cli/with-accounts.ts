import { type Accounts, createAccounts } from '../accounts/accounts.ts';
import { type Config, publicUrlOf } from '../config.ts';
import type { Plan } from '../domain/plans.ts';
import { accountKeysOf, openKeyRing } from '../key-ring.ts';
import { createDealer } from '../operations/dealers.ts';
import { loadSecretKeys } from '../secrets.ts';
import type { CliContext } from './cli-context.ts';
import { withDatabase } from './with-database.ts';

/** Runs `work` with the hub's accounts; a dealer it makes gets `plan`. */
export async function withAccounts<T>(
  config: Config,
  context: CliContext,
  plan: Plan,
  work: (accounts: Accounts) => Promise<T>,
): Promise<T> {
  return await withDatabase(config, context, async (database) => {
    const keys = await openKeyRing(database, await loadSecretKeys(config));
    const accounts = createAccounts({
      database,
      clock: context.clock,
      publicUrl: () => publicUrlOf(config, config.port),
      keys: accountKeysOf(keys),
      signUp: config.signUp,
      createDealer: (userId) => createDealer({ database, clock: context.clock }, { userId, plan }),
      onLog: (level, message) => context.writeError(`${level}: ${message}\n`),
    });
    return await work(accounts);
  });
}
