import { useQueries } from '@tanstack/react-query';
import { isUnderWay, type Replay, replaysQuery } from '../api/replays.ts';
import type { WebhookEndpoint } from '../api/shapes.ts';

/** The newest replays of all endpoints: those under way, and those that have ended, newest first. */
export function useReplays(endpoints: readonly WebhookEndpoint[]): {
  readonly underWay: readonly Replay[];
  readonly ended: readonly Replay[];
} {
  const all = useQueries({
    queries: endpoints.map(({ id }) => replaysQuery(id)),
    combine: (results) => results.flatMap(({ data }) => data?.data ?? []),
  });
  const sorted = all.toSorted((a, b) => b.created_at.localeCompare(a.created_at));
  return { underWay: sorted.filter(isUnderWay), ended: sorted.filter((it) => !isUnderWay(it)) };
}
