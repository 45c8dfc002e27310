import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createApiKey } from '../../src/operations/api-keys.ts';
import { assertAllowed, authenticateApiKey } from '../../src/operations/authenticate.ts';
import { writeIdempotently } from '../../src/operations/idempotency.ts';
import { updateIntegration } from '../../src/operations/integration.ts';
import { createWebhookEndpoint, updateWebhookEndpoint } from '../../src/operations/webhook-endpoints.ts';
import { inTransaction } from '../../src/storage/transaction.ts';
import { createTestDealer, createTestHub, live, type TestHub } from '../support/hub.ts';

let hub: TestHub;
beforeAll(async () => {
  hub = await createTestHub();
});
afterAll(() => hub.drop());

it('a live write that was allowed when it came in is refused when test mode was switched on before it ran', async () => {
  const dealerId = await createTestDealer(hub);
  const { key } = await createApiKey(hub, dealerId, { mode: 'live' });
  const identity = await authenticateApiKey(hub, `Bearer ${key}`);
  assertAllowed(identity, { scope: 'write' });
  await updateIntegration(hub, dealerId, { is_test_mode: true });
  const request = {
    key: randomUUID(),
    method: 'POST',
    path: '/api/v1/orders',
    body: {},
    requestId: 'req_1',
    assertAllowed: (settings: object) => assertAllowed({ ...identity, ...settings }, { scope: 'write' }),
  };
  const write = () =>
    writeIdempotently(hub, live(dealerId), request, async () => ({ status: 201, object: {} }));
  await expect(write()).rejects.toMatchObject({ code: 'test_mode_active' });
  await updateIntegration(hub, dealerId, { is_test_mode: false });
  expect(await write()).toMatchObject({ status: 201, isReplay: false });
});

it('an endpoint that a 410 disables while the dealer enables it ends up enabled, with nothing of the 410 left', async () => {
  const dealerId = await createTestDealer(hub);
  const { id } = await createWebhookEndpoint(hub, dealerId, { url: 'https://example.com/hook' });
  let update: Promise<unknown> | undefined;
  await inTransaction(hub.database, async (trx) => {
    await sql`
      update webhook_endpoints set is_enabled = false, disabled_reason = 'gone' where dealer_id = ${dealerId}
    `.execute(trx);
    update = updateWebhookEndpoint(hub, dealerId, id, { is_enabled: true });
    await waitUntilBlocked(hub);
  });
  expect(await update).toMatchObject({ is_enabled: true, disabled_reason: null });
});

/** Asks until some statement of this database waits for a lock. */
async function waitUntilBlocked({ database }: TestHub): Promise<void> {
  for (;;) {
    const { rows } = await sql`
      select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
    `.execute(database.kysely);
    if (rows.length > 0) return;
  }
}
