import { resolve } from 'node:path';
import { Command } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };
import { type Config, readConfig, sessionConnectionOf } from '../config.ts';
import { findSecretKey } from '../secrets.ts';
import type { ArchiveHeader } from '../storage/backup/archive-format.ts';
import { checkBackup, readBackupHeader, restoreDatabase } from '../storage/backup/restore-database.ts';
import { saveDatabase } from '../storage/backup/save-database.ts';
import { migrate } from '../storage/migrate.ts';
import type { CliContext } from './cli-context.ts';
import { CliError } from './cli-error.ts';
import { withConnection } from './with-database.ts';

export function backupCommand(context: CliContext): Command {
  return new Command('backup')
    .description('save what the database holds at this moment into a file, while the hub goes on')
    .argument('<file>', 'a file that does not exist yet')
    .addHelpText(
      'after',
      '\nThe secret key is not in it; without the key no backup can be restored. Keep the two apart.' +
        '\n\nExample:\n  $ npm run hub -- backup /backup/hub-$(date +%F).backup',
    )
    .action(async (path: string) => {
      const config = readConfig();
      const file = resolve(path);
      const { rows, bytes } = await withConnection(config, (connection) =>
        saveDatabase({
          connection: sessionConnectionOf(config) ?? connection,
          ...{ file, hubVersion: packageJson.version, onProgress: (line) => context.write(`${line}\n`) },
        }),
      );
      context.write(
        `saved ${rows.toLocaleString('en')} rows in ${file} (${formatBytes(bytes)})\n` +
          `IMPORTANT: the secret key is NOT in it, and without the key it can't be restored. Save ${placeOfKey(config)}\n` +
          'once, apart from the backups: who has both can read every secret of your dealers.\n',
      );
    });
}

const placeOfKey = (config: Config): string =>
  config.secretKey === null ? `${config.dataDir}/secret.key` : 'the value of SECRET_KEY';

export function restoreCommand(context: CliContext): Command {
  return new Command('restore')
    .description('fill an empty database from a backup: all of it or nothing')
    .argument('<file>', 'what the command backup has written')
    .addHelpText(
      'after',
      '\nNo hub may run on the database. Needs the secret key of the hub that was saved: SECRET_KEY, or the file' +
        '\nsecret.key in DATA_DIR.' +
        '\n\nExamples:\n  $ npm run hub -- restore /backup/hub-2026-11-25.backup' +
        '\n  $ DATABASE_URL=postgresql://… SECRET_KEY=… npm run hub -- restore hub-2026-11-25.backup',
    )
    .action(async (path: string) => {
      const config = readConfig();
      await restore(config, context, resolve(path));
    });
}

async function restore(config: Config, context: CliContext, file: string): Promise<void> {
  const onProgress = (line: string) => context.write(`${line}\n`);
  const header = await readBackupHeader(file);
  onProgress(
    `${file} was made at ${header.createdAt} by hub ${header.hubVersion}, PostgreSQL ${header.databaseVersion}`,
  );
  onProgress(await checkSecretKey(config, header));
  // Before anything is touched: an embedded database would be made for a file that is no good.
  const expected = await checkBackup(file);
  onProgress(`all checksums are right: ${expected.toLocaleString('en')} rows`);
  await withConnection(config, async (connection) => {
    const session = sessionConnectionOf(config) ?? connection;
    const rows = await restoreDatabase({ connection: session, file, onProgress });
    onProgress(`restored ${rows.toLocaleString('en')} rows; the database is committed`);
    for (const name of await migrate(session)) onProgress(`applied ${name}`);
  });
  onProgress(
    'The hub is where it was then: what was pending is sent when it starts, and keys revoked since are valid again.',
  );
}

/** @returns what to tell the operator */
async function checkSecretKey(config: Config, { secretKeyCheck }: ArchiveHeader): Promise<string> {
  if (secretKeyCheck === null) return 'no hub had run on the database that was saved: any secret key will do';
  const key = await findSecretKey(config);
  if (key === null) {
    throw new CliError(
      `there is no secret key: put that of the hub that was saved into ${placeOfKey(config)}, or set SECRET_KEY; ` +
        'signing secrets are encrypted with it',
    );
  }
  if (key.fits(secretKeyCheck)) return `the secret key (${key.source}) is the one of the backup`;
  throw new CliError(
    `the secret key (${key.source}) is not the one of the hub that was saved: with it the signing secrets in the ` +
      'backup can not be read; restore that key first',
  );
}

function formatBytes(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
