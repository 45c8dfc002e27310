import { ApiError, invalidParameter, notFound } from '../domain/api-error.ts';
import { checkEndpointUrl } from '../domain/endpoint-url.ts';
import { isUuid, newId } from '../domain/ids.ts';
import { PLAN_TERMS } from '../domain/plans.ts';
import { newSigningSecret } from '../domain/signature.ts';
import { formatOptionalTime, HOUR_US } from '../domain/time.ts';
import {
  GRACE_HOURS,
  MAX_ENDPOINTS,
  RATE_LIMIT_PER_SECOND,
  showWebhookEndpoint,
  type WebhookEndpoint,
  type WebhookEndpointInput,
} from '../domain/webhook-endpoint.ts';
import { cancelDeliveries } from '../storage/cancel-deliveries.ts';
import { getIntegration } from '../storage/integrations.ts';
import { endpointSecretContext } from '../storage/secret-box.ts';
import { lockSecretKeyCheck } from '../storage/secret-keys.ts';
import type { Tx } from '../storage/transaction.ts';
import {
  claimWebhookEndpoint,
  deleteWebhookEndpoint as deleteRow,
  getEndpointSecrets,
  insertWebhookEndpoint,
  listWebhookEndpoints,
  noteMissedSince,
  resetLaneHealth,
  updateEndpointSecrets,
  updateWebhookEndpoint as updateRow,
} from '../storage/webhook-endpoints.ts';
import { writeDealer } from './dealer-write.ts';
import type { Hub } from './hub.ts';

export type ShownEndpoint = ReturnType<typeof showWebhookEndpoint>;

/** @throws ApiError `plan_required` */
export async function assertPlanHasIntegration(trx: Tx, dealerId: string): Promise<void> {
  const { plan } = await getIntegration(trx, dealerId);
  if (!PLAN_TERMS[plan].customIntegration) throw new ApiError('plan_required');
}

function assertUrl(hub: Hub, url: string): void {
  const problem = checkEndpointUrl(url, { allowPrivate: hub.allowPrivateTargets });
  if (problem !== null) throw invalidParameter('url', `${problem}.`);
}

/** With the key that is in force until the commit. */
async function seal(
  hub: Hub,
  trx: Tx,
  secret: string,
  endpoint: { readonly dealerId: string; readonly id: string },
): Promise<Buffer> {
  const check = await lockSecretKeyCheck(trx);
  return hub.secrets.seal(secret, endpointSecretContext(endpoint.dealerId, endpoint.id), check);
}

/** Locked, so that a 410 can't disable it in between. */
async function getEndpoint(trx: Tx, dealerId: string, id: string): Promise<WebhookEndpoint> {
  const endpoint = isUuid(id) ? await claimWebhookEndpoint(trx, dealerId, id) : null;
  if (endpoint === null) throw notFound('webhook endpoint');
  return endpoint;
}

/**
 * A new endpoint; its signing secret is returned this once.
 * @throws ApiError `plan_required`, `endpoint_limit_reached`, `invalid_parameter`
 */
export async function createWebhookEndpoint(
  hub: Hub,
  dealerId: string,
  input: WebhookEndpointInput & { url: string },
): Promise<ShownEndpoint & { signing_secret: string }> {
  assertUrl(hub, input.url);
  const secret = newSigningSecret();
  const endpoint = await writeDealer(hub, dealerId, async (trx) => {
    await assertPlanHasIntegration(trx, dealerId);
    const existing = await listWebhookEndpoints(trx, dealerId);
    if (existing.length >= MAX_ENDPOINTS) throw new ApiError('endpoint_limit_reached');
    const nowUs = hub.clock();
    const id = newId(nowUs);
    await insertWebhookEndpoint(trx, dealerId, {
      id,
      url: input.url,
      description: input.description ?? null,
      events: uniqueEvents(input.events ?? ['*']),
      mode: input.mode ?? 'all',
      skip_own_writes: input.skip_own_writes ?? false,
      rate_limit_per_second: input.rate_limit_per_second ?? RATE_LIMIT_PER_SECOND.default,
      is_enabled: input.is_enabled ?? true,
      disabled_reason: input.is_enabled === false ? 'manual' : null,
      missed_since_us: input.is_enabled === false ? nowUs : null,
      secret: await seal(hub, trx, secret, { dealerId, id }),
      created_us: nowUs,
    });
    return await getEndpoint(trx, dealerId, id);
  });
  return { ...showWebhookEndpoint(endpoint), signing_secret: secret };
}

