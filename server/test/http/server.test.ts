import { connect } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ERROR_CATALOGUE } from '../../src/domain/error-catalogue.ts';
import type { Hub } from '../../src/operations/hub.ts';
import { createTestApi, createTestServer, type Dealer, errorOf, type TestApi } from '../support/api.ts';

let api: TestApi;
let dealer: Dealer;
beforeAll(async () => {
  api = await createTestApi();
  dealer = await api.createDealer();
});
afterAll(() => api.close());

const REQUEST_ID = /^req_[0-9a-f]{32}$/;

describe('every response', () => {
  it.each([
    ['GET', '/api/v1/health'],
    ['GET', '/api/v1/me'],
    ['GET', '/api/v1/nowhere'],
    ['DELETE', '/api/v1/orders'],
    ['GET', '/api/v1/listings/%ZZ'],
    ['POST', '/api/v1/orders'],
    ['GET', '/healthz'],
    ['GET', '/'],
    ['GET', '/docs/api/errors'],
  ] as const)('%s %s has a request id and the API version', async (method, url) => {
    const { headers } = await api.app.inject({
      method,
      url,
      headers: { 'x-api-version': '1999-01-01', 'x-request-id': 'mine' },
    });
    expect(headers['x-request-id']).toMatch(REQUEST_ID);
    expect(headers['x-api-version']).toBe('2026-05-07');
    expect(headers['x-content-type-options']).toBe('nosniff');
  });

  it('names in its error the request id of its header and a page that exists', async () => {
    const response = await api.get('/v1/me');
    const { request_id, doc_url } = response.body.error;
    expect(request_id).toBe(response.headers['x-request-id']);
    const url = new URL(doc_url);
    const page = await api.app.inject({ url: url.pathname });
    expect(page.statusCode).toBe(200);
    expect(page.body).toContain(`id="${url.hash.slice(1)}"`);
  });

  it('carries the version the integration is pinned to', async () => {
    const other = await api.createDealer();
    await api.hub.database.kysely
      .updateTable('integrations')
      .set({ api_version: '2026-01-01' })
      .where('dealer_id', '=', other.id)
      .execute();
    expect((await api.get('/v1/me', { key: other.testKey })).headers['x-api-version']).toBe('2026-01-01');
  });
});

describe('/v1', () => {
  it('is /api/v1', async () => {
    expect((await api.get('/v1/me', { key: dealer.testKey })).body).toEqual(
      (await api.get('/api/v1/me', { key: dealer.testKey })).body,
    );
  });

  it('shares its idempotency keys', async () => {
    const options = { key: dealer.testKey, idempotencyKey: 'one-path' };
    const first = await api.post('/v1/customers', { external_id: 'alias' }, options);
    const second = await api.post('/api/v1/customers', { external_id: 'alias' }, options);
    expect(second.status).toBe(201);
    expect(second.text).toBe(first.text);
    expect(second.headers['idempotent-replay']).toBe('true');
    expect(second.headers['x-request-id']).toBe(first.headers['x-request-id']);
  });
});

describe('an unknown path or method', () => {
  it.each(['/api/v1/nowhere', '/api/v1', '/v1/orders/a/b/c', '/api/v2/orders', '/api/v1/Orders'])(
    '%s is 404 route_not_found',
    async (path) => {
      const response = await api.get(path, { key: dealer.testKey });
      expect(response.status).toBe(404);
      expect(errorOf(response).code).toBe('route_not_found');
    },
  );

  it.each([
    ['PUT', '/v1/orders', 'GET, HEAD, POST'],
    ['DELETE', '/v1/orders/123', 'GET, HEAD'],
    ['POST', '/v1/me', 'GET, HEAD'],
    ['PATCH', '/v1/health', 'GET, HEAD'],
  ] as const)('%s %s is 405 method_not_allowed', async (method, path, allow) => {
    const response = await api.call(method, path, {
      raw: 'not json',
      headers: { 'content-type': 'text/xml' },
    });
    expect(response.status).toBe(405);
    expect(errorOf(response).code).toBe('method_not_allowed');
    expect(response.headers.allow).toBe(allow);
  });

  it('HEAD answers like GET, without a body', async () => {
    const head = await api.app.inject({
      method: 'HEAD',
      url: '/v1/me',
      headers: { authorization: `Bearer ${dealer.testKey}` },
    });
    expect(head.statusCode).toBe(200);
    expect(head.body).toBe('');
    expect(head.headers['x-ratelimit-limit']).toBeDefined();
  });
});

