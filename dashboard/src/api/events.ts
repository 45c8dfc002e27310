import { queryOptions } from '@tanstack/react-query';
import { dashboardApi } from './request.ts';
import type { HubEvent, Mode, Page } from './shapes.ts';

/** A page of the feed, newest first. */
export type EventPage = Page<HubEvent> & {
  readonly last_sequence: number;
  /** The oldest that is still kept. */
  readonly oldest_sequence: number;
};

export interface EventsQuery {
  readonly mode: Mode;
  /** Separated by commas; all without it. */
  readonly types?: string | undefined;
  /** A `next_cursor`. */
  readonly before_sequence?: string | undefined;
  readonly limit?: number;
}

export const fetchEvents = (query: EventsQuery, signal: AbortSignal) =>
  dashboardApi.get<EventPage>('/events', { query: { ...query }, signal });

export const eventQuery = (mode: Mode, id: string) =>
  queryOptions({
    queryKey: ['events', mode, 'one', id],
    queryFn: ({ signal }) =>
      dashboardApi.get<HubEvent>(`/events/${encodeURIComponent(id)}`, { query: { mode }, signal }),
  });
