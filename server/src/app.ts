import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { type Accounts, createAccounts } from './accounts/accounts.ts';
import { type Config, mailSenderOf, publicUrlOf, sessionConnectionOf } from './config.ts';
import { createMinuteLoop } from './deliveries/minute-loop.ts';
import { createReaper } from './deliveries/reaper.ts';
import { createReplayRunner } from './deliveries/replay-runner.ts';
import { createSender } from './deliveries/sender.ts';
import { createWakeUpListener, createWakeUpPublisher } from './deliveries/wake-ups.ts';
import { createEngine } from './deliveries/worker.ts';
import type { Mailer } from './domain/mail.ts';
import type { Clock } from './domain/time.ts';
import { BACKLOG } from './http/connection-limits.ts';
import { buildServer } from './http/server.ts';
import { accountKeysOf, boxKeysOf, connectionNameOf, type KnownKey, openKeyRing } from './key-ring.ts';
import { createLog } from './log.ts';
import { createSmtpMailer } from './mail/smtp-mailer.ts';
import { Metrics } from './metrics/metrics.ts';
import { startMetricsServer } from './metrics/metrics-server.ts';
import { observeEngine, observeHttp } from './observers.ts';
import { CommitSignal } from './operations/commit-signal.ts';
import { createDealer } from './operations/dealers.ts';
import { watchFailingEndpoints } from './operations/failing-endpoints.ts';
import type { Hub, LaneRef } from './operations/hub.ts';
import { createImportRunner } from './operations/import-runner.ts';
import { createReadiness } from './readiness.ts';
import { loadSecretKeys } from './secrets.ts';
import { ShutdownSteps } from './shutdown-steps.ts';
import { type Database, type DatabaseConnection, openDatabase } from './storage/database.ts';
import { DatabaseClock } from './storage/database-clock.ts';
import { startEmbeddedPostgres } from './storage/embedded-postgres.ts';
import { migrate } from './storage/migrate.ts';
import { createSecretBox } from './storage/secret-box.ts';
import { listMissingTimeouts } from './storage/server-timeouts.ts';
import { WriterSlots } from './storage/writer-slots.ts';
import type { Tracing } from './tracing/tracing.ts';

/** How long requests in flight may take to finish at a stop. */
const CLOSE_MS_MAX = 8_000;

/** Writes leave so many connections to reads. */
const READ_CONNECTIONS = 2;
const ENGINE_SHARE = 0.4;
const ENGINE_CONNECTIONS_MIN = 2;

/** A hub that runs. */
export interface RunningHub {
  /** Without a slash at its end; null for a process without HTTP. */
  readonly publicUrl: string | null;
  readonly metricsPort: number | null;
  readonly hub: Hub;
  readonly accounts: Accounts;
  /** Takes nothing new, finishes or hands back what is under way, and stops. Can be called twice. */
  stop(): Promise<void>;
}

/**
 * Starts a hub: database, migrations, engine and HTTP as the role asks.
 * @throws ConfigError, EmbeddedPostgresError, MigrationError, SecretKeyError with messages for the operator
 */
export async function startHub(
  config: Config,
  log: Logger = createLog(config.logLevel),
): Promise<RunningHub> {
  const steps = new ShutdownSteps(log);
  try {
    return await start(config, log, steps);
  } catch (error) {
    await steps.run();
    throw error;
  }
}

async function start(config: Config, log: Logger, steps: ShutdownSteps): Promise<RunningHub> {
  const connection = await openConnection(config, log, steps);
  const sessionConnection = sessionConnectionOf(config);
  await migrate(sessionConnection ?? connection, {
    onLog: (message, fields) => log.info({ ...fields }, message),
  });
  const secretKeys = await loadSecretKeys(config);
  const open = (poolSize: number, plansOnce = false): Database => {
    const database = openDatabase({
      connection,
      sessionConnection,
      poolSize,
      plansOnce,
      applicationName: connectionNameOf(config.role, secretKeys),
      onError: (error) => log.warn({ err: error }, 'an idle database connection broke'),
    });
    steps.add('database', 'connections', () => database.close());
    return database;
  };
  const shares = config.role === 'api' ? null : sharePool(config.dbPoolSize);
  const database = open(shares?.others ?? config.dbPoolSize);
  const engineDatabase = shares === null ? database : open(shares.engine, true);
  await warnOfMissingTimeouts(database, log);
  const clock = await startClock(database, log, steps);
  const keys = await openKeyRing(database, secretKeys);

  const listening: { publicUrl: string | null } = { publicUrl: config.publicUrl };
  const metrics = new Metrics(config.role);
  const hub = createHub(config, log, { clock, database, keys, listening, metrics });
  const accounts = createHubAccounts(config, log, hub, keys);
  metrics.watchDatabase(shares === null ? [database] : [database, engineDatabase], hub.writers);
  const tracing = await startTracing(config, log, steps);
  if (config.role !== 'api') {
    await startEngine(config, log, { hub, engineDatabase, metrics, tracing }, steps);
  } else startPublisher(log, hub, steps);
  if (config.role !== 'worker') await listen(config, { hub, accounts, metrics, tracing }, listening, steps);
  const metricsPort = await listenForMetrics(config, metrics, steps);
  log.info(
    { role: config.role, url: listening.publicUrl, metrics_port: metricsPort, pid: process.pid },
    config.role === 'worker' ? 'the worker runs' : `the hub listens on ${listening.publicUrl}`,
  );
  const publicUrl = config.role === 'worker' ? null : listening.publicUrl;
  return { publicUrl, metricsPort, hub, accounts, stop: () => steps.run() };
}

