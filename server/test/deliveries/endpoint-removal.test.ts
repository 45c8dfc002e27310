import { expect, test } from 'vitest';
import { cancelDeliveries } from '../../src/storage/cancel-deliveries.ts';
import { inTransaction } from '../../src/storage/transaction.ts';
import { deleteWebhookEndpoint } from '../../src/storage/webhook-endpoints.ts';
import { eventually, getDelivery, listAttempts } from '../support/delivery-world.ts';
import { createTestEngine } from '../support/test-engine.ts';
import { useWorkerWorld } from '../support/worker-world.ts';

const world = useWorkerWorld();

test('a request that was under way when its endpoint was deleted is kept in the log, and as delivered', async () => {
  const { database } = world.db;
  const endpoint = await world.addEndpoint();
  world.receiver.respondWith((_, response) => {
    const removal = inTransaction(database, async (trx) => {
      await cancelDeliveries(trx, endpoint.dealerId, 'endpoint_deleted', { endpointId: endpoint.endpointId });
      await deleteWebhookEndpoint(trx, endpoint.dealerId, endpoint.endpointId);
    });
    void removal.then(() => response.writeHead(200).end());
  });
  const [id] = await world.add(endpoint, 1);
  const engine = createTestEngine(database);
  await engine.start();
  await eventually(async () => (await getDelivery(database, id!)).status === 'delivered');
  expect(await listAttempts(database, id!)).toMatchObject([{ number: 1, http_status: 200 }]);
});
