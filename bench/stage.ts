import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { findPostmasterPid } from '../e2e/support/embedded-postgres.ts';
import { findFreePort } from '../e2e/support/free-port.ts';
import { HubProcess } from '../e2e/support/hub-process.ts';
import { type Database, openDatabase } from '../server/src/storage/database.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../server/src/storage/embedded-postgres.ts';
import { Child } from './child.ts';
import { readCpuMs, readFamilyCpuMs } from './cpu-time.ts';
import type { LoadHandlers } from './load/load-process.ts';
import { readPeakMemoryMb } from './memory.ts';
import type { ReceiverHandlers } from './receiver/receiver-process.ts';
import type { Sizes } from './sizes.ts';
import { type BenchDealer, signUpDealers } from './stage-dealers.ts';

export type Role = 'all' | 'api' | 'worker';

/** What stays the same however often the processes are started. */
const SETTINGS = {
  SECRET_KEY: randomBytes(32).toString('base64'),
  RATE_LIMIT_PER_MINUTE: '1000000',
  WEBHOOK_ALLOW_PRIVATE_TARGETS: '127.0.0.0/8',
  // The default; the tests' own is shorter.
  WEBHOOK_RETRY_SCHEDULE: '5s,30s,5m,30m,2h,5h,10h,14h,20h,24h',
};

/** Seeding is one long statement. */
const STATEMENT_MS_MAX = 1_800_000;

function urlOf({ user, password, database, host, port }: EmbeddedPostgres['connection']): string {
  const query = new URLSearchParams({ host, port: String(port) });
  return `postgresql://${user}:${encodeURIComponent(password)}@/${database}?${query}`;
}

/** The hub's processes, their PostgreSQL, a receiver and a load, each a process of its own on this machine. */
export class Stage {
  readonly sizes: Sizes;
  readonly database: Database;
  readonly databaseUrl: string;
  readonly receiver: Child<ReceiverHandlers>;
  readonly load: Child<LoadHandlers>;
  readonly receiverOrigin: string;
  readonly byteByByteOrigin: string;
  readonly deadOrigin: string;
  dealers: BenchDealer[] = [];
  readonly #profileFolder: string | null;
  readonly #dataDir: string;
  readonly #port: number;
  readonly #postgres: EmbeddedPostgres;
  readonly #hubs: HubProcess[] = [];
  #peakMb = 0;

  private constructor(parts: StageParts) {
    this.sizes = parts.sizes;
    const { connection } = parts.postgres;
    this.database = openDatabase({
      ...{ connection, poolSize: 3, applicationName: 'bench' },
      onError: (error) => console.error(error),
      statementTimeoutMs: STATEMENT_MS_MAX,
      answerTimeoutMs: STATEMENT_MS_MAX,
    });
    this.databaseUrl = urlOf(connection);
    this.receiver = parts.receiver;
    this.load = parts.load;
    this.receiverOrigin = parts.origins.origin;
    this.byteByByteOrigin = parts.origins.byteByByteOrigin;
    this.deadOrigin = `http://127.0.0.1:${parts.deadPort}`;
    this.#profileFolder = parts.profileFolder;
    this.#port = parts.port;
    this.#postgres = parts.postgres;
    this.#dataDir = parts.dataDir;
  }

  /**
   * With dealers that have signed up, and no hub running.
   * @param profileFolder where each process of the hub leaves a CPU profile; null = none are made
   */
  static async open(sizes: Sizes, profileFolder: string | null): Promise<Stage> {
    // Not in memory: a commit must cost what it costs.
    const dataDir = await mkdtemp(join(tmpdir(), 'wth-bench-'));
    // With each commit's time the latency begins where it should.
    const settings = { track_commit_timestamp: 'on' };
    const postgres = await startEmbeddedPostgres({ dataDir, settings });
    const receiver = new Child<ReceiverHandlers>(join(import.meta.dirname, 'receiver/receiver-process.ts'));
    const stage = new Stage({
      ...{ sizes, profileFolder, dataDir, postgres, receiver },
      load: new Child<LoadHandlers>(join(import.meta.dirname, 'load/load-process.ts')),
      origins: await receiver.call('listen', null),
      port: await findFreePort(),
      deadPort: await findFreePort(),
    });
    try {
      await stage.startHub();
      stage.dealers = await signUpDealers(stage);
      await stage.stopHubs();
      return stage;
    } catch (error) {
      await stage.close();
      throw error;
    }
  }

  get origin(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Starts one more process on the database. Only one may have HTTP. */
  async startHub(role: Role = 'all'): Promise<HubProcess> {
    const hub = new HubProcess(join(this.#dataDir, 'hub'), {
      ...SETTINGS,
      DATABASE_URL: this.databaseUrl,
      ROLE: role,
      PORT: role === 'worker' ? '0' : String(this.#port),
      ...(this.#profileFolder === null
        ? {}
        : { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${this.#profileFolder}` }),
    });
    this.#hubs.push(hub);
    await hub.start();
    return hub;
  }

  async stopHubs(): Promise<void> {
    await this.#notePeakMemory();
    for (const hub of this.#hubs.splice(0)) await hub.stop();
  }

  /** For hubs whose requests under way would take too long; nobody has to wait for the leases they held. */
  async killHubs(): Promise<void> {
    await this.#notePeakMemory();
    for (const hub of this.#hubs.splice(0)) await hub.kill();
    await sql`delete from workers`.execute(this.database.kysely);
  }

  async #notePeakMemory(): Promise<void> {
    const peaks = await Promise.all(this.#hubs.map((hub) => readPeakMemoryMb(hub.pid)));
    this.#peakMb = Math.max(this.#peakMb, ...peaks.filter((peak) => !Number.isNaN(peak)));
  }

  /** Stops all and tells what the largest process has held at most since this was last asked, in megabytes. */
  async takePeakMemoryMb(): Promise<number> {
    await this.stopHubs();
    const peakMb = this.#peakMb;
    this.#peakMb = 0;
    return peakMb;
  }

  /** Milliseconds of processor time that the hub's running processes and PostgreSQL have used so far. */
  async readCpu(): Promise<{ readonly hubMs: number; readonly postgresMs: number }> {
    const hubs = await Promise.all(this.#hubs.map((hub) => readCpuMs(hub.pid)));
    const postmaster = await findPostmasterPid(this.#dataDir);
    return {
      hubMs: hubs.reduce((sum, ms) => sum + ms, 0),
      postgresMs: postmaster === null ? Number.NaN : await readFamilyCpuMs(postmaster),
    };
  }

  /** So that a measurement pays for nothing that was seeded before it, and plans by what is there. */
  async settleDatabase(): Promise<void> {
    await sql`vacuum analyze`.execute(this.database.kysely);
  }

  async close(): Promise<void> {
    await this.stopHubs();
    await Promise.all([this.receiver.stop(), this.load.stop()]);
    await this.database.close();
    await this.#postgres.stop();
    await rm(this.#dataDir, { recursive: true, force: true });
  }
}

interface StageParts {
  readonly sizes: Sizes;
  readonly profileFolder: string | null;
  readonly dataDir: string;
  readonly postgres: EmbeddedPostgres;
  readonly receiver: Child<ReceiverHandlers>;
  readonly load: Child<LoadHandlers>;
  readonly origins: { readonly origin: string; readonly byteByByteOrigin: string };
  readonly port: number;
  readonly deadPort: number;
}
