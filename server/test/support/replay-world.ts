import { sql } from 'kysely';
import { afterEach, beforeEach } from 'vitest';
import { createReplayRunner, type ReplayRunner } from '../../src/deliveries/replay-runner.ts';
import type { ShownReplay } from '../../src/domain/replay.ts';
import { HOUR_US, type Micros } from '../../src/domain/time.ts';
import type { WebhookEndpointInput } from '../../src/domain/webhook-endpoint.ts';
import { createReplay, getReplay, type ReplayRequest } from '../../src/operations/replays.ts';
import { createWebhookEndpoint } from '../../src/operations/webhook-endpoints.ts';
import type { SeedEvents, SeededEndpoint } from './delivery-world.ts';
import { seedDeliveries } from './delivery-world.ts';
import { createTestDealer, createTestHub, type TestHub } from './hub.ts';

export interface LoggedDelivery {
  readonly id: string;
  readonly endpoint_id: string;
  readonly event_id: string;
  readonly event_type: string;
  readonly livemode: boolean;
  readonly status: string;
  readonly reason: string | null;
  readonly url: string;
  readonly attempt_count: number;
  readonly schedule_step: number;
  readonly next_attempt_us: Micros | null;
  readonly created_us: Micros;
  readonly expires_us: Micros;
}

/** What each test of a file has anew: a live dealer with one endpoint, and a runner that the test drives. */
export interface ReplayWorld {
  hub: TestHub;
  dealerId: string;
  endpoint: SeededEndpoint;
  runner: ReplayRunner;
  /** Errors that runners logged. */
  readonly errors: string[];
  newRunner(): ReplayRunner;
  addEndpoint(input?: WebhookEndpointInput): Promise<SeededEndpoint>;
  /** Events an hour old, each with a delivery that ended like this. */
  seed(status: string, options?: Partial<SeedEvents>): Promise<string[]>;
  /** Of the last two hours unless it says otherwise. */
  request(change?: Partial<ReplayRequest>): ReplayRequest;
  replay(change?: Partial<ReplayRequest>): Promise<ShownReplay>;
  read(id: string): Promise<ShownReplay>;
  /** Moves the clock on and runs what is due until the replay has ended. */
  runToEnd(id: string): Promise<ShownReplay>;
  log(): Promise<LoggedDelivery[]>;
}

async function endDeliveries(hub: TestHub, ids: readonly string[], status: string): Promise<void> {
  if (status === 'pending') return;
  await sql`
    update deliveries set status = ${status}, next_attempt_us = null, schedule_step = 2, attempt_count = 3,
      reason = ${status === 'delivered' ? null : 'schedule_exhausted'}
    where id = any(${[...ids]}::uuid[])
  `.execute(hub.database.kysely);
}

export function useReplayWorld(): ReplayWorld {
  const world = {
    errors: [] as string[],
    newRunner: () =>
      createReplayRunner({
        ...world.hub,
        log: { info() {}, warn() {}, error: (_, message) => void world.errors.push(message) },
      }),
    async addEndpoint(input = {}) {
      const url = input.url ?? 'http://127.0.0.1:9/hook';
      const { id, signing_secret: secret } = await createWebhookEndpoint(world.hub, world.dealerId, {
        ...input,
        url,
      });
      return { dealerId: world.dealerId, endpointId: id, url, secret };
    },
    async seed(status, options = {}) {
      const nowUs = world.hub.clock() - HOUR_US;
      const ids = await seedDeliveries(world.hub.database, world.endpoint, { count: 1, nowUs, ...options });
      await endDeliveries(world.hub, ids, status);
      return ids;
    },
    request: (change = {}) => ({
      endpointId: world.endpoint.endpointId,
      sinceUs: world.hub.clock() - 2 * HOUR_US,
      untilUs: undefined,
      types: null,
      onlyFailed: false,
      ratePerSecond: undefined,
      ...change,
    }),
    replay: (change) => createReplay(world.hub, world.dealerId, world.request(change)),
    read: (id) => getReplay(world.hub, world.dealerId, id),
    async runToEnd(id) {
      for (let round = 0; round < 1_000; round += 1) {
        const replay = await world.read(id);
        if (replay.finished_at !== null) return replay;
        await world.runner.tick();
        world.hub.advance(1_000_000);
      }
      throw new Error('the replay did not end');
    },
    log: async () =>
      (
        await sql<LoggedDelivery>`select * from deliveries order by event_sequence, endpoint_id`.execute(
          world.hub.database.kysely,
        )
      ).rows,
  } as ReplayWorld;
  beforeEach(async () => {
    world.hub = await createTestHub();
    world.dealerId = await createTestDealer(world.hub);
    world.endpoint = await world.addEndpoint();
    world.runner = world.newRunner();
    world.errors.length = 0;
  });
  afterEach(() => world.hub.drop());
  return world;
}