const uniqueEvents = (events: readonly string[]): string[] => [...new Set(events)];

/**
 * Disabling ends what is pending, with a reason in the log; enabling, or another URL, starts with a clean health.
 * @throws ApiError `resource_not_found`, `plan_required`, `invalid_parameter`
 */
export async function updateWebhookEndpoint(
  hub: Hub,
  dealerId: string,
  id: string,
  input: WebhookEndpointInput,
): Promise<ShownEndpoint> {
  if (input.url !== undefined) assertUrl(hub, input.url);
  const endpoint = await writeDealer(hub, dealerId, async (trx) => {
    const before = await getEndpoint(trx, dealerId, id);
    const isEnabling = input.is_enabled === true && !before.is_enabled;
    const isDisabling = input.is_enabled === false && before.is_enabled;
    if (isEnabling) await assertPlanHasIntegration(trx, dealerId);
    const nowUs = hub.clock();
    await updateRow(trx, dealerId, id, {
      ...input,
      ...(input.events === undefined ? {} : { events: uniqueEvents(input.events) }),
      ...(isEnabling ? { disabled_reason: null, missed_since_us: null } : {}),
      ...(isDisabling ? { disabled_reason: 'manual' } : {}),
      updated_us: nowUs,
    });
    const isMoving = input.url !== undefined && input.url !== before.url;
    if (isEnabling || isMoving) await resetLaneHealth(trx, dealerId, id);
    if (isDisabling) {
      await noteMissedSince(trx, dealerId, id, nowUs);
      await cancelDeliveries(trx, dealerId, 'endpoint_disabled', { endpointId: id });
    }
    return await getEndpoint(trx, dealerId, id);
  });
  return showWebhookEndpoint(endpoint);
}

/** What is pending ends with `endpoint_deleted`; the log stays. @throws ApiError `resource_not_found` */
export async function deleteWebhookEndpoint(hub: Hub, dealerId: string, id: string): Promise<void> {
  await writeDealer(hub, dealerId, async (trx) => {
    await getEndpoint(trx, dealerId, id);
    await cancelDeliveries(trx, dealerId, 'endpoint_deleted', { endpointId: id });
    await deleteRow(trx, dealerId, id);
  });
}

/**
 * A new signing secret, returned this once. Until the grace is over both secrets sign.
 * @throws ApiError `resource_not_found`, `rotation_in_progress`
 */
export async function rotateSigningSecret(
  hub: Hub,
  dealerId: string,
  id: string,
  graceHours: number = GRACE_HOURS.default,
): Promise<ShownEndpoint & { signing_secret: string; previous_expires_at: string | null }> {
  const signingSecret = newSigningSecret();
  const endpoint = await writeDealer(hub, dealerId, async (trx) => {
    await getEndpoint(trx, dealerId, id);
    const nowUs = hub.clock();
    const current = await getEndpointSecrets(trx, dealerId, id);
    const isRotating =
      current.previous_secret_expires_us !== null && current.previous_secret_expires_us > nowUs;
    if (isRotating && graceHours !== 0) throw new ApiError('rotation_in_progress');
    const hasGrace = graceHours > 0;
    await updateEndpointSecrets(trx, dealerId, id, {
      secret: await seal(hub, trx, signingSecret, { dealerId, id }),
      previous_secret: hasGrace ? current.secret : null,
      previous_secret_expires_us: hasGrace ? nowUs + Math.round(graceHours * HOUR_US) : null,
      updated_us: nowUs,
    });
    return await getEndpoint(trx, dealerId, id);
  });
  return {
    ...showWebhookEndpoint(endpoint),
    signing_secret: signingSecret,
    previous_expires_at: formatOptionalTime(endpoint.previous_secret_expires_us),
  };
}
