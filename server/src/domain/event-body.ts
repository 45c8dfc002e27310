import type { EventType } from './event-types.ts';
import { formatEventId } from './ids.ts';
import { formatTime, type Micros } from './time.ts';

export interface EventBodyParts {
  readonly id: string;
  readonly type: EventType;
  readonly apiVersion: string;
  readonly createdUs: Micros;
  readonly livemode: boolean;
  readonly sequence: number;
  /** JSON text of the resource as of this event. */
  readonly object: string;
  readonly previousAttributes: Record<string, unknown> | null;
}

/** The exact text that is stored, shown in the feed, signed and sent. */
export function buildEventBody(event: EventBodyParts): string {
  const head = JSON.stringify({
    id: formatEventId(event.id),
    object: 'event',
    type: event.type,
    api_version: event.apiVersion,
    created_at: formatTime(event.createdUs),
    livemode: event.livemode,
    sequence: event.sequence,
  });
  const previous =
    event.previousAttributes === null
      ? ''
      : `,"previous_attributes":${JSON.stringify(event.previousAttributes)}`;
  return `${head.slice(0, -1)},"data":{"object":${event.object}${previous}}}`;
}
