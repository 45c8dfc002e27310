import { sql } from 'kysely';
import { Webhook } from 'standardwebhooks';
import Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { formatEventId } from '../../src/domain/ids.ts';
import { newSigningSecret } from '../../src/domain/signature.ts';
import { HOUR_US, SECOND_US } from '../../src/domain/time.ts';
import { cancelDeliveries } from '../../src/storage/cancel-deliveries.ts';
import { retryDelivery } from '../../src/storage/retry-delivery.ts';
import { endpointSecretContext } from '../../src/storage/secret-box.ts';
import { inTransaction } from '../../src/storage/transaction.ts';
import { eventually, listAttempts, seedDeliveries, TEST_SECRET_BOX } from '../support/delivery-world.ts';
import { engineForEachTest } from '../support/engine-scene.ts';
import { answer, type Receiver, type Respond } from '../support/receiver.ts';

const scene = engineForEachTest();
const seedOne = async (options: object = {}) => (await scene.seed(1, options))[0]!;
const delivery = (id: string) => scene.delivery(id);
const lane = () => scene.lane();
const isReleased = async () => (await lane()).lease_worker === null;

async function runOne(respond: Respond): Promise<string> {
  scene.receiver.respondWith(respond);
  const id = await seedOne();
  await scene.run();
  return id;
}

describe('a delivery that succeeds', () => {
  test.each([200, 201, 204])('ends as delivered with status %i, its attempt in the log', async (status) => {
    const id = await runOne(answer(status, { 'X-Shop': 'a' }, status === 204 ? '' : 'thank you'));
    expect(await delivery(id)).toMatchObject({
      status: 'delivered',
      reason: null,
      attempt_count: 1,
      next_attempt_us: null,
      delivered_us: scene.clock.nowUs,
    });
    const [attempt, ...others] = await listAttempts(scene.db.database, id);
    expect(others).toEqual([]);
    expect(attempt).toMatchObject({
      number: 1,
      http_status: status,
      error: null,
      response_preview: status === 204 ? '' : 'thank you',
    });
    expect(JSON.parse(attempt!.response_headers!)).toMatchObject({ 'x-shop': 'a' });
    expect(await lane()).toMatchObject({
      due_us: null,
      consecutive_failures: 0,
      last_success_us: scene.clock.nowUs,
    });
  });

  test('sends exactly the stored body and the headers shown in the log', async () => {
    const id = await runOne(answer(200));
    const { rows } = await sql<{ body: string; event_id: string }>`
      select e.body, e.id as event_id from deliveries d join events e on e.id = d.event_id where d.id = ${id}
    `.execute(scene.db.database.kysely);
    const [request] = scene.receiver.requests;
    expect(request).toMatchObject({ method: 'POST', path: '/hook', body: rows[0]!.body });
    const [attempt] = await listAttempts(scene.db.database, id);
    const shown = JSON.parse(attempt!.request_headers) as Record<string, string>;
    for (const [name, value] of Object.entries(shown))
      expect(request!.headers[name.toLowerCase()]).toBe(value);
    expect(shown).toMatchObject({
      'WTH-Event-Id': formatEventId(rows[0]!.event_id),
      'WTH-Event-Type': 'listing.updated',
      'WTH-Delivery-Id': id,
      'WTH-Delivery-Attempt': '1',
    });
  });

  test('carries signatures of the old and the new secret during the grace only', async () => {
    const next = newSigningSecret();
    const seal = (secret: string) =>
      TEST_SECRET_BOX.seal(
        secret,
        endpointSecretContext(scene.endpoint.dealerId, scene.endpoint.endpointId),
        null,
      );
    await sql`
      update webhook_endpoints set secret = ${seal(next)}, previous_secret = ${seal(scene.endpoint.secret)},
        previous_secret_expires_us = ${scene.clock.nowUs + HOUR_US}
    `.execute(scene.db.database.kysely);
    await runOne(answer(200));
    scene.clock.advanceMs(3_600_000);
    await runOne(answer(200));
    const [during, after] = scene.receiver.requests as [
      Receiver['requests'][number],
      Receiver['requests'][number],
    ];
    const stripe = new Stripe('sk_test_unused');
    const verify = (request: typeof during, secret: string) => {
      stripe.webhooks.constructEvent(request.body, request.headers['wth-signature'] as string, secret, 7_200);
    };
    verify(during, scene.endpoint.secret);
    verify(during, next);
    new Webhook(scene.endpoint.secret).verify(during.body, during.headers as Record<string, string>);
    new Webhook(next).verify(during.body, during.headers as Record<string, string>);
    verify(after, next);
    expect(() => verify(after, scene.endpoint.secret)).toThrow();
    expect(Number(after.headers['webhook-timestamp'])).toBe(Math.floor(scene.clock.nowUs / SECOND_US));
  });
});

