import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiError } from '../../src/domain/api-error.ts';
import { canonicalJson } from '../../src/domain/canonical-json.ts';
import { DAY_US } from '../../src/domain/time.ts';
import {
  type IdempotentRequest,
  type OperationResult,
  writeIdempotently,
} from '../../src/operations/idempotency.ts';
import { createListing, publishListing } from '../../src/operations/inventory.ts';
import { createOrder } from '../../src/operations/orders.ts';
import type { WorldWrite } from '../../src/operations/world-write.ts';
import {
  createTestDealer,
  createTestHub,
  eventsOf,
  inWorld,
  live,
  sandbox,
  type TestHub,
} from '../support/hub.ts';

let hub: TestHub;
beforeAll(async () => {
  hub = await createTestHub();
});
afterAll(() => hub.drop());

const request = (change: Partial<IdempotentRequest> = {}): IdempotentRequest => ({
  key: randomUUID(),
  method: 'POST',
  path: '/api/v1/orders',
  body: { a: 1, b: [true, null] },
  requestId: `req_${randomUUID().replaceAll('-', '')}`,
  ...change,
});

async function stock(dealerId: string, quantity: number): Promise<string> {
  return await inWorld(hub, live(dealerId, 'dashboard'), async (write) => {
    const { id } = await createListing(write, {
      title: 'Nautilus',
      quantity,
      price: { amount: 9_000_000, currency: 'CHF' },
    });
    await publishListing(write, id);
    return id;
  });
}

const order =
  (listingId: string) =>
  async (write: WorldWrite): Promise<OperationResult> => ({
    status: 201,
    object: await createOrder(write, { line_items: [{ listing_id: listingId }] }),
  });

const countOrders = async (dealerId: string): Promise<number> =>
  (await hub.database.kysely.selectFrom('orders').select('id').where('dealer_id', '=', dealerId).execute())
    .length;

