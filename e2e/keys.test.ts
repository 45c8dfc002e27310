import { beforeAll, describe, expect, it } from 'vitest';
import type { Api } from './support/api.ts';
import { createDealer, type Dealer } from './support/dealer.ts';
import { eventually } from './support/eventually.ts';
import { expectStatus } from './support/http-client.ts';
import { hubForFile } from './support/hub-for-file.ts';
import type { ApiKey, Listing, Refusal } from './support/shapes.ts';

const FAILURES_PER_MINUTE = 20;
const HOUR_S = 3_600;

const scene = hubForFile();
let dealer: Dealer;
let listing: Listing;

beforeAll(async () => {
  dealer = await createDealer(scene.hub);
  listing = await dealer.newListing({ quantity: 100 });
});

const codeOf = async (api: Api): Promise<string | null> => (await api.get('/me')).code;

async function keysById(): Promise<Map<string, ApiKey>> {
  const { api_keys } = expectStatus(await dealer.dashboard.get<{ api_keys: ApiKey[] }>('/integration'), 200);
  return new Map(api_keys.map((it) => [it.id, it]));
}

const roll = async (key: ApiKey, overlapSeconds: number): Promise<ApiKey> =>
  expectStatus(
    await dealer.dashboard.post<ApiKey>(`/api-keys/${key.id}/roll`, {
      overlap_hours: overlapSeconds / HOUR_S,
    }),
    201,
  );

describe('an API key', () => {
  it('is shown once and afterwards only by its prefix', async () => {
    const created = await dealer.newKey('live');
    expect(created.key).toMatch(/^wth_[0-9A-Za-z]{32}$/);
    expect(created.prefix).toBe(created.key.slice(0, 12));
    const { text } = await dealer.dashboard.get('/integration');
    expect(text).toContain(created.prefix);
    expect(text).not.toContain(created.key);
  });

  it('is refused everywhere from the moment it is revoked', async () => {
    const key = await dealer.newKey('live');
    const api = dealer.apiWith(key.key);
    expect(await codeOf(api)).toBeNull();
    expectStatus(await dealer.dashboard.delete(`/api-keys/${key.id}`), 204);
    const answers = await Promise.all([
      api.get('/me'),
      api.get('/listings'),
      api.get('/events'),
      api.post('/orders', { line_items: [{ listing_id: listing.id }] }),
    ]);
    for (const { status, code } of answers) expect([status, code]).toEqual([401, 'invalid_api_key']);
  });

  it('that is rolled with an overlap works beside the new one until the overlap is over', async () => {
    const old = await dealer.newKey('live');
    const fresh = await roll(old, 3);
    const [oldApi, freshApi] = [dealer.apiWith(old.key), dealer.apiWith(fresh.key)];
    expect([await codeOf(oldApi), await codeOf(freshApi)]).toEqual([null, null]);
    await eventually('the old key has expired', async () => (await codeOf(oldApi)) === 'expired_api_key');
    expect(await codeOf(freshApi)).toBeNull();
  });

  it('that is rolled without an overlap ends at once, and cannot be rolled again', async () => {
    const old = await dealer.newKey('test');
    const fresh = await roll(old, 0);
    expect(await codeOf(dealer.apiWith(old.key))).toBe('invalid_api_key');
    expect(await codeOf(dealer.apiWith(fresh.key))).toBeNull();
    const again = await dealer.dashboard.post(`/api-keys/${old.id}/roll`);
    expect([again.status, again.code]).toEqual([409, 'invalid_state']);
  });

  it('ends when it expires', async () => {
    const api = await dealer.api('live', { expires_at: new Date(Date.now() + 1_500).toISOString() });
    expect(await codeOf(api)).toBeNull();
    await eventually('it has expired', async () => (await codeOf(api)) === 'expired_api_key');
  });

  it('does what its scopes allow, and nothing else', async () => {
    const reading = await dealer.api('live', { scopes: ['read'] });
    const writing = await dealer.api('live', { scopes: ['write'] });
    const order = (api: Api) => api.post<Refusal>('/orders', { line_items: [{ listing_id: listing.id }] });
    expectStatus(await reading.get('/listings'), 200);
    expectStatus(await writing.post('/orders', { line_items: [{ listing_id: listing.id }] }), 201);
    for (const { status, code } of [await order(reading), await writing.get('/listings')]) {
      expect([status, code]).toEqual([403, 'insufficient_scope']);
    }
  });

  it('shows when it was last used', async () => {
    const key = await dealer.newKey('live');
    expect((await keysById()).get(key.id)!.last_used_at).toBeNull();
    await codeOf(dealer.apiWith(key.key));
    expect(Date.parse((await keysById()).get(key.id)!.last_used_at!)).toBeGreaterThan(Date.now() - 60_000);
  });

  it('that is valid is never locked out by failures from the same address', async () => {
    const api = await dealer.api('live');
    const wrong = dealer.apiWith(`wth_${'0'.repeat(32)}`);
    for (let failure = 0; failure < FAILURES_PER_MINUTE; failure += 1) await codeOf(wrong);
    const refused = await wrong.get('/me');
    expect([refused.status, refused.code]).toEqual([429, 'too_many_failed_attempts']);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await codeOf(api)).toBeNull();
  });
});
