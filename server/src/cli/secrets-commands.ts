import { Command } from 'commander';
import { type Config, readConfig } from '../config.ts';
import { loadSecretKeys, readSecretKey, SecretKey } from '../secrets.ts';
import type { CliContext } from './cli-context.ts';
import { CliError } from './cli-error.ts';
import { withDatabase } from './with-database.ts';

export function secretsCommand(context: CliContext): Command {
  return new Command('secrets')
    .description('the key that encrypts signing secrets and second factors, and signs sessions')
    .addCommand(rotateCommand(context))
    .addHelpText('after', '\nExample:\n  $ npm run hub -- secrets rotate --help');
}

const STEPS = `
The key in use comes from SECRET_KEY or DATA_DIR, as for the hub; the new one from NEW_SECRET_KEY or the file. With
SECRET_KEY_PREVIOUS set and neither of these, SECRET_KEY is the new key and SECRET_KEY_PREVIOUS the one in use.

Before: restart each hub with SECRET_KEY set to the new key and SECRET_KEY_PREVIOUS to the one in use.
After:  restart each without SECRET_KEY_PREVIOUS.
The hubs deliver all the while. If it is interrupted, run it again with the same keys.

Examples:
  $ npm run hub -- secrets rotate --new-key-file /run/secrets/new-key
  $ SECRET_KEY=… SECRET_KEY_PREVIOUS=… npm run hub -- secrets rotate`;

function rotateCommand(context: CliContext): Command {
  return new Command('rotate')
    .description('encrypt everything with a new secret key, beside running hubs')
    .option('--new-key-file <file>', 'a file with the new key; NEW_SECRET_KEY when left out')
    .addHelpText('after', STEPS)
    .action(async ({ newKeyFile }: { newKeyFile?: string }) => {
      const config = readConfig();
      const keys = await chooseKeys(config, newKeyFile);
      // Loads better-auth.
      const { rotateSecrets } = await import('../rotate-secrets.ts');
      const { endpoints, secondFactors } = await withDatabase(config, context, (database) =>
        rotateSecrets(database, keys),
      );
      context.write(
        `the new key is in force; encrypted again: ${endpoints} endpoints, ${secondFactors} second factors\n` +
          'now restart each hub without SECRET_KEY_PREVIOUS, with the new key alone\n',
      );
    });
}

async function chooseKeys(
  config: Config,
  newKeyFile: string | undefined,
): Promise<{ from: SecretKey[]; to: SecretKey }> {
  const [first, ...previous] = await loadSecretKeys(config);
  if (newKeyFile !== undefined && config.newSecretKey !== null) {
    throw new CliError(
      'both NEW_SECRET_KEY and --new-key-file are given: the new key comes from one of them',
    );
  }
  if (newKeyFile !== undefined) return { from: [first!, ...previous], to: await readSecretKey(newKeyFile) };
  if (config.newSecretKey !== null) {
    return { from: [first!, ...previous], to: new SecretKey(config.newSecretKey, 'NEW_SECRET_KEY') };
  }
  if (previous.length > 0) return { from: previous, to: first! };
  throw new CliError('there is no new key: set NEW_SECRET_KEY, or name a file with --new-key-file');
}