describe('a delivery that fails', () => {
  test.each([301, 302, 400, 401, 404, 500, 503])('with status %i waits for the schedule', async (status) => {
    const id = await runOne(answer(status, { Location: scene.receiver.origin }));
    expect(await delivery(id)).toMatchObject({
      status: 'pending',
      attempt_count: 1,
      schedule_step: 1,
      next_attempt_us: scene.clock.nowUs + 5 * SECOND_US,
    });
    expect(scene.receiver.requests).toHaveLength(1);
    expect(await lane()).toMatchObject({
      due_us: scene.clock.nowUs + 5 * SECOND_US,
      consecutive_failures: 1,
      last_failure_us: scene.clock.nowUs,
    });
  });

  test('without an answer has an error class in the log', async () => {
    await sql`update webhook_endpoints set url = 'http://169.254.169.254/'`.execute(scene.db.database.kysely);
    const id = await runOne(answer(200));
    expect(await listAttempts(scene.db.database, id)).toMatchObject([
      { http_status: null, error: 'blocked_address', response_headers: null, response_preview: null },
    ]);
  });

  test('is not sent before its time', async () => {
    const id = await runOne(answer(500));
    scene.clock.advanceMs(4_999);
    await scene.engine.tick();
    expect(await isReleased()).toBe(true);
    expect(await delivery(id)).toMatchObject({ attempt_count: 1 });
  });

  test('follows the schedule until it is used up, numbering its attempts, then succeeds by hand', async () => {
    const id = await runOne(answer(500));
    for (const waitMs of [5_000, 30_000]) {
      scene.clock.advanceMs(waitMs);
      await scene.run();
    }
    expect(await delivery(id)).toMatchObject({
      status: 'failed',
      reason: 'schedule_exhausted',
      attempt_count: 3,
      next_attempt_us: null,
    });
    expect((await lane()).due_us).toBeNull();

    scene.clock.advanceMs(86_400_000);
    const retry = () =>
      inTransaction(scene.db.database, (trx) =>
        retryDelivery(trx, { dealerId: scene.endpoint.dealerId, deliveryId: id, nowUs: scene.clock.nowUs }),
      );
    expect(await retry()).toEqual({ outcome: 'retried', endpointId: scene.endpoint.endpointId });
    expect(await retry()).toEqual({ outcome: 'still_pending' });
    await scene.run();
    expect(await delivery(id)).toMatchObject({
      status: 'pending',
      attempt_count: 4,
      schedule_step: 1,
      expires_us: scene.clock.nowUs + 5 * 24 * HOUR_US,
    });
    scene.receiver.respondWith(answer(200));
    scene.clock.advanceMs(5_000);
    await scene.run();
    expect(await delivery(id)).toMatchObject({ status: 'delivered', reason: null, attempt_count: 5 });
    expect(scene.receiver.requests.map((request) => request.headers['wth-delivery-attempt'])).toEqual([
      '1',
      '2',
      '3',
      '4',
      '5',
    ]);
    expect(new Set(scene.receiver.requests.map((request) => request.headers['wth-event-id'])).size).toBe(1);
    expect(await lane()).toMatchObject({ consecutive_failures: 0 });
  });

  test('ends as expired when the next attempt would come too late, and is not sent at all after that', async () => {
    const late = await seedOne({ nowUs: scene.clock.nowUs - 5 * 24 * HOUR_US + 4 * SECOND_US });
    const tooLate = await seedOne({ nowUs: scene.clock.nowUs - 5 * 24 * HOUR_US - SECOND_US });
    scene.receiver.respondWith(answer(500));
    await scene.run();
    expect(await delivery(late)).toMatchObject({ status: 'failed', reason: 'expired', attempt_count: 1 });
    expect(await delivery(tooLate)).toMatchObject({ status: 'failed', reason: 'expired', attempt_count: 0 });
    expect(scene.receiver.requests).toHaveLength(1);
  });
});

