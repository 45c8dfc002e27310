import { sql } from 'kysely';
import type { Database } from '../../src/storage/database.ts';
import { DeliveryRecord, describeArrivals } from './delivery-record.ts';
import { eventually, getLane } from './delivery-world.ts';
import { hubOn } from './hub.ts';
import { findDisorder, findForged, findHeldTooLong, findLost, findMixUps } from './order-checker.ts';
import type { Scenario, Step } from './order-scenario.ts';
import type { Receiver } from './receiver.ts';
import { StockWorld } from './stock-world.ts';
import { createTestEngine, TestClock, type TestEngine } from './test-engine.ts';

const SCHEDULE_MS = [5, 10, 20, 30, ...Array<number>(20).fill(30)].map((seconds) => seconds * 1000);
const PAUSE_SECONDS = 7;
const GRACE_SECONDS = 20;
/** More than the failures of any scenario need. */
const ROUNDS_MAX = 200;

/** An engine in this process whose clock stands still between the steps; it sends one request at a time. */
export class EngineStage {
  readonly #database: Database;
  readonly #receiver: Receiver;
  readonly #clock = new TestClock();
  readonly #engine: TestEngine;

  private constructor(database: Database, receiver: Receiver) {
    this.#database = database;
    this.#receiver = receiver;
    this.#engine = createTestEngine(database, {
      ...{ clock: this.#clock.wall, monotonicMs: this.#clock.monotonic },
      ...{ schedule: SCHEDULE_MS, timeoutMs: 200, inFlightPerEndpointMax: 1 },
    });
  }

  static async open(database: Database, receiver: Receiver): Promise<EngineStage> {
    const stage = new EngineStage(database, receiver);
    await stage.#engine.tick();
    return stage;
  }

  /** @returns what broke a promise */
  async play(scenario: Scenario): Promise<string[]> {
    const hub = hubOn(this.#database, { clock: this.#clock.wall, wake: () => {} });
    const play = new EnginePlay({
      ...{ database: this.#database, clock: this.#clock, engine: this.#engine, scenario },
      stock: await StockWorld.open(hub, this.#receiver.origin, 1),
    });
    this.#receiver.respondWith(play.record.respond);
    return await play.run();
  }
}

interface PlayTools {
  readonly database: Database;
  readonly clock: TestClock;
  readonly engine: TestEngine;
  readonly scenario: Scenario;
  readonly stock: StockWorld;
}

class EnginePlay {
  readonly record: DeliveryRecord;
  readonly #tools: PlayTools;
  readonly #attempts = new Map<number, number>();
  readonly #problems: string[] = [];
  #isOut = false;
  /** Requests are left without an answer until the engine is killed. */
  #isHeld = false;

  constructor(tools: PlayTools) {
    this.#tools = tools;
    const { fates } = tools.scenario;
    this.record = new DeliveryRecord({
      clock: tools.clock.wall,
      pauseSeconds: PAUSE_SECONDS,
      fateOf: ({ sequence }) => {
        if (this.#isHeld) return 'silence';
        if (this.#isOut) return 'error';
        const attempt = this.#attempts.get(sequence) ?? 0;
        this.#attempts.set(sequence, attempt + 1);
        return fates[sequence % fates.length]![attempt] ?? 'accept';
      },
    });
  }

  get #lane() {
    const { stock } = this.#tools;
    return { dealerId: stock.dealerId, endpointId: stock.endpoints[0]!.id };
  }

  async run(): Promise<string[]> {
    const { steps, listings } = this.#tools.scenario;
    await this.#tools.stock.stockUp(listings);
    for (const step of steps) {
      await this.#take(step);
      await this.#settle();
    }
    this.#isOut = false;
    for (let round = 0; (await this.#nextDueUs()) !== null; round += 1) {
      if (round === ROUNDS_MAX) return [...this.#problems, 'deliveries are still pending'];
      this.#tools.clock.advanceMs(5_000);
      await this.#settle();
    }
    const problems = [...this.#problems, ...(await this.#check())];
    return problems.length === 0 ? [] : [...problems, describeArrivals(this.record.arrivals)];
  }

  async #check(): Promise<string[]> {
    const { arrivals } = this.record;
    const { stock } = this.#tools;
    const committed = await stock.committed();
    return [
      ...findLost(arrivals, committed),
      ...findDisorder(arrivals, committed),
      ...findMixUps(arrivals),
      ...findForged(arrivals, { secrets: stock.endpoints[0]!.secrets, isExact: true }),
    ];
  }

  async #take(step: Step): Promise<void> {
    const { stock, clock } = this.#tools;
    if (step.do === 'commit') for (const listings of step.transactions) await stock.commit(listings);
    else if (step.do === 'advance') clock.advanceMs(step.amount * 1_000);
    else if (step.do === 'kill') await this.#kill();
    else if (step.do === 'outage') this.#isOut = !this.#isOut;
    else if (step.do === 'move') await stock.move(stock.endpoints[0]!);
    else if (step.do === 'change') {
      await stock.change(stock.endpoints[0]!, { events: step.value % 2 === 0 ? ['*'] : ['listing.*'] });
    } else await this.#rotate(step.do === 'rotate' ? GRACE_SECONDS : 0);
  }

  /** Later than all that has arrived, so that the time of a request says which secrets it needs. */
  async #rotate(graceSeconds: number): Promise<void> {
    const { stock, clock } = this.#tools;
    clock.advanceMs(1);
    await stock.rotate(stock.endpoints[0]!, graceSeconds);
  }

  /** While it waits for an answer, if it has anything to send. It goes on as another worker that knows nothing. */
  async #kill(): Promise<void> {
    const { database, engine } = this.#tools;
    const arrived = this.record.arrivals.length;
    this.#isHeld = true;
    engine.wake([this.#lane]);
    await eventually(async () => this.record.arrivals.length > arrived || (await this.#isQuiet()));
    await sql`delete from workers`.execute(database.kysely);
    await engine.tick();
    this.#isHeld = false;
  }

  /** Lets the engine do all that is due now. */
  async #settle(): Promise<void> {
    const { engine, clock, stock } = this.#tools;
    engine.wake([this.#lane]);
    await eventually(() => this.#isQuiet());
    const moment = { nowUs: clock.nowUs, pauseSeconds: PAUSE_SECONDS };
    this.#problems.push(...findHeldTooLong(this.record.arrivals, await stock.committed(), moment));
  }

  async #isQuiet(): Promise<boolean> {
    const { nowUs } = this.#tools.clock;
    const lane = await getLane(this.#tools.database, this.#lane);
    const isDue = lane.due_us !== null && lane.due_us <= nowUs && lane.paused_until_us <= nowUs;
    return lane.lease_worker === null && !isDue;
  }

  async #nextDueUs(): Promise<number | null> {
    return (await getLane(this.#tools.database, this.#lane)).due_us;
  }
}
