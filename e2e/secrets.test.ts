import { randomBytes } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createTestDatabase } from '../server/test/support/database.ts';
import { proxyTo } from '../server/test/support/database-proxy.ts';
import { runSql } from '../server/test/support/database-server.ts';
import { startMailServer } from '../server/test/support/mail-server.ts';
import { runHubCommand, urlOf } from '../server/test/support/run-hub-command.ts';
import { type Canary, type Found, misplaced, Witness } from './support/canaries.ts';
import { startCollector } from './support/collector.ts';
import { createDealer, type Dealer } from './support/dealer.ts';
import { eventually } from './support/eventually.ts';
import { expectStatus } from './support/http-client.ts';
import { type HubProcess, startHub } from './support/hub-process.ts';
import { importFile } from './support/import-file.ts';
import { answering, startReceiver } from './support/receiver.ts';
import { enrolSecondFactor, postAuth, type SecondFactor } from './support/second-factor.ts';
import type { ApiKey, Endpoint, Listing } from './support/shapes.ts';

/** Unlike everything else in the world. */
const canary = (what: string): string => `canary-${what}-${randomBytes(6).toString('hex')}`;

const CUSTOMER = {
  external_id: canary('customer-id'),
  email: `${canary('customer')}@example.com`,
  phone: '+41791237654',
  first_name: canary('first'),
  last_name: canary('last'),
  company: canary('company'),
  vat_number: canary('vat'),
  address: { line1: canary('street'), postal_code: '8001', city: canary('city'), country: 'CH' },
  note: canary('customer-note'),
};
const PRIVATE = {
  serial_number: canary('serial'),
  cost: { amount: 731_902_846, currency: 'EUR' },
  internal_notes: canary('internal'),
  storage_location: canary('safe'),
};
/** What a client sends that the hub must not keep or repeat. */
const HOSTILE = {
  authorization: canary('authorization'),
  query: canary('query'),
  header: canary('header'),
  cookie: canary('cookie'),
  body: canary('body'),
  reference: canary('reference'),
  code: canary('code'),
  wrongPassword: canary('wrong-password'),
};
const SECRETS = {
  secretKey: randomBytes(32).toString('base64'),
  smtpPassword: canary('smtp-password'),
  collectorKey: canary('collector-key'),
  receiverToken: canary('receiver-token'),
};

interface Scene {
  readonly hub: HubProcess;
  readonly witness: Witness;
  readonly dealer: Dealer;
  readonly key: ApiKey;
  readonly listing: Listing;
  readonly endpoint: Endpoint;
  readonly rotated: string;
  readonly factor: SecondFactor;
}

/** Everything that is secret or personal comes in where it should. */
async function fill(hub: HubProcess, receiverUrl: string): Promise<Scene> {
  const dealer = await createDealer(hub);
  const listing = await dealer.newListing({ ...PRIVATE, quantity: 50 });
  const key = await dealer.newKey('live');
  const endpoint = await dealer.newEndpoint(`${receiverUrl}?token=${SECRETS.receiverToken}`);
  const { signing_secret } = expectStatus(
    await dealer.dashboard.post<Endpoint>(`/webhook-endpoints/${endpoint.id}/rotate-secret`),
    200,
  );
  const api = dealer.apiWith(key.key);
  expectStatus(await api.post('/customers', CUSTOMER), 201);
  const order = { line_items: [{ listing_id: listing.id }], customer: CUSTOMER, note: CUSTOMER.note };
  expectStatus(await api.post('/orders', order), 201);
  // A second user, since a second factor would stand in the way of the first.
  const owner = await createDealer(hub);
  const factor = await enrolSecondFactor(hub, owner.dashboard.cookie, owner.account.password);
  return { hub, witness: new Witness(hub), dealer, key, listing, endpoint, rotated: signing_secret, factor };
}

