import { CommitSignal } from '../../src/operations/commit-signal.ts';
import { createImportRunner } from '../../src/operations/import-runner.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { createSecretBox } from '../../src/storage/secret-box.ts';
import { WriterSlots } from '../../src/storage/writer-slots.ts';

// What of a hub matters to imports, as a process that import-runner.test.ts can kill.
const [, , connection, workerId] = process.argv as [string, string, string, string];
const runner = createImportRunner(
  {
    database: openDatabase({
      connection: JSON.parse(connection),
      poolSize: 3,
      applicationName: 'import-process',
      onError: (error) => process.stderr.write(`${error.message}\n`),
    }),
    writers: new WriterSlots(),
    secrets: createSecretBox([{ number: 1, check: '', key: Buffer.alloc(32, 7) }]),
    clock: () => Date.now() * 1000,
    log: {
      info() {},
      warn() {},
      error: (fields, message) => process.stderr.write(`${message} ${JSON.stringify(fields)}\n`),
    },
    publicUrl: () => 'http://localhost:4000',
    allowPrivateTargets: false,
    wake: () => {},
    commits: new CommitSignal(),
  },
  { workerId: () => workerId, pollMs: 5 },
);
runner.start();
