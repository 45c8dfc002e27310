import { type ShownIntegration, type ShownKey, showIntegration } from '../domain/integration.ts';
import { listingLimit, PLAN_TERMS } from '../domain/plans.ts';
import { showDealerEndpoint } from '../domain/webhook-endpoint.ts';
import { modeOf } from '../domain/world.ts';
import { type ApiKeyIdentity, listApiKeys } from '../storage/api-keys.ts';
import { cancelDeliveries } from '../storage/cancel-deliveries.ts';
import {
  getIntegration,
  hasDeliveredPing,
  type IntegrationRow,
  updateIntegration as updateRow,
} from '../storage/integrations.ts';
import type { Reader, Tx } from '../storage/transaction.ts';
import { listWebhookEndpoints } from '../storage/webhook-endpoints.ts';
import { showApiKey } from './api-keys.ts';
import { writeDealer } from './dealer-write.ts';
import type { Hub } from './hub.ts';
import { assertPlanHasIntegration } from './webhook-endpoints.ts';

const showKey = (identity: ApiKeyIdentity): ShownKey => ({
  id: identity.key_id,
  name: identity.name,
  prefix: identity.prefix,
  mode: modeOf(identity.livemode),
  scopes: identity.scopes,
});

/** The integration in one of its worlds, as `/me` and a ping show it. */
export async function readIntegration(
  db: Reader,
  dealerId: string,
  livemode: boolean,
  key: ShownKey | null,
): Promise<ShownIntegration> {
  const integration = await getIntegration(db, dealerId);
  return showIntegration(integration, await listWebhookEndpoints(db, dealerId), livemode, key);
}

/** Who am I: the integration behind an API key. */
export async function describeIntegration(hub: Hub, identity: ApiKeyIdentity): Promise<ShownIntegration> {
  return await readIntegration(hub.database.kysely, identity.dealer_id, identity.livemode, showKey(identity));
}

/** As `describeIntegration`, inside a transaction: for the event of a ping. */
export async function describeIntegrationFor(trx: Tx, identity: ApiKeyIdentity): Promise<ShownIntegration> {
  return await readIntegration(trx, identity.dealer_id, identity.livemode, showKey(identity));
}

/** The state as the dealer's badge names it. */
export type IntegrationStatus = 'disabled' | 'test_mode' | 'live';

function statusOf(integration: IntegrationRow): IntegrationStatus {
  if (!integration.is_enabled || !PLAN_TERMS[integration.plan].customIntegration) return 'disabled';
  return integration.is_test_mode ? 'test_mode' : 'live';
}

/** Everything the Custom Integration page shows: state, keys, endpoints and which setup steps are done. */
export async function getDealerIntegration(hub: Hub, dealerId: string) {
  const db = hub.database.kysely;
  const integration = await getIntegration(db, dealerId);
  const keys = await listApiKeys(db, dealerId);
  const endpoints = await listWebhookEndpoints(db, dealerId);
  const nowUs = hub.clock();
  const shownKeys = keys.map((key) => showApiKey(key, nowUs));
  return {
    id: integration.id,
    object: 'integration' as const,
    dealer: {
      id: integration.dealer_id,
      name: integration.dealer_name,
      plan: integration.plan,
      listing_limit: listingLimit(integration.plan, integration.listing_limit),
    },
    status: statusOf(integration),
    is_enabled: integration.is_enabled,
    is_test_mode: integration.is_test_mode,
    api_version: integration.api_version,
    api_keys: shownKeys,
    webhook_endpoints: endpoints.map(showDealerEndpoint),
    setup: {
      api_key_created: shownKeys.some((key) => key.status === 'active'),
      webhook_configured: endpoints.some((endpoint) => endpoint.is_enabled),
      webhook_verified: await hasDeliveredPing(db, dealerId),
      is_live: !integration.is_test_mode,
    },
  };
}

/**
 * Switches the integration on or off, or between test mode and live. What is pending and may no longer be
 * sent ends in the log with its reason.
 * @throws ApiError `plan_required` when switching on or going live without the plan
 */
export async function updateIntegration(
  hub: Hub,
  dealerId: string,
  change: { is_enabled?: boolean; is_test_mode?: boolean },
): Promise<Awaited<ReturnType<typeof getDealerIntegration>>> {
  await writeDealer(hub, dealerId, async (trx) => {
    const before = await getIntegration(trx, dealerId);
    const isGoingLive = change.is_test_mode === false && before.is_test_mode;
    if ((change.is_enabled === true && !before.is_enabled) || isGoingLive) {
      await assertPlanHasIntegration(trx, dealerId);
    }
    if (Object.keys(change).length > 0) {
      await updateRow(trx, dealerId, { ...change, ...(isGoingLive ? { live_since_us: hub.clock() } : {}) });
    }
    if (change.is_enabled === false) await cancelDeliveries(trx, dealerId, 'integration_disabled');
    if (change.is_test_mode === true) {
      await cancelDeliveries(trx, dealerId, 'test_mode', { livemode: true, keepPings: true });
    }
  });
  return await getDealerIntegration(hub, dealerId);
}
