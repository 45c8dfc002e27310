import { Command } from 'commander';
import { DISTRIBUTION, distributionStatements } from '../storage/distribution.ts';
import type { CliContext } from './cli-context.ts';

export function shardingCommand(context: CliContext): Command {
  return new Command('sharding')
    .description('list each table with the column its rows are spread by, or why it stays whole')
    .option('--sql', 'print the statements that spread a migrated, empty schema over a Citus cluster')
    .addHelpText('after', '\nExamples:\n  $ npm run hub -- sharding\n  $ npm run hub -- sharding --sql')
    .action(({ sql }: { sql?: boolean }) => {
      context.write(`${(sql ? distributionStatements() : formatTables()).join('\n')}\n`);
    });
}

function formatTables(): string[] {
  return Object.entries(DISTRIBUTION).map(([table, distribution]) => {
    const place = distribution.column ?? `whole      ${distribution.reason}`;
    return `${table.padEnd(20)}  ${place}`;
  });
}
