import { randomInt } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createDealer } from './support/dealer.ts';
import { findPostmasterPid } from './support/embedded-postgres.ts';
import { eventually } from './support/eventually.ts';
import { expectStatus, send } from './support/http-client.ts';
import { hubForFile } from './support/hub-for-file.ts';
import { answering } from './support/receiver.ts';
import type { Customer } from './support/shapes.ts';

const scene = hubForFile({ LOG_LEVEL: 'trace', WEBHOOK_RETRY_SCHEDULE: '100ms,100ms' });

const CUSTOMER = {
  external_id: 'canary-external-id',
  email: 'canary-customer@example.com',
  phone: '+41791234567',
  first_name: 'Canaria',
  last_name: 'Kanarienvogel',
  company: 'Canary Holdings',
  vat_number: 'CHE-123.456.789',
  address: { line1: 'Canary Wharf 17', postal_code: '8001', city: 'Zürich', country: 'CH' },
  note: 'canary note',
};
const PERSONAL = ['canary-', '791234567', 'Canaria', 'Kanarienvogel', 'Canary', 'CHE-123', 'canary note'];

describe('the log of a whole run', () => {
  it('holds no key, secret, cookie, password or personal data of a customer, at any level', async () => {
    const { hub, receiver } = scene;
    const dealer = await createDealer(hub);
    const { account, dashboard } = dealer;
    const listing = await dealer.newListing({ quantity: 100, serial_number: 'canary-serial' });
    const key = await dealer.newKey('live');
    const test = await dealer.newKey('test');
    const api = dealer.apiWith(key.key);
    const endpoint = await dealer.newEndpoint(receiver.url());
    const rotated = expectStatus(
      await dashboard.post<{ signing_secret: string }>(`/webhook-endpoints/${endpoint.id}/rotate-secret`),
      200,
    );
    const rolled = expectStatus(await dashboard.post<{ key: string }>(`/api-keys/${test.id}/roll`), 201);

    // What succeeds,
    const customer = expectStatus(await api.post<Customer>('/customers', CUSTOMER), 201);
    const order = { line_items: [{ listing_id: listing.id }], customer: CUSTOMER, note: 'canary note' };
    expectStatus(await api.post('/orders', order, `canary-key-${randomInt(1e9)}`), 201);
    expectStatus(await dashboard.get(`/customers?q=${encodeURIComponent(CUSTOMER.email)}`), 200);
    // what is refused,
    await api.post('/customers', {
      ...CUSTOMER,
      email: 'canary-not-an-address',
      unknown_canary: 'canary-field',
    });
    await api.post('/customers', `{"email":"${CUSTOMER.email}",`);
    await api.post('/orders', { ...order, external_id: 'canary-order\u0000' });
    await api.get(`/orders?external_id=${CUSTOMER.external_id}&canary-query=1`);
    await dealer.apiWith(`${key.key}x`).get('/me');
    await dealer.apiWith(`wth_${'Canary00'.repeat(4)}`).get('/me');
    const signIn = (password: string) =>
      send(hub, {
        method: 'POST',
        path: '/api/auth/sign-in/email',
        headers: { origin: hub.origin },
        body: { email: account.email, password },
      });
    expect((await signIn('canary-wrong-password')).status).toBe(401);
    const signedIn = await signIn(account.password);
    // what is delivered to a receiver that fails,
    receiver.respondWith(answering(500, {}, `canary-answer ${CUSTOMER.email}`));
    expectStatus(await api.post('/customers', CUSTOMER), 200);
    await eventually(
      'a delivery has failed',
      async () => (await dealer.deliveries('&status=failed')).length > 0,
    );
    // and what meets an outage.
    process.kill((await findPostmasterPid(hub.dataDir))!, 'SIGKILL');
    await Promise.all(Array.from({ length: 10 }, () => api.post('/orders', order).catch(() => null)));
    await eventually('the database is back', async () => (await api.get('/me')).status === 200);
    await hub.stop();

    const cookies = [dashboard.cookie, ...signedIn.headers.getSetCookie()].map(
      (it) => it.split(';')[0]!.split('=')[1]!,
    );
    const secrets = [
      ...[key.key, test.key, rolled.key].map((it) => it.slice(12)),
      ...[endpoint.signing_secret, rotated.signing_secret].map((it) => it.slice('whsec_'.length)),
      ...cookies.flatMap((it) => [it, decodeURIComponent(it)]),
      account.password,
      'canary-wrong-password',
      (await readFile(join(hub.dataDir, 'secret.key'), 'utf8')).trim(),
      (await readFile(join(hub.dataDir, 'postgres', 'password'), 'utf8')).trim(),
    ];
    const serverLog = await readFile(join(hub.dataDir, 'postgres', 'data', 'server.log'), 'utf8');
    for (const [name, log] of Object.entries({ hub: hub.output, PostgreSQL: serverLog })) {
      const lines = log.split('\n');
      for (const canary of [...secrets, ...PERSONAL]) {
        expect(canary.length).toBeGreaterThanOrEqual('Canary'.length);
        expect(
          lines.filter((line) => line.includes(canary)),
          `${canary} in the log of ${name}`,
        ).toEqual([]);
      }
    }
    // The log is there, and knows its requests by ids alone.
    expect(hub.output).toContain(`"api_key":"${key.prefix}"`);
    expect(hub.output).toContain('/api/v1/customers');
    expect(hub.output).not.toContain(customer.external_id!);
  }, 60_000);
});
