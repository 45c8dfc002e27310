import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import type pg from 'pg';
import { readDatabaseUrl } from '../../e2e/support/embedded-postgres.ts';
import { findFreePort } from '../../e2e/support/free-port.ts';
import { type Receiver, startReceiver } from '../../e2e/support/receiver.ts';
import { createTemporaryFolder } from '../../e2e/support/temporary-folder.ts';
import { type Database, openDatabase } from '../../server/src/storage/database.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../server/src/storage/embedded-postgres.ts';
import type { Random } from '../random.ts';
import { KeptProcess } from './kept-process.ts';
import { SmallDisk } from './small-disk.ts';
import { type StageDealer, signUpDealers } from './stage-dealers.ts';

const APIS = 2;
const WORKERS = 2;
/** The hub's four processes take 42, and the others of this campaign 5. */
const CONNECTIONS_MAX = 60;
/** Of a hundred attempts, so that retries are part of the load. */
const REFUSED_PERCENT = 2;

/** Little log, so that a full disk is soon noticed. */
const POSTGRES = { max_connections: String(CONNECTIONS_MAX), max_wal_size: '64MB', min_wal_size: '32MB' };

/** A request at the receiver, in the order of `receiver.requests`. */
export interface Arrival {
  /** Of `performance.now()`. */
  readonly atMs: number;
  readonly wasRefused: boolean;
}

interface StageParts {
  readonly closing: AsyncDisposableStack;
  readonly dataDir: string;
  readonly disk: SmallDisk | null;
  readonly connection: EmbeddedPostgres['connection'];
  readonly receiver: Receiver;
  readonly apis: readonly KeptProcess[];
  readonly workers: readonly KeptProcess[];
}

/** One PostgreSQL that is started again when it dies, two API processes, two workers, dealers and their receiver. */
export class CrashStage {
  /** As of the embedded database that runs there. */
  readonly dataDir: string;
  /** Null where nothing can be mounted. */
  readonly disk: SmallDisk | null;
  readonly connection: EmbeddedPostgres['connection'];
  readonly receiver: Receiver;
  readonly arrivals: Arrival[] = [];
  readonly apis: readonly KeptProcess[];
  readonly workers: readonly KeptProcess[];
  dealers: StageDealer[] = [];
  readonly #database: Database;
  readonly #closing: AsyncDisposableStack;

  private constructor(parts: StageParts) {
    this.dataDir = parts.dataDir;
    this.disk = parts.disk;
    this.connection = parts.connection;
    this.receiver = parts.receiver;
    this.apis = parts.apis;
    this.workers = parts.workers;
    this.#database = openDatabase({
      ...{ connection: this.connection, poolSize: 2, applicationName: 'crash campaign' },
      onError: () => {}, // expected: its PostgreSQL is killed, and the next query says so
    });
    this.#closing = parts.closing;
    this.#closing.defer(() => this.#database.close());
  }

  static async open(random: Random): Promise<CrashStage> {
    await using closing = new AsyncDisposableStack();
    const folder = async (): Promise<string> => {
      const path = await createTemporaryFolder();
      closing.defer(() => rm(path, { recursive: true, force: true }));
      return path;
    };
    const dataDir = await folder();
    const disk = await SmallDisk.mount(dataDir);
    if (disk !== null) closing.defer(() => disk.unmount());
    const postgres = await startEmbeddedPostgres({ dataDir, settings: POSTGRES });
    closing.defer(() => postgres.stop());
    if (disk !== null) closing.defer(() => disk.free());
    const receiver = await startReceiver();
    closing.defer(() => receiver.close());
    const processes = await startProcesses(await folder(), await readDatabaseUrl(dataDir), closing);
    const { connection } = postgres;
    const parts = { dataDir, disk, connection, receiver, closing: closing.move(), ...processes };
    const stage = new CrashStage(parts);
    try {
      stage.#receive(random);
      stage.dealers = await signUpDealers(stage);
      return stage;
    } catch (error) {
      await stage.close();
      throw error;
    }
  }

  get processes(): readonly KeptProcess[] {
    return [...this.apis, ...this.workers];
  }

  #receive(random: Random): void {
    this.receiver.respondWith((_request, response) => {
      const wasRefused = random.below(100) < REFUSED_PERCENT;
      this.arrivals.push({ atMs: performance.now(), wasRefused });
      response.writeHead(wasRefused ? 500 : 200).end();
    });
  }

  /** SQL of the campaign's own; rejects while PostgreSQL is away. */
  async rows<T extends pg.QueryResultRow>(text: string, values: readonly unknown[] = []): Promise<T[]> {
    return (await this.#database.pool.query<T>(text, values as unknown[])).rows;
  }

  async close(): Promise<void> {
    await this.#closing.disposeAsync();
  }
}

/** The first one alone, since it makes the tables. */
async function startProcesses(
  folder: string,
  url: string,
  closing: AsyncDisposableStack,
): Promise<Pick<StageParts, 'apis' | 'workers'>> {
  const settings = { SECRET_KEY: randomBytes(32).toString('base64'), DATABASE_URL: url };
  const start = async (role: 'api' | 'worker', index: number): Promise<KeptProcess> => {
    const PORT = role === 'worker' ? '0' : String(await findFreePort());
    const kept = new KeptProcess(`${role}-${index}`, folder, role, { ...settings, PORT });
    closing.defer(() => kept.close());
    await kept.start();
    return kept;
  };
  const startMany = (role: 'api' | 'worker', from: number, to: number): Promise<KeptProcess[]> =>
    Promise.all(Array.from({ length: to - from }, (_, index) => start(role, from + index)));
  const first = await start('api', 0);
  const [others, workers] = await Promise.all([startMany('api', 1, APIS), startMany('worker', 0, WORKERS)]);
  return { apis: [first, ...others], workers };
}