/**
 * The engine has connections of its own: on a busy hub each of its steps would otherwise wait behind a queue of requests,
 * and an event takes four. Null when there are too few to share.
 */
function sharePool(poolSize: number): { engine: number; others: number } | null {
  if (poolSize < 2 * ENGINE_CONNECTIONS_MIN) return null;
  const engine = Math.max(ENGINE_CONNECTIONS_MIN, Math.floor(poolSize * ENGINE_SHARE));
  return { engine, others: poolSize - engine };
}

async function openConnection(
  config: Config,
  log: Logger,
  steps: ShutdownSteps,
): Promise<DatabaseConnection> {
  if (config.databaseUrl !== null) return { connectionString: config.databaseUrl };
  const postgres = await startEmbeddedPostgres({
    dataDir: config.dataDir,
    onLog: (message, fields) => log.info({ ...fields }, message),
  });
  steps.add('embedded PostgreSQL', 'server', () => postgres.stop());
  return postgres.connection;
}

async function startClock(database: Database, log: Logger, steps: ShutdownSteps): Promise<Clock> {
  const clock = new DatabaseClock({
    database,
    onFailure: (error) => log.warn({ err: error }, 'the database could not be asked for the time'),
  });
  await clock.start();
  steps.add('clock', 'work', () => clock.stop());
  return clock.now;
}

async function warnOfMissingTimeouts(database: Database, log: Logger): Promise<void> {
  const missing = await listMissingTimeouts(database);
  if (missing.length === 0) return;
  log.warn({ missing }, 'nothing ends a statement or transaction that hangs: give the role these timeouts');
}

interface HubParts {
  readonly clock: Clock;
  readonly database: Database;
  readonly keys: readonly KnownKey[];
  readonly listening: { readonly publicUrl: string | null };
  readonly metrics: Metrics;
}

/** `wake` is set by what comes next: the engine of this process, or the publisher to others. */
type MutableHub = { -readonly [K in keyof Hub]: Hub[K] };

function createHub(config: Config, log: Logger, parts: HubParts): MutableHub {
  const { clock, database, keys, listening, metrics } = parts;
  return {
    database,
    writers: new WriterSlots({
      places: Math.max(1, database.pool.options.max - READ_CONNECTIONS),
      onTurn: metrics.writerWaited,
    }),
    secrets: createSecretBox(boxKeysOf(keys)),
    clock,
    log,
    publicUrl: () => listening.publicUrl ?? publicUrlOf(config, config.port),
    allowPrivateTargets: config.webhookAllowPrivateTargets,
    wake: () => {},
    commits: new CommitSignal(),
  };
}

/** Null without SMTP_URL. */
function createMailer(config: Config, hub: Hub): Mailer | null {
  if (config.smtpServer === null) return null;
  return createSmtpMailer({
    server: config.smtpServer,
    from: () => mailSenderOf(config, hub.publicUrl()),
  });
}

function createHubAccounts(config: Config, log: Logger, hub: Hub, keys: readonly KnownKey[]): Accounts {
  return createAccounts({
    database: hub.database,
    clock: hub.clock,
    publicUrl: hub.publicUrl,
    keys: accountKeysOf(keys),
    signUp: config.signUp,
    mailer: createMailer(config, hub),
    createDealer: (userId) => createDealer(hub, { userId, plan: config.defaultPlan }),
    onLog: (level, message, fields) => log[level](fields ?? {}, message),
  });
}

