import { processContext } from './cli/process-context.ts';
import { runCli } from './cli/run-cli.ts';

// Not process.exit(): what was written must still get out, and a started hub goes on.
process.exitCode = await runCli(
  process.argv.slice(2),
  processContext((code) => process.exit(code)),
);
