import type { Dealer } from '../../e2e/support/dealer.ts';
import { eventually } from '../../e2e/support/eventually.ts';
import { type Receiver, startReceiver } from '../../e2e/support/receiver.ts';
import { finishDeliveries } from '../finish-deliveries.ts';
import type { ContainedNetwork } from '../network/contained-network.ts';
import { ReceiverFarm } from '../network/receiver-farm.ts';
import type { BadReceiver, Place } from './bad-receiver.ts';
import { saying, status } from './behaviours.ts';

const WARM_UP = 10;

/** A dealer with a healthy endpoint and some bad ones, by their ids. */
export interface Street {
  readonly dealer: Dealer;
  readonly bad: ReadonlyMap<string, BadReceiver>;
}

/** All receivers of the campaign, good and bad. */
export class Neighbourhood {
  readonly #farm: ReceiverFarm;
  readonly #healthy: Receiver;
  readonly #place: Place;
  readonly #inside: { connections: number };
  readonly #arrivedMs = new Map<string, number>();
  #begunMs = 0;

  constructor(farm: ReceiverFarm, healthy: Receiver, place: Place, inside: { connections: number }) {
    this.#farm = farm;
    this.#healthy = healthy;
    this.#place = place;
    this.#inside = inside;
    healthy.respondWith(({ event }, response) => {
      if (!this.#arrivedMs.has(event.id)) this.#arrivedMs.set(event.id, Date.now());
      response.writeHead(200).end();
    });
  }

  static async open(network: ContainedNetwork): Promise<Neighbourhood> {
    const farm = new ReceiverFarm();
    const inside = { connections: 0 };
    const goodPort = await farm.onRequest(saying(status(200)));
    await farm.onConnection(
      (socket) => {
        inside.connections += 1;
        socket.end(status(200));
      },
      '127.0.0.2',
      goodPort,
    );
    const place: Place = { farm, network, goodPort, internalUrl: `http://127.0.0.2:${goodPort}/inside` };
    return new Neighbourhood(farm, await startReceiver(), place, inside);
  }

  /** Events before this are of the warm-up; milliseconds since 1970. */
  get begunMs(): number {
    return this.#begunMs;
  }

  /** Connections to the server that nothing may reach. */
  get internalRequests(): number {
    return this.#inside.connections;
  }

  /** Makes the dealer's healthy endpoint, and brings it into its stride before the bad ones are there. */
  async warmUp(dealer: Dealer): Promise<void> {
    const path = `/${dealer.account.email}`;
    await dealer.newEndpoint(this.#healthy.url(path));
    await publishSome(dealer, WARM_UP);
    await eventually('the warm-up has arrived', () => this.#healthy.at(path).length >= WARM_UP);
  }

  async spoil(dealer: Dealer, receivers: readonly BadReceiver[]): Promise<Street> {
    const bad = new Map<string, BadReceiver>();
    for (const receiver of receivers) {
      const endpoint = await dealer.newEndpoint(await receiver.open(this.#place));
      bad.set(endpoint.id, receiver);
    }
    this.#begunMs = Date.now();
    return { dealer, bad };
  }

  /** Resolves when no delivery waits any more. */
  async publish(streets: readonly Street[], rounds: number): Promise<void> {
    await Promise.all(streets.map(({ dealer }) => publishSome(dealer, rounds)));
    for (const { dealer } of streets) await finishDeliveries(dealer);
  }

  /** Milliseconds from commit to receipt, of each event after the warm-up. */
  waits(): number[] {
    const waits = new Map<string, number>();
    for (const { event, raw } of this.#healthy.requests) {
      const committedMs = Date.parse((JSON.parse(raw.toString()) as { created_at: string }).created_at);
      if (committedMs >= this.#begunMs) waits.set(event.id, this.#arrivedMs.get(event.id)! - committedMs);
    }
    return [...waits.values()];
  }

  async close(): Promise<void> {
    await this.#healthy.close();
    await this.#farm.close();
  }
}

async function publishSome(dealer: Dealer, count: number): Promise<void> {
  for (let i = 0; i < count; i += 1) await dealer.newListing();
}