/** Requests that are refused, with something recognisable in every part. */
async function sendBadRequests({ hub, witness, key, listing, dealer }: Scene): Promise<void> {
  const good = { authorization: `Bearer ${key.key}` };
  const query = `?q=${HOSTILE.query}&${HOSTILE.query}=1`;
  const get = (status: number, path: string, headers: Record<string, string> = good) =>
    witness.refused(status, { method: 'GET', path, headers: { 'x-note': HOSTILE.header, ...headers } });
  for (const authorization of [
    `Bearer ${HOSTILE.authorization}`,
    `Basic ${HOSTILE.authorization}`,
    `Bearer ${key.key}x`,
    HOSTILE.authorization,
  ]) {
    await get(401, `/api/v1/me${query}`, { authorization });
  }
  await get(400, `/api/v1/listings${query}&limit=${HOSTILE.query}`);
  await get(404, `/api/v1/nothing${query}`);
  await get(401, `/api/dashboard/listings${query}`, { cookie: `wth.session_token=${HOSTILE.cookie}` });
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    witness.refused(null, {
      ...{ method: 'POST', path: `/api/v1${path}`, body },
      headers: { ...good, 'idempotency-key': randomBytes(8).toString('hex'), ...headers },
    });
  await post('/customers', { ...CUSTOMER, email: HOSTILE.body });
  await post('/customers', { ...CUSTOMER, phone: HOSTILE.body, country: HOSTILE.body });
  await post('/customers', `{"email":"${CUSTOMER.email}","note":"${HOSTILE.body}`);
  await post('/orders', { line_items: [{ listing_id: HOSTILE.reference }], customer: CUSTOMER });
  await post('/orders', { line_items: [{ listing_id: listing.id, quantity: 1_000 }], customer: CUSTOMER });
  await post('/orders', { note: `${HOSTILE.body}\u0000`, line_items: [] });
  await post('/orders', HOSTILE.body, { 'content-type': 'text/plain' });
  for (const method of ['PATCH', 'POST']) {
    await witness.refused(null, {
      ...{ method, path: `/api/dashboard/listings${method === 'PATCH' ? `/${listing.id}` : ''}` },
      headers: { cookie: dealer.dashboard.cookie, origin: hub.origin },
      body: { ...PRIVATE, cost: { amount: 731_902_846, currency: HOSTILE.body } },
    });
  }
}

async function signInBadly({ hub, witness, dealer }: Scene): Promise<void> {
  const refuse = (path: string, body: object, cookie = '') =>
    witness.refused(null, {
      ...{ method: 'POST', path: `/api/auth${path}`, body },
      headers: { origin: hub.origin, ...(cookie === '' ? {} : { cookie }) },
    });
  const { email } = dealer.account;
  await refuse('/sign-in/email', { email, password: HOSTILE.wrongPassword });
  await refuse('/sign-in/email', { email: CUSTOMER.email, password: HOSTILE.wrongPassword });
  await refuse('/two-factor/verify-totp', { code: HOSTILE.code }, dealer.dashboard.cookie);
  await refuse('/reset-password', { token: HOSTILE.code, newPassword: HOSTILE.wrongPassword });
  await refuse('/change-password', {
    currentPassword: HOSTILE.wrongPassword,
    newPassword: HOSTILE.wrongPassword,
  });
}

/** @returns the file of what was refused */
async function importBadly({ dealer }: Scene): Promise<string> {
  const csv = `stock_number,title,price,currency,serial_number\nX-1,,${HOSTILE.body},EUR,${PRIVATE.serial_number}\n`;
  const { id } = await importFile(dealer, csv);
  return (await dealer.dashboard.get(`/imports/${id}/errors.csv`)).text;
}

/** Tables as PostgreSQL writes them out. */
async function dump(connection: Parameters<typeof runSql>[0]): Promise<string> {
  const tables = await runSql<{ name: string }>(
    connection,
    `select table_name as name from information_schema.tables
     where table_schema = 'public' and table_type = 'BASE TABLE'`,
  );
  const texts = tables.map(async ({ name }) => {
    const rows = await runSql<{ row: string }>(
      connection,
      `select row_to_json(t)::text as row from "${name}" t`,
    );
    return rows.map(({ row }) => row).join('\n');
  });
  return (await Promise.all(texts)).join('\n');
}

