import { createSender } from '../../src/deliveries/sender.ts';
import { createWakeUpListener } from '../../src/deliveries/wake-ups.ts';
import { createEngine } from '../../src/deliveries/worker.ts';
import type { RetrySchedule } from '../../src/domain/retry-schedule.ts';
import { type DatabaseConnection, openDatabase } from '../../src/storage/database.ts';
import { TEST_SECRET_BOX, wallClockUs } from './delivery-world.ts';

/** How a worker process differs from its defaults. */
export interface WorkerSettings {
  readonly timeoutMs?: number;
  readonly schedule?: RetrySchedule;
}

// A worker as a process of its own, to be killed. Its arguments are the database connection and WorkerSettings, as JSON.
const { timeoutMs = 10_000, schedule = [5_000] } = JSON.parse(process.argv[3] ?? '{}') as WorkerSettings;
const log = {
  info: () => {},
  warn: () => {},
  error: (fields: object, message: string) => process.stderr.write(`${message} ${JSON.stringify(fields)}\n`),
};
const database = openDatabase({
  connection: JSON.parse(process.argv[2]!) as DatabaseConnection,
  poolSize: 5,
  applicationName: 'test worker',
  onError: (error) => log.error({ message: error.message }, 'a connection broke'),
});
const sender = createSender({ timeoutMs, allowPrivate: true });
const engine = createEngine({
  ...{ database, sender, log, clock: wallClockUs, secrets: TEST_SECRET_BOX, schedule },
});
const listener = createWakeUpListener({ database, log, onWake: (lanes) => engine.wake(lanes) });
await engine.start();
await listener.start();
process.stdout.write('ready\n');
process.once('SIGTERM', async () => {
  await listener.close();
  await engine.drain();
  await sender.close();
  await database.close();
});
