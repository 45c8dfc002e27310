import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashApiKey, isApiKey } from '../../src/domain/api-key.ts';
import { HOUR_US } from '../../src/domain/time.ts';
import { createApiKey, revokeApiKey, rollApiKey } from '../../src/operations/api-keys.ts';
import { assertAllowed, authenticateApiKey } from '../../src/operations/authenticate.ts';
import { listDeliveries } from '../../src/operations/deliveries.ts';
import { getDealerIntegration, updateIntegration } from '../../src/operations/integration.ts';
import { createListing, publishListing } from '../../src/operations/inventory.ts';
import { pingEndpoint, pingWebhooks } from '../../src/operations/ping.ts';
import { retryDelivery } from '../../src/operations/retry-delivery.ts';
import {
  createWebhookEndpoint,
  deleteWebhookEndpoint,
  rotateSigningSecret,
  updateWebhookEndpoint,
} from '../../src/operations/webhook-endpoints.ts';
import { endpointSecretContext } from '../../src/storage/secret-box.ts';
import { createTestDealer, createTestHub, inWorld, live, sandbox, type TestHub } from '../support/hub.ts';

let hub: TestHub;
beforeAll(async () => {
  hub = await createTestHub();
});
afterAll(() => hub.drop());

const URL = 'https://example.com/hook';
const NOBODY = '01900000-0000-7000-8000-000000000000';

const authenticate = (key: string) => authenticateApiKey(hub, `Bearer ${key}`);

async function publishOne(dealerId: string, livemode = true): Promise<void> {
  await inWorld(
    hub,
    livemode ? live(dealerId, 'dashboard') : sandbox(dealerId, 'dashboard'),
    async (write) => {
      const { id } = await createListing(write, { title: 'Calatrava' });
      await publishListing(write, id);
    },
  );
}

const reasons = async (dealerId: string): Promise<string[]> =>
  (await listDeliveries(hub, dealerId, { limit: 250 })).data.map((it) => `${it.status} ${it.reason}`);

