import { runCli } from './cli/run-cli.ts';

// Not process.exit(): what was written must still get out, and a started hub goes on.
process.exitCode = await runCli(process.argv.slice(2), {
  stdin: process.stdin,
  write: (text) => process.stdout.write(text),
  writeError: (text) => process.stderr.write(text),
  clock: () => Date.now() * 1000,
});
