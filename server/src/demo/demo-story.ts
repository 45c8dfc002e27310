import { randomUUID } from 'node:crypto';
import type { Cast } from './demo-cast.ts';
import { formatMoney, type Listing, type Order, type Refusal } from './demo-client.ts';
import { DemoError } from './demo-error.ts';
import { renewSecret } from './demo-integration.ts';
import { listStock } from './demo-stock.ts';
import { Stage } from './stage.ts';

const FIRST_BUYER = { email: 'lena.brandt@example.com', first_name: 'Lena', last_name: 'Brandt' };
const SECOND_BUYER = { email: 'tom.visser@example.com', first_name: 'Tom', last_name: 'Visser' };
const PING_WAIT_MS = 10_000;
/** Nobody watches a demo that pauses for longer. */
const RETRY_WAIT_MS_MAX = 10_000;
/** Jitter, a busy machine. */
const RETRY_SLACK_MS = 10_000;

type Priced = Listing & { readonly price: NonNullable<Listing['price']> };

/** Everything once: for the first start. */
export async function tellFirstStory(cast: Cast): Promise<void> {
  const stage = new Stage(cast);
  await ping(cast, stage);
  const [watch, other] = await readListings(cast, stage);
  const { order, body, key } = await orderWatch(cast, stage, watch);
  await refuseSecondBuyer(cast, stage, watch);
  await repeatRequest(cast, stage, { order, body, key });
  const awaitRetry = await breakDownOnce(cast, stage);
  await cancelOrder(cast, stage, order, watch);
  await lowerPrice(cast, stage, other);
  await awaitRetry();
}

/** The essence, for later starts. */
export async function tellShortStory(cast: Cast): Promise<void> {
  const stage = new Stage(cast);
  await ping(cast, stage);
  const [watch] = await readListings(cast, stage);
  const { order } = await orderWatch(cast, stage, watch);
  await refuseSecondBuyer(cast, stage, watch);
  await cancelOrder(cast, stage, order, watch);
}

interface Ping {
  readonly deliveries: readonly { readonly id: string; readonly endpoint_id: string }[];
}

async function ping(cast: Cast, stage: Stage): Promise<void> {
  await stage.scene('The platform checks that webhooks arrive');
  const endpointId = cast.memory.facts.endpointId!;
  if (await sendPing(cast, stage, endpointId)) return;
  stage.remark('the secret had been rotated: the demo takes a new one');
  await renewSecret(cast, endpointId);
  if (!(await sendPing(cast, stage, endpointId))) throw new DemoError('the signature of a ping is not valid');
}

/** @returns whether it arrived with a valid signature */
async function sendPing(
  { platform, receiver, signal }: Cast,
  stage: Stage,
  endpointId: string,
): Promise<boolean> {
  const request = ['POST', '/v1/test/webhook_ping'] as const;
  const sent = await stage.act<Ping>(
    request.join(' '),
    () => platform.expect(202, ...request),
    () => '',
  );
  const delivery = sent.deliveries.find(({ endpoint_id }) => endpoint_id === endpointId);
  const arrival = await receiver.waitFor(
    'ping',
    ({ deliveryId }) => deliveryId === delivery?.id,
    PING_WAIT_MS,
    signal,
  );
  return arrival.event !== null;
}

/** @returns two watches with a price, single pieces before others */
async function readListings({ platform }: Cast, stage: Stage): Promise<[Priced, Priced]> {
  await stage.scene('It reads what is on sale');
  const path = '/v1/listings?status=published&limit=250';
  const listings = await stage.act<{ data: Listing[] }>(
    `GET ${path}`,
    () => platform.expect(200, 'GET', path),
    ({ body }) => `${body.data.length} watches`,
  );
  const singles = listings.data
    .filter((listing): listing is Priced => listing.price !== null && listing.quantity === 1)
    .sort((left, right) => (left.stock_number < right.stock_number ? -1 : 1));
  const [watch, other] = singles;
  if (watch === undefined || other === undefined) {
    throw new DemoError(
      'fewer than two single watches with a price are published: publish some in the dashboard',
    );
  }
  stage.remark(`${watch.title}, ${formatMoney(watch.price)}`);
  return [watch, other];
}

interface Placed {
  readonly order: Order;
  readonly body: unknown;
  readonly key: string;
}

const orderBody = (listing: Listing, customer: unknown) => ({
  line_items: [{ listing_id: listing.id }],
  customer,
});