describe('API keys', () => {
  it('are shown once and stored as prefix and hash alone', async () => {
    const dealerId = await createTestDealer(hub);
    const created = await createApiKey(hub, dealerId, { mode: 'live', name: 'Shop' });
    expect(isApiKey(created.key)).toBe(true);
    expect(created).toMatchObject({
      name: 'Shop',
      mode: 'live',
      scopes: ['read', 'write'],
      prefix: created.key.slice(0, 12),
    });
    const { api_keys } = await getDealerIntegration(hub, dealerId);
    expect(JSON.stringify(api_keys)).not.toContain(created.key);
    const row = await hub.database.kysely
      .selectFrom('api_keys')
      .selectAll()
      .where('dealer_id', '=', dealerId)
      .executeTakeFirstOrThrow();
    expect(row.key_hash).toEqual(hashApiKey(created.key));
    expect(Object.values(row).filter((value) => typeof value === 'string')).not.toContain(created.key);
  });

  it.each([
    [undefined, 'missing_authorization'],
    ['', 'malformed_authorization'],
    ['Bearer', 'malformed_authorization'],
    ['Basic abc', 'malformed_authorization'],
    ['Bearer wth_short', 'malformed_authorization'],
    [`Bearer wth_${'a'.repeat(31)}-`, 'malformed_authorization'],
    [`Bearer wth_${'a'.repeat(32)}`, 'invalid_api_key'],
  ])('%s is refused as %s', async (header, code) => {
    await expect(authenticateApiKey(hub, header)).rejects.toMatchObject({ code });
  });

  it('end when they are revoked, expire, or have been rolled without an overlap', async () => {
    const dealerId = await createTestDealer(hub);
    const make = () => createApiKey(hub, dealerId, { mode: 'live' });
    const [revoked, rolled] = [await make(), await make()];
    await revokeApiKey(hub, dealerId, revoked.id);
    await revokeApiKey(hub, dealerId, revoked.id);
    const next = await rollApiKey(hub, dealerId, rolled.id);
    for (const { key } of [revoked, rolled]) {
      await expect(authenticate(key)).rejects.toMatchObject({ code: 'invalid_api_key' });
    }
    expect((await authenticate(next.key)).key_id).toBe(next.id);
    await expect(rollApiKey(hub, dealerId, revoked.id)).rejects.toMatchObject({ code: 'invalid_state' });
    await expect(revokeApiKey(hub, dealerId, NOBODY)).rejects.toMatchObject({ code: 'resource_not_found' });
    await expect(
      createApiKey(hub, dealerId, { mode: 'live', expires_at: '2020-01-01T00:00:00Z' }),
    ).rejects.toMatchObject({ code: 'invalid_parameter', param: 'expires_at' });
  });

  it('overlap for as long as the roll says', async () => {
    const dealerId = await createTestDealer(hub);
    const old = await createApiKey(hub, dealerId, { mode: 'live', scopes: ['read'], name: 'Shop' });
    const next = await rollApiKey(hub, dealerId, old.id, 2);
    expect(next).toMatchObject({ mode: 'live', scopes: ['read'], name: 'Shop' });
    const later = (byUs: number) => ({ ...hub, clock: () => hub.clock() + byUs });
    await authenticateApiKey(later(1.9 * HOUR_US), `Bearer ${old.key}`);
    await expect(authenticateApiKey(later(2.1 * HOUR_US), `Bearer ${old.key}`)).rejects.toMatchObject({
      code: 'expired_api_key',
    });
    await authenticateApiKey(later(2.1 * HOUR_US), `Bearer ${next.key}`);
  });

  it('note when they were last used', async () => {
    const dealerId = await createTestDealer(hub);
    const { key } = await createApiKey(hub, dealerId, { mode: 'test' });
    await authenticate(key);
    expect((await getDealerIntegration(hub, dealerId)).api_keys[0]!.last_used_at).not.toBeNull();
  });

  it('allow what plan, switch, scope and mode allow, and say which of them does not', async () => {
    const dealerId = await createTestDealer(hub, { isTestMode: true });
    const { key } = await createApiKey(hub, dealerId, { mode: 'live', scopes: ['read'] });
    const identity = await authenticate(key);
    const code = (change: object, requirement: object) => {
      try {
        assertAllowed({ ...identity, ...change }, { scope: 'read', ...requirement });
        return 'allowed';
      } catch (error) {
        return (error as { code: string }).code;
      }
    };
    expect(code({}, {})).toBe('allowed');
    expect(code({ plan: 'starter' }, {})).toBe('plan_required');
    expect(code({ is_enabled: false }, {})).toBe('integration_disabled');
    expect(code({ plan: 'starter', is_enabled: false }, { worksWhenDisabled: true })).toBe('allowed');
    expect(code({}, { scope: 'write' })).toBe('insufficient_scope');
    expect(code({ scopes: ['write'] }, { scope: 'write' })).toBe('test_mode_active');
    expect(code({ scopes: ['write'] }, { scope: 'write', worksInTestMode: true })).toBe('allowed');
    expect(code({ scopes: ['write'], is_test_mode: false }, { scope: 'write' })).toBe('allowed');
    expect(code({ scopes: ['write'], livemode: false }, { scope: 'write' })).toBe('allowed');
    expect(code({ scopes: ['write'], is_test_mode: false }, { scope: 'write', testKeyOnly: true })).toBe(
      'test_key_required',
    );
  });

  it('need the plan', async () => {
    const dealerId = await createTestDealer(hub, { plan: 'starter' });
    await expect(createApiKey(hub, dealerId, { mode: 'test' })).rejects.toMatchObject({
      code: 'plan_required',
    });
    await expect(createWebhookEndpoint(hub, dealerId, { url: URL })).rejects.toMatchObject({
      code: 'plan_required',
    });
    await updateIntegration(hub, dealerId, { is_enabled: false });
    await expect(updateIntegration(hub, dealerId, { is_enabled: true })).rejects.toMatchObject({
      code: 'plan_required',
    });
  });
});

