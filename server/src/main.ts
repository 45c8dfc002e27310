import { processContext } from './cli/process-context.ts';
import { runCli } from './cli/run-cli.ts';

/** `npm start`: the same as `hub start`. */
process.exitCode = await runCli(
  ['start', ...process.argv.slice(2)],
  processContext((code) => process.exit(code)),
);
