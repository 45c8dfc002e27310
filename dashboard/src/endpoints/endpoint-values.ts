import type { EndpointContent } from '../api/webhook-endpoints.ts';
import { ALL_EVENTS } from './event-tree.ts';

export const RATE_LIMIT = { min: 1, max: 10_000, default: 100 } as const;
export const ENDPOINTS_MAX = 10;

/** What the form of an endpoint holds; a number field that is emptied holds an empty text. */
export interface EndpointValues extends Record<string, unknown> {
  url: string;
  description: string;
  events: string[];
  mode: EndpointContent['mode'];
  skip_own_writes: boolean;
  rate_limit_per_second: number | string;
  is_enabled: boolean;
}

/** The form's start: an endpoint that exists, or the defaults of a new one. */
export function endpointValues(endpoint: EndpointContent | null): EndpointValues {
  if (endpoint === null) {
    return {
      url: '',
      description: '',
      events: [ALL_EVENTS],
      mode: 'all',
      skip_own_writes: false,
      rate_limit_per_second: RATE_LIMIT.default,
      is_enabled: true,
    };
  }
  const { url, description, events, mode, skip_own_writes, rate_limit_per_second, is_enabled } = endpoint;
  return {
    url,
    description: description ?? '',
    events: [...events],
    mode,
    skip_own_writes,
    rate_limit_per_second,
    is_enabled,
  };
}

export function toContent(values: EndpointValues): EndpointContent {
  const description = values.description.trim();
  return {
    url: values.url.trim(),
    description: description === '' ? null : description,
    events: values.events,
    mode: values.mode,
    skip_own_writes: values.skip_own_writes,
    rate_limit_per_second: Number(values.rate_limit_per_second),
    is_enabled: values.is_enabled,
  };
}

export function isRateLimit(value: number | string): boolean {
  const number = value === '' ? Number.NaN : Number(value);
  return Number.isInteger(number) && number >= RATE_LIMIT.min && number <= RATE_LIMIT.max;
}
