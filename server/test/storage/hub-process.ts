import { startEmbeddedPostgres } from '../../src/storage/embedded-postgres.ts';

// What of a hub matters to its PostgreSQL, as a process that embedded-postgres.test.ts can kill.
process.on('SIGINT', () => {}); // a draining hub
const report = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);
try {
  const postgres = await startEmbeddedPostgres({
    dataDir: process.argv[2]!,
    onLog: (message) => report({ message }),
    settings: { fsync: 'off' },
  });
  process.once('SIGTERM', () => postgres.stop());
  // Keeps the process going until it is stopped, as a listening server would.
  const alive = setInterval(() => {}, 60_000);
  process.once('SIGTERM', () => clearInterval(alive));
  report({ connection: postgres.connection }); // the SIGTERM may follow at once
} catch (error) {
  report({ error: (error as Error).message });
  process.exitCode = 1;
}