const signaturesOf = (cookie: string): string[] =>
  cookie
    .split('; ')
    .map((it) => decodeURIComponent(it.slice(it.indexOf('=') + 1)))
    .filter((it) => it.includes('.'))
    .map((it) => it.slice(it.lastIndexOf('.') + 1));

/** The one table of what may be where. */
function canariesOf(scene: Scene, token: string, databasePassword: string): Canary[] {
  const { dealer, key, endpoint, rotated, factor } = scene;
  const nowhere = (what: string, ...texts: string[]): Canary => ({ what, texts, belongsIn: [] });
  const { email, phone, external_id, first_name, last_name, company, vat_number, address, note } = CUSTOMER;
  const person = [email, phone, external_id, first_name, last_name, company, vat_number, note];
  return [
    nowhere('passwords', dealer.account.password, HOSTILE.wrongPassword),
    nowhere('API keys', key.key, key.key.slice(key.prefix.length)),
    nowhere('signing secrets', ...[endpoint.signing_secret, rotated].map((it) => it.slice('whsec_'.length))),
    nowhere('TOTP secrets', factor.totp.secret.base32, Buffer.from(factor.totp.secret.bytes).toString()),
    nowhere('backup codes', ...factor.backupCodes),
    nowhere('codes', HOSTILE.code),
    nowhere(
      'signatures of session cookies',
      ...signaturesOf(dealer.dashboard.cookie),
      ...signaturesOf(factor.cookie),
    ),
    nowhere('SECRET_KEY', SECRETS.secretKey),
    nowhere('password of SMTP_URL', SECRETS.smtpPassword),
    nowhere('password of DATABASE_URL', databasePassword),
    nowhere('headers for the collector', SECRETS.collectorKey),
    nowhere('headers of bad requests', HOSTILE.authorization, HOSTILE.header, HOSTILE.cookie),
    nowhere('query strings', HOSTILE.query),
    { what: 'reset tokens', texts: [token], belongsIn: ['mail'] },
    { what: "dealers' e-mail addresses", texts: [dealer.account.email], belongsIn: ['mail', 'database'] },
    {
      what: "customers' data",
      texts: [...person, address.line1, address.city],
      belongsIn: ['API and webhooks', 'database'],
    },
    {
      what: 'what dealers keep private',
      texts: [
        PRIVATE.serial_number,
        PRIVATE.internal_notes,
        PRIVATE.storage_location,
        String(PRIVATE.cost.amount),
      ],
      belongsIn: ["dealer's export", 'database'],
    },
    // An import keeps what it refused for the dealer to read; a request that is refused is not kept.
    { what: 'values that are refused', texts: [HOSTILE.body], belongsIn: ["dealer's export", 'database'] },
    { what: 'references to nothing', texts: [HOSTILE.reference], belongsIn: ['refusals', 'database'] },
    {
      what: 'addresses of receivers',
      texts: [SECRETS.receiverToken],
      belongsIn: ['API and webhooks', 'database'],
    },
  ];
}