interface Observed {
  readonly metrics: Metrics;
  readonly tracing: Tracing | null;
}

/** OpenTelemetry is loaded only where traces are wanted. */
async function startTracing(config: Config, log: Logger, steps: ShutdownSteps): Promise<Tracing | null> {
  if (config.tracing === null) return null;
  const { createTracing } = await import('./tracing/tracing.ts');
  const tracing = createTracing({
    ...config.tracing,
    onFailure: (error, spans) => log.warn({ err: error, spans }, 'traces could not be sent and are lost'),
  });
  // After the work whose spans it has to send.
  steps.add('traces', 'connections', () => tracing.close());
  return tracing;
}

async function startEngine(
  config: Config,
  log: Logger,
  { hub, engineDatabase, metrics, tracing }: Observed & { hub: MutableHub; engineDatabase: Database },
  steps: ShutdownSteps,
): Promise<void> {
  const { database, clock } = hub;
  const sender = createSender({
    timeoutMs: config.webhookTimeoutMs,
    allowPrivate: config.webhookAllowPrivateTargets,
  });
  steps.add('sender', 'connections', () => sender.close());
  const engine = createEngine({
    database: engineDatabase,
    sender,
    secrets: hub.secrets,
    schedule: config.webhookRetrySchedule,
    clock,
    log,
    observer: observeEngine(metrics.engine, tracing),
  });
  metrics.watchEngine({ database, clock, load: () => engine.load });
  // The embedded server has one hub, so the leases of a killed one end at once.
  await engine.start({ soleWorker: config.databaseUrl === null });
  steps.add('engine', 'work', () => engine.drain());
  hub.wake = (lanes: readonly LaneRef[]) => engine.wake(lanes);
  if (config.databaseUrl !== null) {
    const listener = createWakeUpListener({ database, log, onWake: (lanes) => engine.wake(lanes) });
    await listener.start();
    steps.add('wake-ups', 'work', () => listener.close());
  }
  const imports = createImportRunner(hub, {
    workerId: () => engine.workerId,
    onRows: metrics.importedRows,
  });
  imports.start();
  steps.add('imports', 'work', () => imports.drain());
  const replays = createReplayRunner({ database, clock, log, wake: (lanes) => engine.wake(lanes) });
  replays.start();
  steps.add('replays', 'work', () => replays.drain());
  const reaper = createReaper({ database, clock, log });
  reaper.start();
  steps.add('reaper', 'work', () => reaper.stop());
  const mailer = createMailer(config, hub);
  const watch = createMinuteLoop({
    name: 'looked after failing endpoints',
    log,
    round: () => watchFailingEndpoints(hub, mailer),
  });
  watch.start();
  steps.add('failing endpoints', 'work', () => watch.stop());
}

function startPublisher(log: Logger, hub: MutableHub, steps: ShutdownSteps): void {
  const publisher = createWakeUpPublisher({ database: hub.database, log });
  hub.wake = (lanes) => publisher.publish(lanes);
  steps.add('wake-ups', 'work', () => publisher.close());
}

async function listen(
  config: Config,
  { hub, accounts, metrics, tracing }: Observed & { hub: Hub; accounts: Accounts },
  listening: { publicUrl: string | null },
  steps: ShutdownSteps,
): Promise<void> {
  const app: FastifyInstance = await buildServer({
    hub,
    accounts,
    config: { trustProxy: config.trustProxy, rateLimitPerMinute: config.rateLimitPerMinute },
    findUnreadiness: await createReadiness(hub.database),
    observer: observeHttp(metrics.http, tracing),
  });
  steps.add('HTTP', 'work', async () => {
    await closeServer(app);
    // Only now: the last requests may have started mails.
    await accounts.settle();
  });
  await app.listen({ port: config.port, host: config.host, backlog: BACKLOG });
  const address = app.server.address();
  const port = typeof address === 'object' && address !== null ? address.port : config.port;
  listening.publicUrl = publicUrlOf(config, port);
}

/** A request that is only half sent would keep the server open for as long as its timeout. */
async function closeServer(app: FastifyInstance): Promise<void> {
  const timer = setTimeout(() => app.server.closeAllConnections(), CLOSE_MS_MAX);
  await app.close();
  clearTimeout(timer);
}

async function listenForMetrics(
  config: Config,
  metrics: Metrics,
  steps: ShutdownSteps,
): Promise<number | null> {
  if (config.metricsPort === null) return null;
  const server = await startMetricsServer(metrics, config.metricsPort, config.host);
  steps.add('metrics', 'work', () => server.close());
  return server.port;
}
