import type { HealthHour } from '../api/shapes.ts';

/** In the order in which they are stacked, with colours of the theme. */
export const HEALTH_SERIES = [
  { status: 'delivered', color: 'green.6' },
  { status: 'pending', color: 'yellow.5' },
  { status: 'failed', color: 'red.6' },
  { status: 'cancelled', color: 'gray.5' },
] as const;

const HOUR = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });

/** An hour's beginning in the reader's zone, such as `14:00`. */
export const hourLabel = ({ hour }: HealthHour): string => HOUR.format(new Date(hour));
