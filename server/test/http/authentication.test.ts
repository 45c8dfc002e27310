import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newApiKey } from '../../src/domain/api-key.ts';
import { HOUR_US, SECOND_US } from '../../src/domain/time.ts';
import { createApiKey, revokeApiKey } from '../../src/operations/api-keys.ts';
import { createTestApi, createTestServer, errorOf, newAddress, type TestApi } from '../support/api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.close());

describe('a key', () => {
  it.each([
    ['none', undefined, 'missing_authorization'],
    ['an empty header', '', 'malformed_authorization'],
    ['another scheme', 'Basic dXNlcjpwYXNz', 'malformed_authorization'],
    ['no scheme', 'wth_0123456789abcdefghijklmnopqrstuv', 'malformed_authorization'],
    ['a short key', 'Bearer wth_short', 'malformed_authorization'],
    ['two keys', `Bearer ${newApiKey()} ${newApiKey()}`, 'malformed_authorization'],
    ['an unknown key', `Bearer ${newApiKey()}`, 'invalid_api_key'],
  ])('%s is refused', async (_name, authorization, code) => {
    const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
    const response = await api.get('/v1/me', { headers, remoteAddress: newAddress() });
    expect(response.status).toBe(401);
    expect(errorOf(response)).toMatchObject({ code, type: 'authentication_error', param: 'Authorization' });
    expect(response.headers['www-authenticate']).toContain('Bearer');
    expect(response.headers['x-ratelimit-limit']).toBeUndefined();
  });

  it('that is revoked or has expired is refused at the next request', async () => {
    const dealer = await api.createDealer();
    const { id, key } = await createApiKey(api.hub, dealer.id, { mode: 'test' });
    expect((await api.get('/v1/me', { key })).status).toBe(200);
    await revokeApiKey(api.hub, dealer.id, id);
    expect(errorOf(await api.get('/v1/me', { key, remoteAddress: newAddress() })).code).toBe(
      'invalid_api_key',
    );

    const expiresAt = new Date(api.hub.clock() / 1000 + 3_600_000).toISOString();
    const expiring = await createApiKey(api.hub, dealer.id, { mode: 'test', expires_at: expiresAt });
    expect((await api.get('/v1/me', { key: expiring.key })).status).toBe(200);
    api.hub.advance(HOUR_US);
    const expired = await api.get('/v1/me', { key: expiring.key, remoteAddress: newAddress() });
    expect(errorOf(expired).code).toBe('expired_api_key');
  });

  it('is asked for before the body is read and before anything else is told', async () => {
    const response = await api.call('POST', '/v1/orders', {
      raw: '{',
      idempotencyKey: null,
      remoteAddress: newAddress(),
    });
    expect(errorOf(response).code).toBe('missing_authorization');
  });
});

describe('permissions', () => {
  it('the scope of the key decides', async () => {
    const dealer = await api.createDealer();
    const readOnly = await api.createKey(dealer.id, 'test', ['read']);
    const writeOnly = await api.createKey(dealer.id, 'test', ['write']);
    expect((await api.get('/v1/listings', { key: readOnly })).status).toBe(200);
    expect(errorOf(await api.post('/v1/customers', { external_id: 'a' }, { key: readOnly })).code).toBe(
      'insufficient_scope',
    );
    expect(errorOf(await api.get('/v1/listings', { key: writeOnly })).code).toBe('insufficient_scope');
    expect((await api.post('/v1/customers', { external_id: 'a' }, { key: writeOnly })).status).toBe(201);
  });

  it('a live key reads but does not write in test mode; a test key does', async () => {
    const dealer = await api.createDealer({ isTestMode: true });
    expect((await api.get('/v1/listings', { key: dealer.liveKey })).status).toBe(200);
    const refused = await api.post('/v1/customers', { external_id: 'a' }, { key: dealer.liveKey });
    expect(refused.status).toBe(403);
    expect(errorOf(refused).code).toBe('test_mode_active');
    expect((await api.post('/v1/customers', { external_id: 'a' }, { key: dealer.testKey })).status).toBe(201);
  });

  it.each([
    [
      'integration_disabled',
      (id: string) =>
        api.hub.database.kysely
          .updateTable('integrations')
          .set({ is_enabled: false })
          .where('dealer_id', '=', id),
    ],
    [
      'plan_required',
      (id: string) =>
        api.hub.database.kysely.updateTable('dealers').set({ plan: 'starter' }).where('id', '=', id),
    ],
  ] as const)('%s stops all but /me', async (code, change) => {
    const dealer = await api.createDealer();
    await change(dealer.id).execute();
    for (const key of [dealer.liveKey, dealer.testKey]) {
      for (const path of ['/v1/listings', '/v1/orders', '/v1/events', `/v1/orders/${randomUUID()}`]) {
        const response = await api.get(path, { key });
        expect(response.status).toBe(403);
        expect(errorOf(response).code).toBe(code);
      }
      expect(errorOf(await api.post('/v1/test/webhook_ping', {}, { key })).code).toBe(code);
      expect((await api.get('/v1/me', { key })).status).toBe(200);
    }
  });
});

describe('20 failures a minute from one address', () => {
  const fail = (remoteAddress: string) => api.get('/v1/me', { key: newApiKey(), remoteAddress });

  it('turn further failures into 429, while a valid key gets through', async () => {
    const dealer = await api.createDealer();
    const address = newAddress();
    for (let attempt = 1; attempt <= 20; attempt += 1) expect((await fail(address)).status).toBe(401);
    const refused = await fail(address);
    expect(refused.status).toBe(429);
    expect(errorOf(refused)).toMatchObject({ code: 'too_many_failed_attempts', type: 'rate_limit_error' });
    const wait = Number(refused.headers['retry-after']);
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(60);
    expect((await api.get('/v1/me', { remoteAddress: address })).status).toBe(429);
    expect((await api.get('/v1/me', { key: dealer.testKey, remoteAddress: address })).status).toBe(200);
    expect((await fail(newAddress())).status).toBe(401);
    api.hub.advance(wait * SECOND_US);
    expect((await fail(address)).status).toBe(401);
  });

  it('count together for one IPv6 /64 and apart for another', async () => {
    for (let attempt = 1; attempt <= 20; attempt += 1) await fail(`2001:db8:1:2::${attempt}`);
    expect((await fail('2001:db8:1:2:ffff::1')).status).toBe(429);
    expect((await fail('2001:db8:1:3::1')).status).toBe(401);
  });

  it('are counted by the forwarded address only behind a trusted proxy', async () => {
    const attempt = async (app: typeof api.app, forwarded: string) =>
      (
        await app.inject({
          url: '/v1/me',
          remoteAddress: '203.0.113.9',
          headers: { 'x-forwarded-for': forwarded },
        })
      ).statusCode;
    const direct = await createTestServer(api.hub);
    for (let count = 1; count <= 20; count += 1) expect(await attempt(direct, `192.0.2.${count}`)).toBe(401);
    expect(await attempt(direct, '192.0.2.99')).toBe(429);
    await direct.close();
    const proxied = await createTestServer(api.hub, { trustProxy: ['203.0.113.0/24'] });
    for (let count = 1; count <= 25; count += 1) expect(await attempt(proxied, `192.0.2.${count}`)).toBe(401);
    for (let count = 1; count <= 19; count += 1) expect(await attempt(proxied, '192.0.2.1')).toBe(401);
    expect(await attempt(proxied, '192.0.2.1')).toBe(429);
    await proxied.close();
  });
});