describe('Retry-After', () => {
  test.each([429, 503])('with %i pauses the whole endpoint until then', async (status) => {
    const id = await runOne(answer(status, { 'Retry-After': '600' }));
    const untilUs = scene.clock.nowUs + 600 * SECOND_US;
    expect(await lane()).toMatchObject({ paused_until_us: untilUs });
    expect(await delivery(id)).toMatchObject({ status: 'pending', next_attempt_us: untilUs });
    const other = await seedOne();
    scene.clock.advanceMs(599_999);
    scene.engine.wake([scene.endpoint]);
    await scene.engine.tick();
    expect(scene.receiver.requests).toHaveLength(1);
    scene.clock.advanceMs(1);
    scene.receiver.respondWith(answer(200));
    await scene.run();
    for (const each of [id, other]) expect(await delivery(each)).toMatchObject({ status: 'delivered' });
  });

  test('may be a date', async () => {
    const untilMs = Math.ceil(scene.clock.nowUs / 1_000_000) * 1000 + 120_000;
    await runOne(answer(503, { 'Retry-After': new Date(untilMs).toUTCString() }));
    expect(await lane()).toMatchObject({ paused_until_us: untilMs * 1000 });
  });

  test('does not shorten the wait of the schedule', async () => {
    const id = await runOne(answer(429, { 'Retry-After': '1' }));
    expect(await delivery(id)).toMatchObject({ next_attempt_us: scene.clock.nowUs + 5 * SECOND_US });
    expect(await lane()).toMatchObject({
      paused_until_us: scene.clock.nowUs + SECOND_US,
      due_us: scene.clock.nowUs + 5 * SECOND_US,
    });
  });

  test('of other statuses is not obeyed', async () => {
    await runOne(answer(500, { 'Retry-After': '600' }));
    expect(await lane()).toMatchObject({ paused_until_us: 0 });
  });

  test('stops what was read already from being sent', async () => {
    scene.receiver.respondWith(answer(429, { 'Retry-After': '600' }));
    const ids = await seedDeliveries(scene.db.database, scene.endpoint, {
      count: 60,
      nowUs: scene.clock.nowUs,
    });
    await scene.run();
    expect(scene.receiver.requests.length).toBeLessThanOrEqual(16);
    const attempts = await Promise.all(ids.map(async (id) => (await delivery(id)).attempt_count));
    expect(attempts.filter((count) => count === 1)).toHaveLength(scene.receiver.requests.length);
  });
});

describe('410', () => {
  test('disables the endpoint at once and cancels what is pending', async () => {
    scene.receiver.respondWith(answer(410));
    const ids = await seedDeliveries(scene.db.database, scene.endpoint, {
      count: 40,
      nowUs: scene.clock.nowUs,
    });
    await scene.run();
    const { rows } =
      await sql`select is_enabled, disabled_reason, missed_since_us from webhook_endpoints`.execute(
        scene.db.database.kysely,
      );
    expect(rows).toEqual([
      { is_enabled: false, disabled_reason: 'gone', missed_since_us: scene.clock.nowUs },
    ]);
    for (const id of ids)
      expect(await delivery(id)).toMatchObject({
        status: 'cancelled',
        reason: 'endpoint_disabled',
        next_attempt_us: null,
      });
    expect(scene.receiver.requests.length).toBeLessThanOrEqual(16);
    expect(await listAttempts(scene.db.database, ids[0]!)).toMatchObject([{ number: 1, http_status: 410 }]);
    expect(await lane()).toMatchObject({ due_us: null });
  });

  test('of an URL that was changed meanwhile disables nothing', async () => {
    scene.receiver.respondWith((_, response) => {
      const change = sql`update webhook_endpoints set url = ${`${scene.receiver.origin}/new`}`.execute(
        scene.db.database.kysely,
      );
      void change.then(() => response.writeHead(410).end());
    });
    const id = await seedOne();
    await scene.run();
    expect(await delivery(id)).toMatchObject({ status: 'pending', attempt_count: 1 });
    scene.receiver.respondWith(answer(200));
    scene.clock.advanceMs(5_000);
    await scene.run();
    expect(scene.receiver.requests.map((request) => request.path)).toEqual(['/hook', '/new']);
  });
});

