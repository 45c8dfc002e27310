import type { WebhookEndpointInput } from '../../domain/webhook-endpoint.ts';
import { type ApiKeyInput, createApiKey, revokeApiKey, rollApiKey } from '../../operations/api-keys.ts';
import { getDealerIntegration, updateIntegration } from '../../operations/integration.ts';
import { getEndpointHealth, getOverview } from '../../operations/overview.ts';
import { pingEndpoint } from '../../operations/ping.ts';
import {
  createWebhookEndpoint,
  deleteWebhookEndpoint,
  rotateSigningSecret,
  updateWebhookEndpoint,
} from '../../operations/webhook-endpoints.ts';
import type { HttpDependencies } from '../dependencies.ts';
import { type DashboardRoute, dashboardRoute } from './dashboard-route.ts';
import {
  CreateApiKeyBody,
  CreateEndpointBody,
  ModeQuery,
  RollApiKeyBody,
  RotateSecretBody,
  UpdateEndpointBody,
  UpdateIntegrationBody,
} from './schemas.ts';

/** What keys may spend belongs to this hub, not to the dealer's row. */
function withRateLimit<T>({ rateLimitPerMinute }: HttpDependencies['config'], integration: T) {
  return { ...integration, rate_limit_per_minute: rateLimitPerMinute };
}

const integration: DashboardRoute[] = [
  dashboardRoute({
    method: 'GET',
    path: '/overview',
    query: ModeQuery,
    handle: ({ hub, caller }) => getOverview(hub, caller),
  }),
  dashboardRoute({
    method: 'GET',
    path: '/integration',
    handle: async ({ hub, config, dealerId }) =>
      withRateLimit(config, await getDealerIntegration(hub, dealerId)),
  }),
  dashboardRoute({
    method: 'PATCH',
    path: '/integration',
    body: UpdateIntegrationBody,
    handle: async ({ hub, config, dealerId, body }) =>
      withRateLimit(config, await updateIntegration(hub, dealerId, body)),
  }),
];

const apiKeys: DashboardRoute[] = [
  dashboardRoute({
    method: 'POST',
    path: '/api-keys',
    body: CreateApiKeyBody,
    status: 201,
    handle: ({ hub, dealerId, body }) => createApiKey(hub, dealerId, body as ApiKeyInput),
  }),
  dashboardRoute({
    method: 'POST',
    path: '/api-keys/:id/roll',
    body: RollApiKeyBody,
    status: 201,
    handle: ({ hub, dealerId, id, body }) => rollApiKey(hub, dealerId, id, body.overlap_hours),
  }),
  dashboardRoute({
    method: 'DELETE',
    path: '/api-keys/:id',
    status: 204,
    handle: ({ hub, dealerId, id }) => revokeApiKey(hub, dealerId, id),
  }),
];

const endpoints: DashboardRoute[] = [
  dashboardRoute({
    method: 'POST',
    path: '/webhook-endpoints',
    body: CreateEndpointBody,
    status: 201,
    handle: ({ hub, dealerId, body }) =>
      createWebhookEndpoint(hub, dealerId, body as WebhookEndpointInput & { url: string }),
  }),
  dashboardRoute({
    method: 'PATCH',
    path: '/webhook-endpoints/:id',
    body: UpdateEndpointBody,
    handle: ({ hub, dealerId, id, body }) =>
      updateWebhookEndpoint(hub, dealerId, id, body as WebhookEndpointInput),
  }),
  dashboardRoute({
    method: 'DELETE',
    path: '/webhook-endpoints/:id',
    status: 204,
    handle: ({ hub, dealerId, id }) => deleteWebhookEndpoint(hub, dealerId, id),
  }),
  dashboardRoute({
    method: 'POST',
    path: '/webhook-endpoints/:id/rotate-secret',
    body: RotateSecretBody,
    handle: ({ hub, dealerId, id, body }) => rotateSigningSecret(hub, dealerId, id, body.grace_hours),
  }),
  dashboardRoute({
    method: 'POST',
    path: '/webhook-endpoints/:id/ping',
    handle: ({ hub, dealerId, id }) => pingEndpoint(hub, dealerId, id),
  }),
  dashboardRoute({
    method: 'GET',
    path: '/webhook-endpoints/:id/health',
    handle: ({ hub, dealerId, id }) => getEndpointHealth(hub, dealerId, id),
  }),
];

export const INTEGRATION_ROUTES: readonly DashboardRoute[] = [...integration, ...apiKeys, ...endpoints];
