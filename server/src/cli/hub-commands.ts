import { Command } from 'commander';
import { readConfig, sessionConnectionOf } from '../config.ts';
import { migrate } from '../storage/migrate.ts';
import type { CliContext } from './cli-context.ts';
import { withConnection, withDatabase } from './with-database.ts';

// The hub's own modules are loaded by the commands that need them, so that the others start at once.

export function startCommand(context: CliContext): Command {
  return new Command('start')
    .description('start the hub, and migrate its database first (the same as npm start)')
    .addHelpText(
      'after',
      '\nExamples:\n  $ npm run hub -- start\n  $ PORT=8080 ROLE=api npm run hub -- start',
    )
    .action(async () => {
      const { runHub } = await import('../run-hub.ts');
      await runHub(readConfig(), (code) => context.exit(code));
    });
}

export function migrateCommand(context: CliContext): Command {
  return new Command('migrate')
    .description("bring the database up to this build's schema; safe to repeat")
    .addHelpText('after', '\nExample:\n  $ npm run hub -- migrate')
    .action(async () => {
      const config = readConfig();
      await withConnection(config, async (connection) => {
        const applied = await migrate(sessionConnectionOf(config) ?? connection);
        const lines = applied.map((name) => `applied ${name}\n`);
        context.write(lines.length === 0 ? 'the database is up to date\n' : lines.join(''));
      });
    });
}

export function pruneCommand(context: CliContext): Command {
  return new Command('prune')
    .description('remove now what is past its keeping time; a running hub does so by itself')
    .addHelpText('after', '\nExample:\n  $ npm run hub -- prune')
    .action(async () => {
      const { prune } = await import('../deliveries/reaper.ts');
      await withDatabase(readConfig(), context, (database) => prune(database, () => context.clock()));
    });
}