describe('webhook endpoints', () => {
  it('are at most ten, also when they are made at once', async () => {
    const dealerId = await createTestDealer(hub);
    const results = await Promise.allSettled(
      Array.from({ length: 14 }, () => createWebhookEndpoint(hub, dealerId, { url: URL })),
    );
    const refused = results.filter((it) => it.status === 'rejected').map((it) => it.reason.code);
    expect(refused).toEqual(Array(4).fill('endpoint_limit_reached'));
  });

  it('start with the defaults of the contract and a secret that is stored encrypted', async () => {
    const dealerId = await createTestDealer(hub);
    const endpoint = await createWebhookEndpoint(hub, dealerId, { url: URL });
    expect(endpoint).toMatchObject({
      events: ['*'],
      mode: 'all',
      skip_own_writes: false,
      rate_limit_per_second: 100,
      is_enabled: true,
      description: null,
    });
    expect(endpoint.signing_secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const { secret } = await hub.database.kysely
      .selectFrom('webhook_endpoints')
      .select('secret')
      .where('id', '=', endpoint.id)
      .executeTakeFirstOrThrow();
    expect(secret.includes(Buffer.from(endpoint.signing_secret))).toBe(false);
    expect(hub.secrets.open(secret, endpointSecretContext(dealerId, endpoint.id))).toBe(
      endpoint.signing_secret,
    );
    expect(JSON.stringify(await getDealerIntegration(hub, dealerId))).not.toContain('whsec_');
  });

  it.each([
    'http://example.com/x',
    'https://169.254.169.254/latest',
    'https://10.0.0.1/',
    'ftp://example.com',
    'x',
    'https://user:pw@example.com/',
  ])('refuse %s', async (url) => {
    const dealerId = await createTestDealer(hub);
    const expected = { code: 'invalid_parameter', param: 'url' };
    const strict = { ...hub, allowPrivateTargets: false };
    await expect(createWebhookEndpoint(strict, dealerId, { url })).rejects.toMatchObject(expected);
    const { id } = await createWebhookEndpoint(strict, dealerId, { url: URL });
    await expect(updateWebhookEndpoint(strict, dealerId, id, { url })).rejects.toMatchObject(expected);
  });

  it('keep the previous secret for the grace and refuse a second rotation meanwhile', async () => {
    const dealerId = await createTestDealer(hub);
    const { id, signing_secret } = await createWebhookEndpoint(hub, dealerId, { url: URL });
    const secretsOf = () =>
      hub.database.kysely
        .selectFrom('webhook_endpoints')
        .select(['secret', 'previous_secret'])
        .where('id', '=', id)
        .executeTakeFirstOrThrow();
    const open = (sealed: Buffer) => hub.secrets.open(sealed, endpointSecretContext(dealerId, id));
    const rotated = await rotateSigningSecret(hub, dealerId, id);
    expect(rotated.previous_expires_at).not.toBeNull();
    const during = await secretsOf();
    expect([open(during.secret), open(during.previous_secret!)]).toEqual([
      rotated.signing_secret,
      signing_secret,
    ]);
    await expect(rotateSigningSecret(hub, dealerId, id, 1)).rejects.toMatchObject({
      code: 'rotation_in_progress',
    });
    const forced = await rotateSigningSecret(hub, dealerId, id, 0);
    expect(forced.previous_expires_at).toBeNull();
    const after = await secretsOf();
    expect([open(after.secret), after.previous_secret]).toEqual([forced.signing_secret, null]);
    const later = { ...hub, clock: () => hub.clock() + 25 * HOUR_US };
    await rotateSigningSecret(later, dealerId, id);
  });

  it("can not be reached by another dealer's id", async () => {
    const [owner, other] = [await createTestDealer(hub), await createTestDealer(hub)];
    const { id } = await createWebhookEndpoint(hub, owner, { url: URL });
    const key = await createApiKey(hub, owner, { mode: 'live' });
    const attempts = [
      () => updateWebhookEndpoint(hub, other, id, { description: 'x' }),
      () => deleteWebhookEndpoint(hub, other, id),
      () => rotateSigningSecret(hub, other, id),
      () => pingEndpoint(hub, other, id),
      () => revokeApiKey(hub, other, key.id),
      () => rollApiKey(hub, other, key.id),
    ];
    for (const attempt of attempts)
      await expect(attempt()).rejects.toMatchObject({ code: 'resource_not_found' });
  });
});

describe('what is not sent stands in the log with its reason', () => {
  it('when test mode holds live events back', async () => {
    const dealerId = await createTestDealer(hub, { isTestMode: true });
    await createWebhookEndpoint(hub, dealerId, { url: URL });
    await publishOne(dealerId);
    await publishOne(dealerId, false);
    expect(await reasons(dealerId)).toEqual(['pending null', 'cancelled test_mode']);
  });

  it('when test mode comes back, but pings stay', async () => {
    const dealerId = await createTestDealer(hub);
    const { id } = await createWebhookEndpoint(hub, dealerId, { url: URL });
    await publishOne(dealerId);
    await pingEndpoint(hub, dealerId, id);
    await publishOne(dealerId, false);
    await updateIntegration(hub, dealerId, { is_test_mode: true });
    expect(await reasons(dealerId)).toEqual(['pending null', 'pending null', 'cancelled test_mode']);
  });

  it.each<[string, string, (dealerId: string, id: string) => Promise<unknown>]>([
    [
      'the endpoint is disabled',
      'endpoint_disabled',
      (dealerId, id) => updateWebhookEndpoint(hub, dealerId, id, { is_enabled: false }),
    ],
    [
      'the endpoint is deleted',
      'endpoint_deleted',
      (dealerId, id) => deleteWebhookEndpoint(hub, dealerId, id),
    ],
    [
      'the integration is switched off',
      'integration_disabled',
      (dealerId) => updateIntegration(hub, dealerId, { is_enabled: false }),
    ],
  ])('when %s', async (_, reason, act) => {
    const dealerId = await createTestDealer(hub);
    const { id } = await createWebhookEndpoint(hub, dealerId, { url: URL });
    await publishOne(dealerId);
    await act(dealerId, id);
    expect(await reasons(dealerId)).toEqual([`cancelled ${reason}`]);
    await publishOne(dealerId);
    const after = await reasons(dealerId);
    expect(after).toEqual(Array(reason === 'endpoint_deleted' ? 1 : 2).fill(`cancelled ${reason}`));
  });

  it('and is due again when the dealer asks, unless its endpoint is gone', async () => {
    const dealerId = await createTestDealer(hub);
    const { id } = await createWebhookEndpoint(hub, dealerId, { url: URL });
    await publishOne(dealerId);
    const [delivery] = (await listDeliveries(hub, dealerId, { limit: 1 })).data;
    await expect(retryDelivery(hub, dealerId, delivery!.id)).rejects.toMatchObject({ code: 'invalid_state' });
    await updateWebhookEndpoint(hub, dealerId, id, { is_enabled: false });
    await expect(retryDelivery(hub, dealerId, delivery!.id)).rejects.toMatchObject({ code: 'invalid_state' });
    await updateWebhookEndpoint(hub, dealerId, id, { is_enabled: true });
    await updateIntegration(hub, dealerId, { is_enabled: false });
    await expect(retryDelivery(hub, dealerId, delivery!.id)).rejects.toMatchObject({
      code: 'integration_disabled',
    });
    expect(await reasons(dealerId)).toEqual(['cancelled endpoint_disabled']);
    await updateIntegration(hub, dealerId, { is_enabled: true });
    hub.woken.length = 0;
    expect(await retryDelivery(hub, dealerId, delivery!.id)).toMatchObject({
      id: delivery!.id,
      status: 'pending',
    });
    expect(hub.woken).toEqual([{ dealerId, endpointId: id }]);
    await deleteWebhookEndpoint(hub, dealerId, id);
    await expect(retryDelivery(hub, dealerId, delivery!.id)).rejects.toMatchObject({ code: 'invalid_state' });
    const other = await createTestDealer(hub);
    await expect(retryDelivery(hub, other, delivery!.id)).rejects.toMatchObject({
      code: 'resource_not_found',
    });
  });
});

describe('who hears of what', () => {
  it('is decided by types, mode and whose write it was', async () => {
    const dealerId = await createTestDealer(hub);
    const make = (description: string, input: object) =>
      createWebhookEndpoint(hub, dealerId, { url: URL, description, ...input });
    const names = new Map<string, string>();
    for (const [name, input] of Object.entries({
      all: {},
      orders: { events: ['order.*'] },
      published: { events: ['listing.published', 'listing.sold'] },
      test: { mode: 'test' },
      live: { mode: 'live' },
      others: { skip_own_writes: true },
    })) {
      names.set((await make(name, input)).id, name);
    }
    await publishOne(dealerId);
    await publishOne(dealerId, false);
    await inWorld(hub, live(dealerId, 'api'), async (write) => {
      const { id } = await createListing(write, { title: 'By API' });
      await publishListing(write, id);
    });
    const { data } = await listDeliveries(hub, dealerId, { limit: 250 });
    const heard = (livemode: boolean) =>
      data
        .filter((it) => it.livemode === livemode)
        .map((it) => names.get(it.endpoint_id))
        .sort();
    expect(heard(false)).toEqual(['all', 'others', 'published', 'test']);
    expect(heard(true)).toEqual(['all', 'all', 'live', 'live', 'others', 'published', 'published']);
  });

  it('a ping goes to every enabled endpoint of its world, whatever it subscribes to', async () => {
    const dealerId = await createTestDealer(hub, { isTestMode: true });
    const { key } = await createApiKey(hub, dealerId, { mode: 'live' });
    const identity = await authenticate(key);
    const ping = () => inWorld(hub, live(dealerId), (write) => pingWebhooks(write, identity));
    await expect(ping()).rejects.toMatchObject({ code: 'webhook_not_configured' });
    const orders = await createWebhookEndpoint(hub, dealerId, { url: URL, events: ['order.*'] });
    await createWebhookEndpoint(hub, dealerId, { url: URL, mode: 'test' });
    const disabled = await createWebhookEndpoint(hub, dealerId, { url: URL, is_enabled: false });
    expect((await ping()).deliveries.map((it) => it.endpoint_id)).toEqual([orders.id]);
    await expect(pingEndpoint(hub, dealerId, disabled.id)).rejects.toMatchObject({
      code: 'webhook_not_configured',
    });
    expect((await getDealerIntegration(hub, dealerId)).setup).toEqual({
      api_key_created: true,
      webhook_configured: true,
      webhook_verified: false,
      is_live: false,
    });
  });
});

describe('after the wall clock has jumped back', () => {
  it('times go on rising and nothing waits for the clock to catch up', async () => {
    const dealerId = await createTestDealer(hub);
    await createWebhookEndpoint(hub, dealerId, { url: URL });
    const ahead = { ...hub, clock: () => hub.clock() + HOUR_US };
    for (const it of [ahead, hub]) {
      await inWorld(it, live(dealerId, 'dashboard'), async (write) => {
        const { id } = await createListing(write, { title: 'Calatrava' });
        await publishListing(write, id);
      });
    }
    const rows = await hub.database.kysely
      .selectFrom('deliveries')
      .select(['created_us', 'next_attempt_us'])
      .where('dealer_id', '=', dealerId)
      .orderBy('event_sequence')
      .execute();
    expect(rows[1]!.created_us).toBeGreaterThan(rows[0]!.created_us);
    expect(rows[1]!.next_attempt_us).toBeLessThanOrEqual(hub.clock());
  });
});
