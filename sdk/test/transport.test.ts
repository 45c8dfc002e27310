import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WatchTraderHub } from '../src/client.ts';
import {
  ApiError,
  AuthenticationError,
  ConflictError,
  ConnectionError,
  NotFoundError,
  RateLimitError,
  ServerError,
  ValidationError,
} from '../src/errors.ts';

const API_KEY = `wth_${'a'.repeat(32)}`;
type Answer = (request: http.IncomingMessage, response: http.ServerResponse) => void;

let server: http.Server;
let answers: Answer[] = [];
let requests: { method: string; url: string; headers: http.IncomingHttpHeaders; body: string }[] = [];

beforeAll(async () => {
  server = http.createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      requests.push({ method: request.method!, url: request.url!, headers: request.headers, body });
      (answers.shift() ?? json(200, {}))(request, response);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(() => {
  answers = [];
  requests = [];
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const json =
  (status: number, body: unknown, headers: http.OutgoingHttpHeaders = {}): Answer =>
  (_request, response) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));

const refusal = (status: number, code: string, headers: http.OutgoingHttpHeaders = {}): Answer =>
  json(
    status,
    { error: { type: 't', code, message: `about ${code}`, doc_url: 'd', request_id: 'req_1', param: 'p' } },
    headers,
  );

const newClient = (options: object = {}) =>
  new WatchTraderHub({
    apiKey: API_KEY,
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    ...options,
  });

const keysSent = () => requests.map(({ headers }) => headers['idempotency-key']);

describe('a call', () => {
  it('sends the key, and a fresh idempotency key with each write', async () => {
    const hub = newClient();
    await hub.createOrder({ line_items: [{ stock_number: 'A-1' }] });
    await hub.createOrder({ line_items: [{ stock_number: 'A-1' }] });
    await hub.listListings({ limit: 2, status: 'sold' });
    expect(requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'POST /api/v1/orders',
      'POST /api/v1/orders',
      'GET /api/v1/listings?limit=2&status=sold',
    ]);
    for (const { headers } of requests) expect(headers.authorization).toBe(`Bearer ${API_KEY}`);
    const [first, second, ofRead] = keysSent();
    expect(first).toMatch(/^[0-9a-f-]{36}$/);
    expect(second).not.toBe(first);
    expect(ofRead).toBeUndefined();
    expect(JSON.parse(requests[0]!.body)).toEqual({ line_items: [{ stock_number: 'A-1' }] });
  });

  it('is repeated with the same idempotency key after 5xx, 429 and a broken connection', async () => {
    answers = [
      refusal(503, 'service_unavailable', { 'retry-after': '0' }),
      refusal(429, 'too_many_requests', { 'retry-after': '0' }),
      (request) => request.socket.destroy(),
      json(201, { id: 'order' }),
    ];
    expect(await newClient().createOrder({ line_items: [] }, { idempotencyKey: 'mine' })).toEqual({
      id: 'order',
    });
    expect(keysSent()).toEqual(['mine', 'mine', 'mine', 'mine']);
  });

  it('gives up after the retries it was allowed, with the last error', async () => {
    answers = [
      refusal(500, 'internal_error'),
      refusal(500, 'internal_error'),
      refusal(500, 'internal_error'),
    ];
    const error = await newClient({ maxRetries: 1 })
      .getHealth()
      .catch((thrown) => thrown);
    expect(error).toBeInstanceOf(ServerError);
    expect(requests).toHaveLength(2);
  });

  it('does not sit out a long Retry-After: the caller hears of it', async () => {
    answers = [refusal(429, 'too_many_requests', { 'retry-after': '3600' })];
    const error = await newClient()
      .getHealth()
      .catch((thrown) => thrown);
    expect(error).toBeInstanceOf(RateLimitError);
    expect(error).toMatchObject({ retryAfterSeconds: 3600, code: 'too_many_requests' });
    expect(requests).toHaveLength(1);
  });

  it.each([
    [400, ValidationError],
    [401, AuthenticationError],
    [404, NotFoundError],
    [409, ConflictError],
    [413, ValidationError],
    [418, ApiError],
  ])('throws the class of %s at once, with everything the hub said', async (status, type) => {
    answers = [refusal(status, 'some_code')];
    const error = await newClient()
      .getListing('x')
      .catch((thrown) => thrown);
    expect(error).toBeInstanceOf(type);
    expect(error).toMatchObject({
      status,
      code: 'some_code',
      message: 'about some_code',
      param: 'p',
      docUrl: 'd',
      requestId: 'req_1',
    });
    expect(requests).toHaveLength(1);
  });

  it('understands a refusal that a proxy wrote', async () => {
    answers = [(_request, response) => response.writeHead(404).end('<h1>nginx</h1>')];
    const error = await newClient()
      .getListing('x')
      .catch((thrown) => thrown);
    expect(error).toMatchObject({ name: 'NotFoundError', code: 'http_404' });
  });

  it('ends with a ConnectionError when nobody answers in time, and with the reason when it is aborted', async () => {
    answers = [() => {}, () => {}];
    const silent = newClient({ timeoutMs: 50, maxRetries: 1 });
    expect(await silent.getHealth().catch((thrown) => thrown)).toBeInstanceOf(ConnectionError);
    expect(requests).toHaveLength(2);
    answers = [() => {}];
    const controller = new AbortController();
    const arrived = once(server, 'request');
    const pending = newClient().getHealth({ signal: controller.signal });
    await arrived;
    controller.abort(new Error('enough'));
    await expect(pending).rejects.toThrow('enough');
  });

  it.each([301, 307])('never follows a redirect: %s ends it at once and names the target', async (status) => {
    const moved: Answer = (_request, response) =>
      response.writeHead(status, { location: '/elsewhere' }).end();
    answers = [moved, moved, moved];
    const hub = newClient();
    await expect(hub.createOrder({ line_items: [] })).rejects.toThrow(/redirects to \/elsewhere: .*baseUrl/);
    await expect(hub.getHealth()).rejects.toBeInstanceOf(ConnectionError);
    const stream = hub.transport.open('/events/stream', {}, {});
    await expect(stream).rejects.toBeInstanceOf(ConnectionError);
    expect(requests.map(({ url }) => url)).toEqual([
      '/api/v1/orders',
      '/api/v1/health',
      '/api/v1/events/stream',
    ]);
  });

  it.each(['cart-€', 'cart-1\r\nX-Injected: 1', 'cart\u0000', 'cart\u007f'])(
    'refuses an idempotency key that no header can carry, and sends nothing: %j',
    async (idempotencyKey) => {
      const call = newClient().createOrder({ line_items: [] }, { idempotencyKey });
      const error = await call.catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(TypeError);
      expect(error).toMatchObject({ message: expect.stringMatching(/^idempotencyKey must be/) });
      expect(requests).toEqual([]);
    },
  );

  it('sends an idempotency key of Latin-1 as it is', async () => {
    await newClient().createOrder({ line_items: [] }, { idempotencyKey: 'Bestellung für Zoé ~1' });
    expect(keysSent()).toEqual(['Bestellung für Zoé ~1']);
  });

  it('refuses an address that is none of HTTP', () => {
    const wrong = ['', 'hub.example.com', 'localhost:4000', 'ftp://hub.example.com', 'https://'];
    for (const baseUrl of [...wrong, 'https://ada:secret@hub.example.com', 'https://hub.example.com?x=1']) {
      expect(() => newClient({ baseUrl }), baseUrl).toThrow(/^baseUrl must be an address/);
    }
  });

  it('refuses a key of another form before it is sent anywhere', () => {
    for (const apiKey of ['', 'wth_short', `sk_${'a'.repeat(32)}`, `${API_KEY}x`]) {
      expect(() => newClient({ apiKey })).toThrow(TypeError);
    }
  });
});

describe('iteration', () => {
  it('goes through every page and asks for none beyond the last', async () => {
    answers = [
      json(200, { data: [{ id: 1 }, { id: 2 }], next_cursor: 'c1' }),
      json(200, { data: [{ id: 3 }], next_cursor: null }),
    ];
    const ids: unknown[] = [];
    for await (const { id } of newClient().iterateListings({ status: 'published' })) ids.push(id);
    expect(ids).toEqual([1, 2, 3]);
    expect(requests.map(({ url }) => url)).toEqual([
      '/api/v1/listings?status=published',
      '/api/v1/listings?status=published&after=c1',
    ]);
  });

  it('of events goes on behind the last sequence, past what the types left out', async () => {
    answers = [
      json(200, { data: [{ sequence: 5 }], has_more: true, last_sequence: 5 }),
      json(200, { data: [{ sequence: 8 }], has_more: false, last_sequence: 9 }),
    ];
    const sequences: number[] = [];
    for await (const event of newClient().iterateEvents({
      after_sequence: 3,
      types: ['listing.sold', 'order.received'],
    })) {
      sequences.push(event.sequence);
    }
    expect(sequences).toEqual([5, 8]);
    expect(requests.map(({ url }) => new URL(url, 'http://x').searchParams.get('after_sequence'))).toEqual([
      '3',
      '5',
    ]);
    expect(new URL(requests[0]!.url, 'http://x').searchParams.get('types')).toBe(
      'listing.sold,order.received',
    );
  });
});
