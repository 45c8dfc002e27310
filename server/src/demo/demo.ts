import { inspect, parseArgs } from 'node:util';
import { bold, dim, Screen } from './terminal.ts';

/** The contract's 20 s, less what ending the process takes. */
const STOP_MS_MAX = 19_500;
/** npm passes on a signal that the terminal has sent to all: two of them are one Ctrl-C. */
const SECOND_SIGNAL_MS = 1_000;

const USAGE = `Usage: npm run demo [-- --once]

Starts the hub on an embedded PostgreSQL with a dealer, stock, keys and a receiver of its own, shows what
happens, and goes on running until Ctrl-C. Its data stays in DATA_DIR/demo; remove that folder to begin anew.

  --once   end after the story: exit code 0, or 1 when something was not as it should be
  --help   this text
`;

/** Their messages are written for the operator; anything else is a defect, whose stack is wanted. */
const EXPECTED = new Set([
  'ConfigError',
  'DemoError',
  'EmbeddedPostgresError',
  'MigrationError',
  'SecretKeyError',
]);

/** Aborted by the first Ctrl-C; one more, or a stop that takes too long, ends the process. */
function stopSignal(): AbortSignal {
  const controller = new AbortController();
  let firstMs = 0;
  const stop = (): void => {
    if (controller.signal.aborted) {
      if (Date.now() - firstMs > SECOND_SIGNAL_MS) process.exit(1);
      return;
    }
    firstMs = Date.now();
    setTimeout(() => process.exit(1), STOP_MS_MAX).unref();
    controller.abort();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  // `npm run demo | head`: nobody reads on.
  process.stdout.on('error', stop);
  return controller.signal;
}

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { once: { type: 'boolean' }, help: { type: 'boolean' } } });
  if (values.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const isOnce = values.once === true;
  const signal = stopSignal();
  const screen = new Screen();
  screen.line(`\n  ${bold('WatchTraderHub')} ${dim('·')} the demo\n`);
  screen.line(dim('  … starting PostgreSQL and the hub'));
  try {
    // Loaded now, so that the lines above are there at once.
    const { readDemoSettings } = await import('./demo-settings.ts');
    const { runDemo } = await import('./run-demo.ts');
    await runDemo(await readDemoSettings(process.env), { screen, isOnce, signal });
    return 0;
  } catch (error) {
    // A story that was cut short has not shown what it should.
    if (signal.aborted) return isOnce ? 1 : 0;
    throw error;
  }
}

function describeFailure(error: unknown): string {
  if (!(error instanceof Error)) return inspect(error);
  const code = (error as NodeJS.ErrnoException).code;
  return EXPECTED.has(error.name) || code !== undefined ? error.message : inspect(error);
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`\n  the demo failed: ${describeFailure(error)}\n`);
  process.exitCode = 1;
}
