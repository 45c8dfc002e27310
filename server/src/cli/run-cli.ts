import { inspect } from 'node:util';
import { CommanderError } from 'commander';
import type { CliContext } from './cli-context.ts';
import { createProgram } from './program.ts';

const EXIT_FAILURE = 1;
const EXIT_USAGE = 2;

/** Their messages are written for the operator; anything else is a defect, whose stack is wanted. */
const EXPECTED = new Set([
  'AccountError',
  'ApiError',
  'BackupError',
  'CliError',
  'ConfigError',
  'EmbeddedPostgresError',
  'MigrationError',
  'SecretKeyError',
]);

/** Runs one command line. @returns the exit code: 0 done, 1 failed, 2 wrong usage */
export async function runCli(args: readonly string[], context: CliContext): Promise<number> {
  try {
    await createProgram(context).parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    // Commander has printed what it had to say.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_USAGE;
    context.writeError(`${describeFailure(error)}\n`);
    return EXIT_FAILURE;
  }
}

function describeFailure(error: unknown): string {
  if (!(error instanceof Error)) return `error: ${inspect(error)}`;
  if (EXPECTED.has(error.name)) return error.message.replaceAll(/^/gm, 'error: ');
  // Node and PostgreSQL give codes (ECONNREFUSED, 28P01), our own defects have none.
  if (typeof (error as { code?: unknown }).code === 'string') return `error: ${reasonOf(error)}`;
  return inspect(error);
}

/** A host with several addresses fails with an error that has all the reasons and no message. */
function reasonOf(error: Error): string {
  const reasons = error instanceof AggregateError ? error.errors.map((each) => (each as Error).message) : [];
  return error.message || reasons.join('; ');
}