describe('bytes that are no request', () => {
  let port: number;
  beforeAll(async () => {
    await api.app.listen({ port: 0, host: '127.0.0.1' });
    port = (api.app.server.address() as { port: number }).port;
  });

  const send = (text: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => socket.write(text));
      let answer = '';
      socket.on('data', (chunk) => {
        answer += chunk;
      });
      socket.on('close', () => resolve(answer));
      socket.on('error', reject);
    });

  it.each([
    ['nonsense', 'hello\r\n\r\n', 400],
    ['headers above 16 KiB', `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
    ['a line without a colon', 'GET / HTTP/1.1\r\nHost: a\r\nbroken\r\n\r\n', 400],
  ])('%s are answered with the error envelope', async (_name, text, status) => {
    const [head = '', body = ''] = (await send(text)).split('\r\n\r\n');
    expect(head).toContain(`HTTP/1.1 ${status} `);
    expect(head).toMatch(/X-Request-Id: req_[0-9a-f]{32}/);
    expect(JSON.parse(body).error.code).toMatch(/^(invalid_parameter|payload_too_large)$/);
  });

  it('connections that send nothing or too slowly are ended, and leave open files to others', () => {
    const { headersTimeout, requestTimeout, maxConnections } = api.app.server;
    expect({ headersTimeout, requestTimeout }).toEqual({ headersTimeout: 15_000, requestTimeout: 120_000 });
    const { userLimits } = process.report.getReport() as never as {
      userLimits: { open_files: { soft: number | 'unlimited' } };
    };
    const { soft } = userLimits.open_files;
    expect(maxConnections).toBeGreaterThan(0);
    expect(maxConnections).toBeLessThanOrEqual(20_000);
    if (soft !== 'unlimited') expect(maxConnections).toBeLessThan(soft);
  });

  it('a connection beyond the most there may be is closed, and the others go on', async () => {
    const { server } = api.app;
    const before = server.maxConnections;
    const kept = connect(port, '127.0.0.1');
    await new Promise<void>((resolve) => server.once('connection', () => resolve()));
    server.maxConnections = await new Promise<number>((resolve) =>
      server.getConnections((_error, count) => resolve(count)),
    );
    expect(
      await send('GET /v1/health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n').catch(() => ''),
    ).toBe('');
    server.maxConnections = before;
    const answered = new Promise<string>((resolve) => kept.once('data', (chunk) => resolve(String(chunk))));
    kept.write('GET /v1/health HTTP/1.1\r\nHost: a\r\n\r\n');
    expect(await answered).toMatch(/^HTTP\/1\.1 200 /);
    kept.destroy();
  });

  it('a body that is shorter than it says leaves nothing behind', async () => {
    const socket = connect(port, '127.0.0.1');
    await new Promise<void>((resolve) => {
      socket.on('close', () => resolve());
      socket.resume();
      socket.write(
        `POST /v1/customers HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${dealer.testKey}\r\nIdempotency-Key: cut\r\n`,
      );
      socket.end('Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{"external_id":');
    });
    const { body } = await api.get('/v1/customers-of-nobody', { key: dealer.testKey });
    expect(body.error.code).toBe('route_not_found');
    const rows = await api.hub.database.kysely
      .selectFrom('idempotency_records')
      .select('key')
      .where('key', '=', 'cut')
      .execute();
    expect(rows).toEqual([]);
  });
});

describe('a failure of ours', () => {
  const failing = async (
    hub: Partial<Hub>,
    url = '/api/v1/me',
  ): Promise<{ response: Awaited<ReturnType<FastifyInstance['inject']>>; logged: unknown[] }> => {
    const logged: unknown[] = [];
    const log = { info() {}, warn() {}, error: (...entry: unknown[]) => void logged.push(entry) };
    const app = await createTestServer({ ...api.hub, ...hub, log });
    const response = await app.inject({ url, headers: { authorization: `Bearer ${dealer.testKey}` } });
    await app.close();
    return { response, logged };
  };

  const broken = (error: Error) => ({
    database: {
      get kysely(): never {
        throw error;
      },
    } as never,
  });

  it('is 500 internal_error, logged with its cause and without saying more', async () => {
    const { response, logged } = await failing(broken(new Error('secret detail')));
    expect(response.statusCode).toBe(500);
    expect(response.json().error.code).toBe('internal_error');
    expect(response.body).not.toContain('secret detail');
    expect(logged).toHaveLength(1);
    expect(logged[0]).toMatchObject([
      { request_id: response.json().error.request_id, err: { message: 'secret detail' } },
      expect.anything(),
    ]);
  });

  it.each([
    ['a refused connection', Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })],
    ['a lost connection', new Error('Connection terminated unexpectedly')],
    ['an exhausted pool', new Error('timeout exceeded when trying to connect')],
    ['a server that shuts down', Object.assign(new Error('admin'), { code: '57P01' })],
    ['a server that starts', Object.assign(new Error('starting'), { code: '57P03' })],
    ['too many connections', Object.assign(new Error('too many'), { code: '53300' })],
    [
      'an outage that accounts have wrapped',
      new Error('Failed to get session', {
        cause: Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }),
      }),
    ],
    ['a removed socket', Object.assign(new Error('connect ENOENT'), { code: 'ENOENT', syscall: 'connect' })],
  ])('%s is 503 service_unavailable with Retry-After', async (_name, error) => {
    const { response } = await failing(broken(error));
    expect(response.statusCode).toBe(503);
    expect(response.json().error.code).toBe('service_unavailable');
    expect(Number(response.headers['retry-after'])).toBeGreaterThan(0);
  });
});

describe('probes', () => {
  it('/readyz says whether the hub can serve', async () => {
    expect((await api.app.inject({ url: '/readyz' })).json()).toEqual({ status: 'ready' });
    const app = await createTestServer(api.hub, { findUnreadiness: async () => 'migrations are pending' });
    const response = await app.inject({ url: '/readyz' });
    expect(response.statusCode).toBe(503);
    expect(response.json().error.message).toContain('migrations are pending');
    expect((await app.inject({ url: '/healthz' })).statusCode).toBe(200);
    await app.close();
  });

  it.each([
    ['a permission that is missing', Object.assign(new Error('permission denied'), { code: '42501' })],
    ['a server that is away', Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })],
  ])('/readyz is 503 with a reason when the database can not be asked: %s', async (_name, error) => {
    const app = await createTestServer(api.hub, { findUnreadiness: () => Promise.reject(error) });
    const response = await app.inject({ url: '/readyz' });
    expect(response.statusCode).toBe(503);
    expect(response.headers['retry-after']).toBe('2');
    expect(response.json().error.message).toBe('Not ready: the database could not be asked.');
    await app.close();
  });
});

describe('the log', () => {
  it('never holds a key, a query, a cookie or a body', async () => {
    const lines: string[] = [];
    const note = (...entry: unknown[]) => void lines.push(JSON.stringify(entry));
    const app = await createTestServer({ ...api.hub, log: { info: note, warn: note, error: note } });
    await app.inject({
      method: 'POST',
      url: '/v1/customers?token=query-secret',
      headers: {
        authorization: `Bearer ${dealer.testKey}`,
        cookie: 'session=cookie-secret',
        'idempotency-key': 'log',
      },
      payload: { email: 'body-secret@example.com' },
    });
    await app.close();
    const text = lines.join('\n');
    expect(text).toContain('unknown_parameter');
    for (const secret of [dealer.testKey, 'query-secret', 'cookie-secret', 'body-secret'])
      expect(text).not.toContain(secret);
  });
});

describe('pages', () => {
  it('the error reference has an anchor for every code, with status and remedy', async () => {
    const page = await api.app.inject({ url: '/docs/api/errors' });
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    for (const [code, entry] of Object.entries(ERROR_CATALOGUE)) {
      expect(page.body).toContain(`<h3 id="${code}">`);
      expect(page.body).toContain(`HTTP ${entry.status}`);
    }
  });

  it('the front page links only to what exists', async () => {
    const page = await api.app.inject({ url: '/' });
    const links = [...page.body.matchAll(/href="([^"]+)"/g)].map((match) => match[1]!);
    expect(links.length).toBeGreaterThan(3);
    for (const url of links) expect((await api.app.inject({ url })).statusCode).toBe(200);
  });

  it('the Postman collection has the address of this hub', async () => {
    const { variable } = (await api.app.inject({ url: '/openapi/v1.postman.json' })).json();
    expect(variable).toContainEqual({ key: 'baseUrl', value: 'http://localhost:4000/api' });
    expect(variable).toContainEqual({ key: 'apiKey', value: '' });
  });
});