describe.for(['trace', 'debug', 'info'])('a whole run with LOG_LEVEL=%s', (LOG_LEVEL) => {
  it('leaves every secret and every personal value where it belongs, and nowhere else', async () => {
    const testDatabase = await createTestDatabase();
    onTestFinished(testDatabase.drop);
    const { proxy, connection } = await proxyTo(testDatabase.connection);
    onTestFinished(() => proxy.close());
    const [mails, collector, receiver] = await Promise.all([
      startMailServer(),
      startCollector(),
      startReceiver(),
    ]);
    onTestFinished(async () => void (await Promise.all([collector.close(), receiver.close()])));
    const environment = {
      ...{ DATABASE_URL: urlOf(connection), SECRET_KEY: SECRETS.secretKey, METRICS_PORT: '0', LOG_LEVEL },
      SMTP_URL: `smtp://mailer:${SECRETS.smtpPassword}@127.0.0.1:${mails.port}`,
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_EXPORTER_OTLP_HEADERS: `authorization=${SECRETS.collectorKey}`,
    };
    const hub = await startHub({ ...environment, WEBHOOK_RETRY_SCHEDULE: '100ms,100ms' });
    onTestFinished(() => hub.dispose());

    const scene = await fill(hub, receiver.url());
    const { dealer, witness, key } = scene;
    const api = dealer.apiWith(key.key);
    await eventually('the order arrives', () =>
      receiver.requests.some((it) => it.event.type.startsWith('order.')),
    );
    const answers = ['/me', '/listings', `/listings/${scene.listing.id}`, '/orders', '/customers', '/events'];
    const shown = await Promise.all(answers.map(async (path) => (await api.get(path)).text));
    const exported = await dealer.dashboard.get('/listings/export.csv');
    await sendBadRequests(scene);
    await signInBadly(scene);
    const importErrors = await importBadly(scene);

    expectStatus(await postAuth(hub, '/request-password-reset', { email: dealer.account.email }), 200);
    const mail = await eventually('the mail is there', () => mails.mails[0]);
    const token = new URL(/^http\S+\/reset-password\S+/m.exec(mail.text)![0]).searchParams.get('token')!;
    await witness.refused(null, { method: 'GET', path: `/nothing?token=${token}` });
    await mails.close();
    await postAuth(hub, '/request-password-reset', { email: dealer.account.email });
    await eventually('the failed mail is logged', () => hub.output.includes('mail could not be sent'));

    receiver.respondWith(answering(500, {}, `no ${CUSTOMER.email}`));
    expectStatus(await api.post('/customers', { ...CUSTOMER, note: `${CUSTOMER.note} again` }), 200);
    await eventually(
      'a delivery has failed',
      async () => (await dealer.deliveries('&status=failed')).length > 0,
    );

    proxy.cut('closed connections');
    const outage = { method: 'POST', path: '/api/v1/orders', body: { line_items: [], customer: CUSTOMER } };
    const headers = { authorization: `Bearer ${key.key}`, 'idempotency-key': 'outage' };
    for (let turn = 0; turn < 5; turn += 1) await witness.refused(null, { ...outage, headers });
    await witness.refused(null, {
      ...{ method: 'POST', path: '/api/auth/sign-in/email', headers: { origin: hub.origin } },
      body: { email: dealer.account.email, password: dealer.account.password },
    });
    proxy.heal();
    await eventually('the database is back', async () => (await api.get('/me')).status === 200);

    const port = /"metrics_port":(\d+)/.exec(hub.output)![1];
    const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    await hub.kill();
    await hub.start();
    expect(await hub.stop()).toBe(0);
    const password = new URL(environment.DATABASE_URL.replace('@/', '@localhost/')).password;
    const wrong = environment.DATABASE_URL.replace(password, `${password}x`);
    const failures = await Promise.all([
      runHubCommand(['dealers', 'list'], { ...environment, DATABASE_URL: wrong }),
      runHubCommand(['dealers', 'list'], { ...environment, DATABASE_URL: `${wrong}&port=1` }),
      runHubCommand(['start'], { ...environment, SMTP_URL: `x${environment.SMTP_URL}` }),
      runHubCommand(['start'], { ...environment, SECRET_KEY: SECRETS.secretKey.slice(0, 20) }),
    ]);

    const found: Found = {
      log: hub.output + failures.map((it) => it.stdout + it.stderr).join(''),
      refusals: witness.refusals,
      metrics,
      traces: collector.text,
      'API and webhooks':
        shown.join('') + receiver.requests.map((it) => JSON.stringify([it.headers, it.event])),
      "dealer's export": exported.text + importErrors,
      mail: mails.mails.map((it) => it.raw + it.text).join(''),
      database: await dump(testDatabase.connection),
    };
    expect(misplaced(canariesOf(scene, token, decodeURIComponent(password)), found)).toEqual([]);
    // What was searched is there.
    expect(witness.count).toBeGreaterThan(25);
    expect(found.refusals).toContain('service_unavailable');
    expect(failures.map((it) => it.exitCode)).toEqual([1, 1, 1, 1]);
    expect(found.metrics).toContain('wth_');
    expect(found.traces).toContain('POST /api/v1/orders');
  }, 90_000);
});
