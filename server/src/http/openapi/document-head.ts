import { CURRENT_API_VERSION } from '../../domain/plans.ts';

const DESCRIPTION = `The public API of WatchTraderHub: listings, orders, customers and the event feed of one dealer.

Send \`Authorization: Bearer wth_…\`. A test key sees the sandbox, a live key the live world; the two never mix.
Every POST needs an \`Idempotency-Key\`; repeat it to retry safely. Texts have at most 500 characters (Unicode
code points) unless stated otherwise. Unknown parameters are refused, so that a typo is seen. Answers may get
new fields at any time.`;

const sequence = (description: string, example: string) => ({
  description,
  schema: { type: 'string' as const },
  example,
});

const whole = (description: string, example: number) => ({
  description,
  schema: { type: 'integer' as const },
  example,
});

export const RESPONSE_HEADERS = {
  'X-Request-Id': sequence(
    'Id of the request: `req_` and 32 hex digits.',
    'req_0f8fad5bd9cb469fa16570867728950e',
  ),
  'X-API-Version': sequence('The version the integration is pinned to.', CURRENT_API_VERSION),
  'X-RateLimit-Limit': whole('Tokens per rolling minute.', 600),
  'X-RateLimit-Remaining': whole('Tokens left now.', 599),
  'X-RateLimit-Reset': whole(
    'Unix seconds when all tokens are free again if none is used meanwhile.',
    1778146260,
  ),
  'WWW-Authenticate': sequence('The scheme to authenticate with.', 'Bearer realm="WatchTraderHub"'),
  'Retry-After': whole('Seconds after which to try again.', 12),
  'Idempotent-Replay': sequence('`true` when this is the stored response of the first request.', 'true'),
};

const IDEMPOTENCY_KEY_PARAMETER = {
  name: 'Idempotency-Key',
  in: 'header' as const,
  required: true,
  description:
    'A fresh unique value per request, the same when you retry it: 1 to 255 bytes, kept 24 hours, scoped to integration and mode.',
  schema: { type: 'string' as const, minLength: 1, maxLength: 255 },
  example: '0f8fad5b-d9cb-469f-a165-70867728950e',
};

const LAST_EVENT_ID_PARAMETER = {
  name: 'Last-Event-ID',
  in: 'header' as const,
  description: 'The last `id` you have read; the stream goes on after it.',
  schema: { type: 'string' as const, pattern: '^\\d{0,15}$' },
  example: '42',
};

/** What the document says before its operations. */
export const DOCUMENT_HEAD = {
  openapi: '3.1.0',
  info: {
    title: 'WatchTraderHub API',
    version: CURRENT_API_VERSION,
    description: DESCRIPTION,
    contact: { name: 'WatchTraderHub', url: 'https://github.com/watchtraderhub/watchtraderhub' },
    license: { name: 'MIT', identifier: 'MIT' },
  },
  servers: [{ url: 'http://localhost:4000/api', description: 'This hub.' }],
  tags: [
    { name: 'System', description: 'Works without a key.' },
    { name: 'Integration', description: 'What the key belongs to.' },
    { name: 'Listings', description: "The dealer's stock on this channel." },
    { name: 'Customers', description: "The dealer's customers." },
    { name: 'Orders', description: 'Sales of every source.' },
    { name: 'Events', description: 'What happened, without gaps.' },
    { name: 'Testing', description: 'Tools for building and trying an integration.' },
    { name: 'Webhooks', description: 'What the hub sends to webhook endpoints.' },
  ],
  security: [{ apiKey: [] }],
  components: {
    securitySchemes: {
      apiKey: {
        type: 'http' as const,
        scheme: 'bearer',
        description: 'An API key: `wth_` and 32 letters and digits.',
      },
    },
    headers: RESPONSE_HEADERS,
    parameters: { IdempotencyKey: IDEMPOTENCY_KEY_PARAMETER, LastEventId: LAST_EVENT_ID_PARAMETER },
  },
};
