import { Command } from 'commander';
import { backupCommand, restoreCommand } from './backup-commands.ts';
import type { CliContext } from './cli-context.ts';
import { dealersCommand } from './dealers-commands.ts';
import { migrateCommand, pruneCommand, startCommand } from './hub-commands.ts';
import { secretsCommand } from './secrets-commands.ts';
import { shardingCommand } from './sharding-command.ts';

const EXAMPLES = `
Examples:
  $ npm run hub -- start
  $ npm run hub -- dealers list
  $ DATABASE_URL=postgresql://… SECRET_KEY=… npm run hub -- migrate

Settings come from environment variables, as for the hub itself: see .env.example.
Exit codes: 0 done, 1 failed, 2 wrong usage.`;

/** Commands throw a CommanderError instead of ending the process. */
export function createProgram(context: CliContext): Command {
  const program = new Command('hub')
    .description("WatchTraderHub: the operator's commands")
    .configureHelp({ showGlobalOptions: true })
    .addHelpText('after', EXAMPLES);
  const commands = [
    startCommand,
    migrateCommand,
    dealersCommand,
    backupCommand,
    restoreCommand,
    pruneCommand,
    secretsCommand,
    shardingCommand,
  ];
  for (const makeCommand of commands) program.addCommand(makeCommand(context));
  applyToAll(program, (command) =>
    command
      .exitOverride()
      .showHelpAfterError('(add --help for help)')
      .configureOutput({ writeOut: context.write, writeErr: context.writeError }),
  );
  return program;
}

/** Sub-commands that were made apart inherit nothing. */
function applyToAll(command: Command, apply: (command: Command) => void): void {
  apply(command);
  for (const child of command.commands) applyToAll(child, apply);
}
