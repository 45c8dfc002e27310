import { afterEach, beforeEach } from 'vitest';
import { createTestDatabase, type TestDatabase } from './database.ts';
import {
  type DeliveryRow,
  eventually,
  getDelivery,
  getLane,
  type LaneRow,
  type SeedEvents,
  type SeededEndpoint,
  seedDealer,
  seedDeliveries,
  seedEndpoint,
} from './delivery-world.ts';
import { type Receiver, type Respond, startReceiver } from './receiver.ts';
import { createTestEngine, drainEnginesAfterEach, TestClock, type TestEngine } from './test-engine.ts';

type EngineOptions = Parameters<typeof createTestEngine>[1];

/** One endpoint, its receiver and an engine whose clock the test moves; new for each test. */
export class EngineScene {
  readonly #options: EngineOptions;
  db!: TestDatabase;
  receiver!: Receiver;
  endpoint!: SeededEndpoint;
  clock!: TestClock;
  engine!: TestEngine;

  constructor(options: EngineOptions) {
    this.#options = options;
  }

  async open(respond?: Respond): Promise<void> {
    this.db = await createTestDatabase();
    this.receiver = await startReceiver(respond === undefined ? {} : { respond });
    const dealerId = await seedDealer(this.db.database);
    this.endpoint = await seedEndpoint(this.db.database, dealerId, `${this.receiver.origin}/hook`);
    this.clock = new TestClock();
    await this.startEngine();
  }

  /** A worker process that begins. */
  async startEngine(): Promise<void> {
    const { wall: clock, monotonic: monotonicMs } = this.clock;
    this.engine = createTestEngine(this.db.database, { clock, monotonicMs, ...this.#options });
    await this.engine.tick();
  }

  async close(): Promise<void> {
    await this.engine.drain();
    await this.receiver.close();
    await this.db.drop();
  }

  /** Events that happen now. @returns the ids of their deliveries */
  async seed(count: number, options: Partial<SeedEvents> = {}): Promise<string[]> {
    return await seedDeliveries(this.db.database, this.endpoint, {
      count,
      nowUs: this.clock.nowUs,
      ...options,
    });
  }

  /** Wakes the lane and waits until its owner has let it go again. */
  async run(): Promise<void> {
    const { lease_token } = await this.lane();
    this.engine.wake([this.endpoint]);
    await eventually(async () => {
      const lane = await this.lane();
      return lane.lease_token > lease_token && lane.lease_worker === null;
    });
  }

  lane(): Promise<LaneRow> {
    return getLane(this.db.database, this.endpoint);
  }

  delivery(id: string): Promise<DeliveryRow> {
    return getDelivery(this.db.database, id);
  }

  /** Ids of the deliveries that have arrived, in the order of their attempts. */
  arrived(): string[] {
    return this.receiver.requests.map((it) => it.headers['wth-delivery-id'] as string);
  }
}

/** Call once per test file. @param respond of the receiver; 200 unless told otherwise */
export function engineForEachTest(options: EngineOptions = {}, respond?: Respond): EngineScene {
  const scene = new EngineScene(options);
  drainEnginesAfterEach();
  beforeEach(() => scene.open(respond));
  afterEach(() => scene.close());
  return scene;
}
