import { ApiError, notFound } from '../domain/api-error.ts';
import { formatEventId, isUuid } from '../domain/ids.ts';
import { assertIntegrationOn } from '../domain/integration.ts';
import type { ApiKeyIdentity } from '../storage/api-keys.ts';
import type { NewDelivery, NewEvent } from '../storage/fan-out.ts';
import { getIntegration } from '../storage/integrations.ts';
import { findWebhookEndpoint } from '../storage/webhook-endpoints.ts';
import type { Hub } from './hub.ts';
import { describeIntegrationFor, readIntegration } from './integration.ts';
import { type WorldWrite, writeWorld } from './world-write.ts';

export interface ShownPing {
  readonly object: 'webhook_ping';
  readonly event_id: string;
  readonly deliveries: { readonly id: string; readonly endpoint_id: string; readonly url: string }[];
}

function showPing({ event, deliveries }: { event: NewEvent; deliveries: NewDelivery[] }): ShownPing {
  if (deliveries.length === 0) throw new ApiError('webhook_not_configured');
  return {
    object: 'webhook_ping',
    event_id: formatEventId(event.id),
    deliveries: deliveries.map((delivery) => ({
      id: delivery.id,
      endpoint_id: delivery.endpointId,
      url: delivery.url,
    })),
  };
}

/** Sends `integration.test_event` to every enabled endpoint of the key's world. @throws ApiError `webhook_not_configured` */
export async function pingWebhooks(write: WorldWrite, identity: ApiKeyIdentity): Promise<ShownPing> {
  const integration = await describeIntegrationFor(write.trx, identity);
  return showPing(
    write.recordPing({
      type: 'integration.test_event',
      resourceId: integration.id,
      object: JSON.stringify(integration),
    }),
  );
}

/**
 * Pings one endpoint from the dashboard: in the world it listens to, or the one the integration is in.
 * @throws ApiError `resource_not_found`, `webhook_not_configured` when it is disabled, `plan_required`, `integration_disabled`
 */
export async function pingEndpoint(hub: Hub, dealerId: string, id: string): Promise<ShownPing> {
  const db = hub.database.kysely;
  const endpoint = isUuid(id) ? await findWebhookEndpoint(db, dealerId, id) : null;
  if (endpoint === null) throw notFound('webhook endpoint');
  const { is_test_mode } = await getIntegration(db, dealerId);
  const livemode = endpoint.mode === 'all' ? !is_test_mode : endpoint.mode === 'live';
  return await writeWorld(hub, { dealerId, livemode, source: 'dashboard' }, async (write) => {
    assertIntegrationOn(write.settings);
    const integration = await readIntegration(write.trx, dealerId, livemode, null);
    return showPing(
      write.recordPing(
        {
          type: 'integration.test_event',
          resourceId: integration.id,
          object: JSON.stringify(integration),
        },
        id.toLowerCase(),
      ),
    );
  });
}