describe('what must not be sent', () => {
  const set = async (table: string, assignment: string) =>
    await sql`update ${sql.table(table)} set ${sql.raw(assignment)}`.execute(scene.db.database.kysely);

  test.each([
    ['webhook_endpoints', 'is_enabled = false', 'endpoint_disabled'],
    ['integrations', 'is_enabled = false', 'integration_disabled'],
    ['integrations', 'is_test_mode = true', 'test_mode'],
    ['dealers', "plan = 'starter'", 'plan_required'],
  ])('is cancelled with a reason: %s %s', async (table, assignment, reason) => {
    await set(table, assignment);
    const id = await runOne(answer(200));
    expect(await delivery(id)).toMatchObject({ status: 'cancelled', reason, attempt_count: 0 });
    expect(await listAttempts(scene.db.database, id)).toEqual([]);
    expect(scene.receiver.requests).toEqual([]);
  });

  test('in test mode is neither a sandbox event nor a ping', async () => {
    await set('integrations', 'is_test_mode = true');
    const ids = [await seedOne({ livemode: false }), await seedOne({ type: 'integration.test_event' })];
    await scene.run();
    for (const id of ids) expect(await delivery(id)).toMatchObject({ status: 'delivered' });
  });

  test('is dropped by a lane that is sending already, within the staleness it allows', async () => {
    scene.receiver.respondWith(() => {});
    const ids = await seedDeliveries(scene.db.database, scene.endpoint, {
      count: 30,
      nowUs: scene.clock.nowUs,
    });
    scene.engine.wake([scene.endpoint]);
    await scene.receiver.received(16);
    await inTransaction(scene.db.database, (trx) =>
      cancelDeliveries(trx, scene.endpoint.dealerId, 'integration_disabled'),
    );
    await set('integrations', 'is_enabled = false');
    scene.clock.advanceMs(2_000);
    scene.receiver.respondWith(answer(200));
    await scene.engine.tick();
    await eventually(isReleased, 25_000);
    expect(scene.receiver.requests).toHaveLength(16);
    const states = await Promise.all(ids.map(delivery));
    expect(states.every((row) => row.status === 'cancelled')).toBe(true);
  });

  test('but succeeded on its way while it was cancelled counts as delivered', async () => {
    scene.receiver.respondWith((_, response) => {
      const cancel = inTransaction(scene.db.database, (trx) =>
        cancelDeliveries(trx, scene.endpoint.dealerId, 'test_mode'),
      );
      void cancel.then(() => response.end());
    });
    const id = await seedOne();
    await scene.run();
    expect(await delivery(id)).toMatchObject({ status: 'delivered', reason: null, attempt_count: 1 });
  });

  test('and failed on its way stays cancelled, its attempt in the log', async () => {
    scene.receiver.respondWith((_, response) => {
      const cancel = inTransaction(scene.db.database, (trx) =>
        cancelDeliveries(trx, scene.endpoint.dealerId, 'test_mode'),
      );
      void cancel.then(() => response.writeHead(500).end());
    });
    const id = await seedOne();
    await scene.run();
    expect(await delivery(id)).toMatchObject({
      status: 'cancelled',
      reason: 'test_mode',
      attempt_count: 1,
      next_attempt_us: null,
    });
    expect(await listAttempts(scene.db.database, id)).toMatchObject([{ http_status: 500 }]);
  });
});

describe('a retry by hand', () => {
  const retry = (deliveryId: string) =>
    inTransaction(scene.db.database, (trx) =>
      retryDelivery(trx, { dealerId: scene.endpoint.dealerId, deliveryId, nowUs: scene.clock.nowUs }),
    );

  test('sends a delivered one again', async () => {
    const id = await runOne(answer(200));
    expect(await retry(id)).toMatchObject({ outcome: 'retried' });
    await scene.run();
    expect(await delivery(id)).toMatchObject({ status: 'delivered', attempt_count: 2 });
  });

  test('is refused when nothing can be sent', async () => {
    const id = await runOne(answer(200));
    expect(await retry(scene.endpoint.endpointId)).toEqual({ outcome: 'not_found' });
    await sql`update webhook_endpoints set is_enabled = false`.execute(scene.db.database.kysely);
    expect(await retry(id)).toEqual({ outcome: 'endpoint_disabled' });
    await sql`delete from webhook_endpoints`.execute(scene.db.database.kysely);
    expect(await retry(id)).toEqual({ outcome: 'endpoint_deleted' });
    await sql`delete from events`.execute(scene.db.database.kysely);
    expect(await retry(id)).toEqual({ outcome: 'event_expired' });
  });
});
