import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { integrationQuery } from '../api/integration.ts';
import { followedDeliveryQuery, pingEndpoint } from '../api/webhook-endpoints.ts';
import { useAction } from '../components/use-action.ts';

/** Sends pings to an endpoint and follows the last one until it is finished. */
export function usePing(endpointId: string) {
  const client = useQueryClient();
  const [deliveryId, setDeliveryId] = useState<string | null>(null);
  const { mutate, isPending, error } = useAction({
    run: () => pingEndpoint(endpointId),
    renews: [],
    showsError: false,
    onSuccess: ({ deliveries }) => setDeliveryId(deliveries[0]?.id ?? null),
  });
  const { data: delivery, error: followError } = useQuery({
    ...followedDeliveryQuery(deliveryId ?? ''),
    enabled: deliveryId !== null,
  });
  const lastAttempt = delivery?.attempts.at(-1)?.started_at;
  useEffect(() => {
    // An attempt changes the endpoint's health, and the first success ends a step of the set-up.
    if (lastAttempt !== undefined) void client.invalidateQueries({ queryKey: integrationQuery.queryKey });
  }, [lastAttempt, client]);
  return {
    send: () => mutate(),
    isSending: isPending,
    hasSent: deliveryId !== null,
    delivery: delivery ?? null,
    error: error ?? followError,
  };
}