describe('an idempotency key', () => {
  it('gives the first response again and does nothing twice', async () => {
    const dealerId = await createTestDealer(hub);
    const id = await stock(dealerId, 5);
    const first = request();
    const answer = await writeIdempotently(hub, live(dealerId), first, order(id));
    const again = await writeIdempotently(
      hub,
      live(dealerId),
      { ...request(), ...first, requestId: 'req_x' },
      order(id),
    );
    expect(answer).toMatchObject({ status: 201, isReplay: false, requestId: first.requestId });
    expect(again).toEqual({ ...answer, isReplay: true });
    expect(await countOrders(dealerId)).toBe(1);
  });

  it('has one effect when 20 requests with it run at once', async () => {
    const dealerId = await createTestDealer(hub);
    const id = await stock(dealerId, 20);
    const same = request();
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        writeIdempotently(hub, live(dealerId), { ...same, requestId: `req_${index}` }, order(id)),
      ),
    );
    expect(answers.filter((answer) => !answer.isReplay)).toHaveLength(1);
    expect(new Set(answers.map((answer) => `${answer.status} ${answer.requestId} ${answer.body}`)).size).toBe(
      1,
    );
    expect(await countOrders(dealerId)).toBe(1);
  });

  it('is refused for another body, path or method', async () => {
    const dealerId = await createTestDealer(hub);
    const id = await stock(dealerId, 5);
    const first = request();
    await writeIdempotently(hub, live(dealerId), first, order(id));
    for (const change of [{ body: { a: 2 } }, { path: '/api/v1/customers' }, { method: 'PUT' }]) {
      await expect(
        writeIdempotently(hub, live(dealerId), { ...first, ...change }, order(id)),
      ).rejects.toMatchObject({ code: 'key_reused_with_different_body' });
    }
    expect(await countOrders(dealerId)).toBe(1);
  });

  it('belongs to one dealer and one world', async () => {
    const [one, other] = [await createTestDealer(hub), await createTestDealer(hub)];
    const same = request();
    const answer = async (): Promise<OperationResult> => ({ status: 200, object: { random: randomUUID() } });
    const callers = [live(one), sandbox(one), live(other)];
    const answers = await Promise.all(callers.map((caller) => writeIdempotently(hub, caller, same, answer)));
    expect(answers.map((it) => it.isReplay)).toEqual([false, false, false]);
  });

  it('is free again after 24 hours', async () => {
    const dealerId = await createTestDealer(hub);
    const same = request();
    const answer = async (): Promise<OperationResult> => ({ status: 200, object: {} });
    const aged = { ...hub, clock: () => hub.clock() - DAY_US };
    await writeIdempotently(aged, live(dealerId), same, answer);
    expect(await writeIdempotently(hub, live(dealerId), same, answer)).toMatchObject({ isReplay: false });
    expect(await writeIdempotently(hub, live(dealerId), same, answer)).toMatchObject({ isReplay: true });
  });

  it("keeps the operation's own 404 and 409, without the work that was undone", async () => {
    const dealerId = await createTestDealer(hub);
    const id = await stock(dealerId, 1);
    for (const code of ['resource_not_found', 'listing_unavailable'] as const) {
      const same = request();
      let runs = 0;
      const fail = async (write: WorldWrite): Promise<OperationResult> => {
        runs += 1;
        await order(id)(write);
        throw new ApiError(code, { param: 'line_items[0].listing_id' });
      };
      const before = (await eventsOf(hub, live(dealerId))).length;
      const first = await writeIdempotently(hub, live(dealerId), same, fail);
      const again = await writeIdempotently(hub, live(dealerId), same, fail);
      expect(JSON.parse(first.body)).toMatchObject({
        error: { code, param: 'line_items[0].listing_id', request_id: same.requestId },
      });
      expect(again).toEqual({ ...first, isReplay: true });
      expect(runs).toBe(1);
      expect(await countOrders(dealerId)).toBe(0);
      expect(await eventsOf(hub, live(dealerId))).toHaveLength(before);
    }
    const next = await writeIdempotently(hub, live(dealerId), request(), order(id));
    expect(next.status).toBe(201);
    expect((await eventsOf(hub, live(dealerId))).map((event) => event.sequence)).toEqual([1, 2, 3]);
  });

  it.each(['invalid_parameter', 'inventory_limit_reached', 'internal_error'] as const)(
    'is not used up by %s, so that a mended cause needs no new key',
    async (code) => {
      const dealerId = await createTestDealer(hub);
      const same = request();
      const fail = () =>
        writeIdempotently(hub, live(dealerId), same, async () => Promise.reject(new ApiError(code)));
      await expect(fail()).rejects.toMatchObject({ code });
      const answer = async (): Promise<OperationResult> => ({ status: 200, object: {} });
      expect(await writeIdempotently(hub, live(dealerId), same, answer)).toMatchObject({ isReplay: false });
    },
  );

  it('is left behind by a failed commit no more than its effects are', async () => {
    const dealerId = await createTestDealer(hub);
    const id = await stock(dealerId, 1);
    const same = request();
    const crash = async (write: WorldWrite): Promise<OperationResult> => {
      await order(id)(write);
      throw new Error('the process dies here');
    };
    await expect(writeIdempotently(hub, live(dealerId), same, crash)).rejects.toThrow('dies here');
    expect(await countOrders(dealerId)).toBe(0);
    expect(await writeIdempotently(hub, live(dealerId), same, order(id))).toMatchObject({
      status: 201,
      isReplay: false,
    });
  });
});

describe('the comparison of bodies', () => {
  it('does not depend on the order of fields', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (body) => {
        const reversed = Object.fromEntries(Object.entries(body).reverse());
        expect(canonicalJson(reversed)).toBe(canonicalJson(body));
      }),
    );
  });

  it('tells different values apart', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (left, right) => {
        const same = (value: unknown) => JSON.parse(canonicalJson(value));
        expect(canonicalJson(left) === canonicalJson(right)).toBe(
          JSON.stringify(same(left)) === JSON.stringify(same(right)),
        );
      }),
    );
  });
});