async function orderWatch({ platform }: Cast, stage: Stage, watch: Priced): Promise<Placed> {
  await stage.scene('Lena buys it on the platform');
  const body = orderBody(watch, FIRST_BUYER);
  const key = randomUUID();
  const order = await stage.act<Order>(
    'POST /v1/orders',
    () => platform.expect(201, 'POST', '/v1/orders', body, key),
    (answer) => `order ${answer.body.number}, ${formatMoney(answer.body.total)}`,
  );
  await stage.delivered('order.received', order.id);
  await stage.delivered('listing.sold', watch.id);
  return { order, body, key };
}

async function refuseSecondBuyer({ platform }: Cast, stage: Stage, watch: Priced): Promise<void> {
  await stage.scene('Tom wants the same watch: never sold twice');
  const refusal = await stage.act<Refusal>(
    'POST /v1/orders',
    () => platform.expect(409, 'POST', '/v1/orders', orderBody(watch, SECOND_BUYER)),
    ({ body }) => body.error?.code ?? '',
  );
  expectThat(
    refusal.error?.code === 'listing_unavailable',
    `the second order ended in ${refusal.error?.code}`,
  );
}

async function repeatRequest({ platform }: Cast, stage: Stage, { order, body, key }: Placed): Promise<void> {
  await stage.scene("The platform repeats Lena's request, with its Idempotency-Key");
  let replayed: string | null = null;
  const again = await stage.act<Order>(
    'POST /v1/orders',
    () => platform.expect(201, 'POST', '/v1/orders', body, key),
    (answer) => {
      replayed = answer.headers.get('idempotent-replay');
      return `order ${answer.body.number} again`;
    },
  );
  expectThat(replayed === 'true' && again.id === order.id, 'the repeated request was not replayed');
  stage.remark('Idempotent-Replay: true; nothing was done twice');
}

/** @returns what waits for the second attempt */
async function breakDownOnce(cast: Cast, stage: Stage): Promise<() => Promise<void>> {
  const { dealer, receiver, firstRetryMs } = cast;
  const stock = await listStock(dealer);
  const listing =
    stock.find(({ status }) => status === 'draft') ?? stock.find(({ status }) => status === 'unpublished');
  if (listing === undefined || firstRetryMs === null || firstRetryMs > RETRY_WAIT_MS_MAX)
    return async () => {};
  await stage.scene('The dealer publishes a watch while the receiver has a problem');
  const path = `/api/dashboard/listings/${listing.id}/publish`;
  receiver.failOnceOn(({ type, data }) => type === 'listing.published' && data.object.id === listing.id);
  await stage.act<Listing>(
    `POST ${path}`,
    () => dealer.expect(200, 'POST', path),
    () => '',
  );
  const failed = await stage.delivered('listing.published', listing.id);
  expectThat(failed.answer === 500, 'the receiver was to fail once');
  stage.remark(`answered 500: the hub tries again in about ${formatWait(firstRetryMs)}`);
  return async () => {
    await stage.scene('And the delivery that failed?');
    const waitMs = firstRetryMs * 2 + RETRY_SLACK_MS;
    const { answer } = await stage.delivered('listing.published', listing.id, 2, waitMs);
    expectThat(answer === 200, 'the second attempt failed, too');
  };
}

const formatWait = (ms: number): string => (ms < 1_000 ? `${ms} ms` : `${ms / 1_000} s`);

async function cancelOrder({ platform }: Cast, stage: Stage, order: Order, watch: Priced): Promise<void> {
  await stage.scene('Lena changes her mind: the watch is for sale again');
  const path = `/v1/orders/${order.id}/cancel`;
  await stage.act<Order>(
    `POST ${path}`,
    () => platform.expect(200, 'POST', path, { reason: 'customer' }),
    ({ body }) => `order ${body.number} cancelled`,
  );
  await stage.delivered('order.cancelled', order.id);
  await stage.delivered('listing.in_stock', watch.id);
}

async function lowerPrice({ dealer }: Cast, stage: Stage, listing: Priced): Promise<void> {
  await stage.scene('The dealer lowers a price in the dashboard');
  const path = `/api/dashboard/listings/${listing.id}`;
  const price = { ...listing.price, amount: Math.max(1, Math.floor(listing.price.amount * 0.95)) };
  await stage.act<Listing>(
    `PATCH ${path}`,
    () => dealer.expect(200, 'PATCH', path, { price }),
    () => `now ${formatMoney(price)}`,
  );
  const { event } = await stage.delivered('listing.updated', listing.id);
  const previous = event?.data.previous_attributes?.price as Priced['price'] | undefined;
  expectThat(previous?.amount === listing.price.amount, 'previous_attributes does not have the old price');
  stage.remark(`previous_attributes: price ${formatMoney(listing.price)}`);
}

function expectThat(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new DemoError(otherwise);
}
