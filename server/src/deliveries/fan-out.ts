import { DELIVERY_LIFETIME_US } from '../domain/delivery.ts';
import { isSubscribed } from '../domain/event-types.ts';
import { newId } from '../domain/ids.ts';
import { PLAN_TERMS } from '../domain/plans.ts';
import { hearsWorld } from '../domain/webhook-endpoint.ts';
import type { World, WriteSource } from '../domain/world.ts';
import type { NewDelivery, NewEvent } from '../storage/fan-out.ts';
import type { FanOutEndpoint, WorldSettings } from '../storage/world-settings.ts';

/** Why an event is recorded for an endpoint but not sent to it; null when it is sent. */
function cancelReason(settings: WorldSettings, endpoint: FanOutEndpoint, livemode: boolean): string | null {
  if (!PLAN_TERMS[settings.plan].customIntegration) return 'plan_required';
  if (!settings.is_enabled) return 'integration_disabled';
  if (!endpoint.is_enabled) return 'endpoint_disabled';
  if (livemode && settings.is_test_mode) return 'test_mode';
  return null;
}

/**
 * One delivery for each event and each endpoint that subscribed to it. What will not be sent gets a row with
 * its reason too, so that nothing vanishes silently and a replay can find it.
 */
export function planDeliveries(
  world: World,
  settings: WorldSettings,
  source: WriteSource,
  events: readonly NewEvent[],
): NewDelivery[] {
  const listening = settings.endpoints.filter(
    (endpoint) => hearsWorld(endpoint, world.livemode) && !(endpoint.skip_own_writes && source === 'api'),
  );
  return events.flatMap((event) =>
    listening
      .filter((endpoint) => isSubscribed(endpoint.events, event.type))
      .map((endpoint) => newDelivery(endpoint, event, cancelReason(settings, endpoint, world.livemode))),
  );
}

/** A ping goes to every enabled endpoint of its world, whatever it subscribes to, in test mode too. */
export function planPing(world: World, settings: WorldSettings, event: NewEvent): NewDelivery[] {
  return settings.endpoints
    .filter((endpoint) => endpoint.is_enabled && hearsWorld(endpoint, world.livemode))
    .map((endpoint) => newDelivery(endpoint, event, null));
}

function newDelivery(endpoint: FanOutEndpoint, event: NewEvent, reason: string | null): NewDelivery {
  return {
    id: newId(event.createdUs),
    endpointId: endpoint.id,
    url: endpoint.url,
    event,
    expiresUs: event.createdUs + DELIVERY_LIFETIME_US,
    cancelReason: reason,
  };
}
