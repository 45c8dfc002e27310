import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { sql } from 'kysely';
import { createWakeUpPublisher, type WakeUpPublisher } from '../../src/deliveries/wake-ups.ts';
import type { LaneRef } from '../../src/storage/lanes.ts';
import { buryWorker, type WorkerBeat } from '../../src/storage/workers.ts';
import { DeliveryRecord, describeArrivals, type Fate } from './delivery-record.ts';
import { eventually, wallClockUs } from './delivery-world.ts';
import { hubOn } from './hub.ts';
import { findDisorder, findForged, findLost, findMixUps } from './order-checker.ts';
import type { Scenario, Step } from './order-scenario.ts';
import { type StockEndpoint, StockWorld } from './stock-world.ts';
import type { WorkerWorld } from './worker-world.ts';

/** One more than have to work at any time, since each kill takes one. */
const WORKERS = 3;
const ENDPOINTS = 2;
const SETTINGS = { timeoutMs: 500, schedule: [...Array<number>(60).fill(60)] };
const GRACE_SECONDS = 3_600;
const OUTAGE_REQUESTS = 12;

const log = { info() {}, warn() {}, error() {} };

interface Scene {
  readonly stock: StockWorld;
  readonly record: DeliveryRecord;
  /** What becomes of an endpoint's next requests, by its tag; then all is well. */
  readonly troubles: ReadonlyMap<string, Fate[]>;
}

const lanesOf = ({ dealerId, endpoints }: StockWorld): LaneRef[] =>
  endpoints.map(({ id }) => ({ dealerId, endpointId: id }));

async function without(
  workers: readonly Promise<ChildProcess>[],
  worker: ChildProcess,
): Promise<Promise<ChildProcess>[]> {
  const started = await Promise.all(workers);
  return workers.filter((_, index) => started[index] !== worker);
}

/** Worker processes on one database, killed and replaced while they deliver. */
export class WorkerStage {
  readonly #world: WorkerWorld;
  readonly #wakeUps: WakeUpPublisher;
  /** Started, or about to be. */
  #workers: Promise<ChildProcess>[] = [];

  private constructor(world: WorkerWorld) {
    this.#world = world;
    this.#wakeUps = createWakeUpPublisher({ database: world.db.database, log });
    world.closers.push(() => this.#wakeUps.close());
    this.#fillUp();
  }

  static async open(world: WorkerWorld): Promise<WorkerStage> {
    const stage = new WorkerStage(world);
    await Promise.all(stage.#workers);
    return stage;
  }

  #fillUp(): void {
    while (this.#workers.length < WORKERS) this.#workers.push(this.#world.spawnWorker(SETTINGS));
  }

  /** @returns what broke a promise */
  async play({ fates, steps, listings }: Scenario): Promise<string[]> {
    const { db, receiver } = this.#world;
    const hub = hubOn(db.database, { clock: wallClockUs, wake: (lanes) => this.#wakeUps.publish(lanes) });
    const stock = await StockWorld.open(hub, receiver.origin, ENDPOINTS);
    const troubles = new Map(stock.endpoints.map((it, index) => [it.tag, [...(fates[index] ?? [])]]));
    const record = new DeliveryRecord({
      ...{ clock: wallClockUs, pauseSeconds: 1 },
      fateOf: ({ tag }) => troubles.get(tag)!.shift() ?? 'accept',
    });
    receiver.respondWith(record.respond);
    await stock.stockUp(listings);
    for (const step of steps) await this.#take(step, { stock, record, troubles });
    await eventually(async () => !(await this.#isPending(stock)));
    const committed = await stock.committed();
    return stock.endpoints.flatMap(({ tag, secrets }) => {
      const arrivals = record.arrivals.filter((it) => it.tag === tag);
      const problems = [
        ...findLost(arrivals, committed),
        ...findDisorder(arrivals, committed),
        ...findMixUps(arrivals),
        ...findForged(arrivals, { secrets, isExact: false }),
      ];
      return problems.length === 0 ? [] : [...problems, describeArrivals(arrivals)];
    });
  }

  async #take(step: Step, { stock, record, troubles }: Scene): Promise<void> {
    if (step.do === 'commit') {
      await Promise.all(step.transactions.map((listings) => stock.commit(listings)));
    } else if (step.do === 'advance') {
      const until = record.arrivals.length + step.amount;
      await eventually(async () => record.arrivals.length >= until || !(await this.#isPending(stock)));
    } else {
      const endpoint = stock.endpoints[step.endpoint % ENDPOINTS]!;
      if (step.do === 'kill') await this.#killOwner(stock, endpoint);
      else if (step.do === 'outage') {
        troubles.get(endpoint.tag)!.unshift(...Array<Fate>(OUTAGE_REQUESTS).fill('error'));
      } else if (step.do === 'move') await stock.move(endpoint);
      else if (step.do === 'change') await stock.change(endpoint, { rate_limit_per_second: step.value });
      else await this.#rotate(stock, endpoint, step.do === 'rotate_at_once');
    }
  }

  /** Without a grace only while nobody works: an owner may go on for 2 s with what it has read. */
  async #rotate(stock: StockWorld, endpoint: StockEndpoint, isAtOnce: boolean): Promise<void> {
    if (!isAtOnce && !endpoint.secrets.isInGrace(wallClockUs())) {
      return await stock.rotate(endpoint, GRACE_SECONDS);
    }
    for (const worker of await Promise.all(this.#workers)) await this.#kill(worker);
    await stock.rotate(endpoint, 0);
    this.#fillUp();
    this.#wakeUps.publish(lanesOf(stock));
  }

  /** Whoever has the lane now; somebody, when nobody has it. */
  async #killOwner(stock: StockWorld, endpoint: StockEndpoint): Promise<void> {
    const workers = await Promise.all(this.#workers);
    const { rows } = await sql<{ pid: number }>`
      select w.pid from endpoint_lanes l join workers w on w.id = l.lease_worker
      where l.dealer_id = ${stock.dealerId} and l.endpoint_id = ${endpoint.id}
    `.execute(this.#world.db.database.kysely);
    await this.#kill(workers.find((it) => it.pid === rows[0]?.pid) ?? workers[0]!);
    this.#fillUp();
    this.#wakeUps.publish(lanesOf(stock));
  }

  /** And declares it dead at once, as the others would after 10 s. */
  async #kill(worker: ChildProcess): Promise<void> {
    const { database } = this.#world.db;
    this.#workers = await without(this.#workers, worker);
    worker.kill('SIGKILL');
    await once(worker, 'exit');
    const { rows } = await sql<WorkerBeat>`
      select id, beat from workers where pid = ${worker.pid}
    `.execute(database.kysely);
    for (const row of rows) await buryWorker(database, row);
  }

  async #isPending(stock: StockWorld): Promise<boolean> {
    const { rows } = await sql`
      select from deliveries where dealer_id = ${stock.dealerId} and status = 'pending' limit 1
    `.execute(this.#world.db.database.kysely);
    return rows.length > 0;
  }
}
