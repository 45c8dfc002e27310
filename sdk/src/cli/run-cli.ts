import type { CliContext } from './cli-context.ts';
import { UsageError } from './cli-error.ts';
import type { Command } from './command.ts';
import { describeFailure } from './describe-failure.ts';
import { doctorCommand } from './doctor-command.ts';
import { eventsCommand, listingsCommand, ordersCommand } from './list-commands.ts';
import { listenCommand } from './listen-command.ts';
import { resendCommand } from './resend-command.ts';
import { triggerCommand } from './trigger-command.ts';
import { verifyCommand } from './verify-command.ts';

const EXIT_FAILURE = 1;
const EXIT_USAGE = 2;

const COMMANDS: readonly Command[] = [
  listenCommand,
  resendCommand,
  triggerCommand,
  verifyCommand,
  doctorCommand,
  listingsCommand,
  ordersCommand,
  eventsCommand,
];

const HELP = `Usage: wth <command> [options]

WatchTraderHub at the terminal.

Commands:
${COMMANDS.map(({ name, summary }) => `  ${name.padEnd(10)}${summary}`).join('\n')}

The hub is WTH_URL (http://localhost:4000 by default), the key WTH_API_KEY; --url and --api-key win over them.
"wth <command> --help" says more. Exit codes: 0 done, 1 failed, 2 wrong usage.
`;

/** Runs one command line. @returns the exit code: 0 done, 1 failed, 2 wrong usage */
export async function runCli(args: readonly string[], context: CliContext): Promise<number> {
  const [name = '', ...rest] = args;
  const command = COMMANDS.find((each) => each.name === name);
  if (command === undefined) return answerWithHelp(args, context);
  if (rest.includes('--help') || rest.includes('-h')) {
    context.write(command.help());
    return 0;
  }
  try {
    return await command.run(rest, context);
  } catch (error) {
    if (context.signal.aborted) return EXIT_FAILURE;
    context.writeError(`${describeFailure(error)}\n`);
    if (!(error instanceof UsageError)) return EXIT_FAILURE;
    context.writeError(`(wth ${name} --help says more)\n`);
    return EXIT_USAGE;
  }
}

function answerWithHelp([name]: readonly string[], { write, writeError }: CliContext): number {
  if (name === '--help' || name === '-h' || name === 'help') {
    write(HELP);
    return 0;
  }
  writeError(name === undefined ? HELP : `error: there is no command "${name}"\n\n${HELP}`);
  return EXIT_USAGE;
}
