import type { CliContext } from './cli-context.ts';

/** The command line of this process. @param exit ends it; only main.ts and cli.ts do so */
export function processContext(exit: (code: number) => void): CliContext {
  return {
    stdin: process.stdin,
    write: (text) => process.stdout.write(text),
    writeError: (text) => process.stderr.write(text),
    clock: () => Date.now() * 1000,
    exit,
  };
}
