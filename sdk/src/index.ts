/** The package's public face; inside it, files import each other directly. */
export type * from './api-shapes.ts';
export {
  type EventsQuery,
  type ListingsQuery,
  type ListQuery,
  type OrdersQuery,
  WatchTraderHub,
} from './client.ts';
export {
  ApiError,
  AuthenticationError,
  ConflictError,
  ConnectionError,
  NotFoundError,
  PermissionError,
  RateLimitError,
  ServerError,
  ValidationError,
  WatchTraderHubError,
} from './errors.ts';
export type { StreamOptions, StreamQuery } from './event-stream.ts';
export type { CallOptions, TransportOptions } from './transport.ts';
export {
  signWebhook,
  type VerifyOptions,
  verifyWebhook,
  WebhookVerificationError,
} from './verify-webhook.ts';
