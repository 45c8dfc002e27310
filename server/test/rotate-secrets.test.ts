import { sql } from 'kysely';
import { beforeEach, describe, expect, test } from 'vitest';
import { accountKeysOf, boxKeysOf, connectionNameOf, openKeyRing } from '../src/key-ring.ts';
import { rotateSecrets } from '../src/rotate-secrets.ts';
import { SecretKey } from '../src/secrets.ts';
import { type Database, openDatabase } from '../src/storage/database.ts';
import { createSecretBox, endpointSecretContext, type SecretBox } from '../src/storage/secret-box.ts';
import { lockSecretKeyCheck } from '../src/storage/secret-keys.ts';
import { inTransaction, type Tx } from '../src/storage/transaction.ts';
import { enrol } from './accounts/authenticator.ts';
import { accountsOn, browserOn, cookieOf, PASSWORD, sessionHeaders } from './accounts/test-accounts.ts';
import { createTestDatabase, type TestDatabase } from './support/database.ts';
import { eventually, type SeededEndpoint, seedDealer, seedEndpoint } from './support/delivery-world.ts';

const OLD = new SecretKey('the key of the first years', 'SECRET_KEY');
const NEW = new SecretKey('the key of the years to come', 'NEW_SECRET_KEY');
const THIRD = new SecretKey('the key of another time', 'NEW_SECRET_KEY');
const ENDPOINTS = 23;

let testDatabase: TestDatabase;
let database: Database;

beforeEach(async () => {
  testDatabase = await createTestDatabase();
  database = testDatabase.database;
  return testDatabase.drop;
});

const boxWith = async (...keys: SecretKey[]) => createSecretBox(boxKeysOf(await openKeyRing(database, keys)));
const accountsWith = async (...keys: SecretKey[]) =>
  accountsOn(database, { keys: accountKeysOf(await openKeyRing(database, keys)) });

/** As an operation stores it, in its transaction. */
async function store(trx: Tx, box: SecretBox, endpoint: SeededEndpoint): Promise<void> {
  const context = endpointSecretContext(endpoint.dealerId, endpoint.endpointId);
  const check = await lockSecretKeyCheck(trx);
  const sealed = (secret: string) => box.seal(secret, context, check);
  await sql`update webhook_endpoints set secret = ${sealed(endpoint.secret)},
    previous_secret = ${sealed(`${endpoint.secret} before`)} where id = ${endpoint.endpointId}`.execute(trx);
}

async function seedEndpoints(key: SecretKey, count = ENDPOINTS): Promise<SeededEndpoint[]> {
  const box = await boxWith(key);
  const dealerId = await seedDealer(database);
  const endpoints: SeededEndpoint[] = [];
  for (let index = 0; index < count; index += 1) {
    const endpoint = await seedEndpoint(database, dealerId, `https://example.com/${index}`);
    await inTransaction(database, (trx) => store(trx, box, endpoint));
    endpoints.push(endpoint);
  }
  return endpoints;
}

async function readSecrets(box: SecretBox): Promise<string[][]> {
  const rows = await database.kysely.selectFrom('webhook_endpoints').selectAll().orderBy('id').execute();
  return rows.map((row) => {
    const context = endpointSecretContext(row.dealer_id, row.id);
    return [row.secret, row.previous_secret!].map((sealed) => box.open(sealed, context));
  });
}

const rotate = (from = [OLD], to = NEW) => rotateSecrets(database, { from, to });

describe('a rotation', () => {
  test('leaves every signing secret as it was, under the new key alone', async () => {
    const endpoints = await seedEndpoints(OLD);
    const before = await readSecrets(await boxWith(OLD));
    expect(await rotate()).toEqual({ endpoints: ENDPOINTS, secondFactors: 0 });
    expect(await readSecrets(await boxWith(NEW))).toEqual(before);
    expect(before).toHaveLength(endpoints.length);
  });

  test('leaves every second factor as it was, under the new key alone', async () => {
    const ANNA = { name: 'Anna', email: 'anna@example.com', password: PASSWORD };
    const before = browserOn(await accountsWith(OLD));
    const anna = await enrol(before, cookieOf(await before.post('/sign-up/email', ANNA)), PASSWORD);
    expect(await rotate()).toEqual({ endpoints: 0, secondFactors: 1 });
    const after = browserOn(await accountsWith(NEW));
    for (const [path, code] of [
      ['/two-factor/verify-totp', anna.code()],
      ['/two-factor/verify-backup-code', anna.backupCodes[0]],
    ] as const) {
      const cookie = cookieOf(await after.post('/sign-in/email', ANNA));
      expect((await after.post(path, { code }, { cookie })).status).toBe(200);
    }
  });

  test('can be repeated, and be followed by another', async () => {
    await seedEndpoints(OLD);
    const before = await readSecrets(await boxWith(OLD));
    await rotate();
    expect(await rotate()).toEqual({ endpoints: 0, secondFactors: 0 });
    expect(await rotate([NEW], THIRD)).toMatchObject({ endpoints: ENDPOINTS });
    expect(await readSecrets(await boxWith(THIRD))).toEqual(before);
    await expect(boxWith(OLD)).rejects.toThrow('is not the key this database');
    await expect(rotate([THIRD], NEW)).rejects.toThrow('the new secret key is the one before');
  });

  test('goes on where it was killed, and until then the new key alone is refused', async () => {
    const [first] = await seedEndpoints(OLD);
    const both = await boxWith(NEW, OLD);
    const before = await readSecrets(both);
    await rotate();
    // One that the killed process had not reached.
    const context = endpointSecretContext(first!.dealerId, first!.endpointId);
    const left = createSecretBox([{ number: 1, check: '', key: OLD.derive('signing-secrets') }]);
    await sql`update webhook_endpoints set secret = ${left.seal(first!.secret, context, null)}
      where id = ${first!.endpointId}`.execute(database.kysely);
    expect(await readSecrets(both)).toEqual(before);
    await expect(boxWith(NEW)).rejects.toThrow(
      '1 endpoints or second factors are still encrypted with the key before',
    );
    await expect(rotate([NEW, OLD], THIRD)).rejects.toThrow('the rotation before was not ended');
    expect(await rotate()).toEqual({ endpoints: 1, secondFactors: 0 });
    expect(await readSecrets(await boxWith(NEW))).toEqual(before);
  });

  test('takes a secret that was being sealed with the key before, too', async () => {
    const [first] = await seedEndpoints(OLD, 1);
    const box = await boxWith(OLD, NEW);
    let rotation: ReturnType<typeof rotate> | undefined;
    await inTransaction(database, async (trx) => {
      await lockSecretKeyCheck(trx);
      rotation = rotate();
      await eventually(async () => {
        const { rows } = await sql`select 1 from pg_stat_activity
          where datname = current_database() and wait_event_type = 'Lock'`.execute(database.kysely);
        return rows.length === 1;
      });
      await store(trx, box, { ...first!, secret: 'drawn meanwhile' });
    });
    await rotation;
    expect(await readSecrets(await boxWith(NEW))).toEqual([['drawn meanwhile', 'drawn meanwhile before']]);
  });

  test('is refused while a hub is running that does not know the new key', async () => {
    await seedEndpoints(OLD, 1);
    const hub = openDatabase({
      ...{ connection: testDatabase.connection, poolSize: 1, onError: () => {} },
      applicationName: connectionNameOf('worker', [OLD]),
    });
    try {
      await hub.pool.query('select 1');
      await expect(rotate()).rejects.toThrow(
        /^hubs are running that don't know the new key \(watchtraderhub worker/,
      );
      await hub.pool.query(`set application_name = '${connectionNameOf('worker', [NEW, OLD])}'`);
      expect(await rotate()).toMatchObject({ endpoints: 1 });
    } finally {
      await hub.close();
    }
  });

  test("needs the database's own key", async () => {
    await seedEndpoints(OLD, 1);
    await expect(rotate([THIRD])).rejects.toThrow('is not the key this database was set up with');
  });
});

describe('a session', () => {
  const ANNA = { name: 'Anna', email: 'anna@example.com', password: PASSWORD };

  test('goes on in processes that know both keys, before and after the rotation', async () => {
    const cookie = cookieOf(await browserOn(await accountsWith(OLD)).post('/sign-up/email', ANNA));
    const running = await accountsWith(NEW, OLD);
    expect(await running.findSession(sessionHeaders(cookie))).toMatchObject({ email: ANNA.email });
    await rotate();
    expect(await running.findSession(sessionHeaders(cookie))).toMatchObject({ email: ANNA.email });
    const later = await accountsWith(NEW, OLD);
    expect(await later.findSession(sessionHeaders(cookie))).toMatchObject({ email: ANNA.email });
  });

  test('of before the rotation is none to a process that knows the new key alone', async () => {
    const cookie = cookieOf(await browserOn(await accountsWith(OLD)).post('/sign-up/email', ANNA));
    await rotate();
    expect(await (await accountsWith(NEW)).findSession(sessionHeaders(cookie))).toBeNull();
  });

  test('that a running process begins after the rotation is signed with the new key', async () => {
    await accountsWith(OLD);
    const running = browserOn(await accountsWith(NEW, OLD));
    await rotate();
    const cookie = cookieOf(await running.post('/sign-up/email', ANNA));
    expect(await (await accountsWith(NEW)).findSession(sessionHeaders(cookie))).toMatchObject({
      email: ANNA.email,
    });
  });

  test('whose cookie neither key has signed is none', async () => {
    const cookie = cookieOf(await browserOn(await accountsWith(OLD)).post('/sign-up/email', ANNA));
    const both = await accountsWith(NEW, OLD);
    for (const damaged of [
      cookie.replace(/\.[^.]*$/, `.${encodeURIComponent(Buffer.alloc(32, 3).toString('base64'))}`),
      cookie.replace(/=(.)/, (_, first) => `=${first === 'a' ? 'b' : 'a'}`),
      `${cookie.split('=')[0]}=%E0%A4%A`,
    ]) {
      expect(await both.findSession(sessionHeaders(damaged)), damaged).toBeNull();
    }
  });
});

test('a second factor that a running process enrols during a rotation is under the new key', async () => {
  await accountsWith(OLD);
  const running = browserOn(await accountsWith(NEW, OLD));
  const cookie = cookieOf(
    await running.post('/sign-up/email', { name: 'Anna', email: 'anna@example.com', password: PASSWORD }),
  );
  await rotate();
  await enrol(running, cookie, PASSWORD);
  expect(await rotate()).toEqual({ endpoints: 0, secondFactors: 0 });
});

test('each column that can hold a ciphertext is rotated, or holds none', async () => {
  const { rows } = await sql<{ name: string }>`
    select table_name || '.' || column_name as name from information_schema.columns
    where table_schema = 'public' and data_type = 'bytea' order by 1`.execute(database.kysely);
  expect(rows.map(({ name }) => name)).toEqual([
    'api_keys.key_hash', // SHA-256 of a random key
    'idempotency_records.fingerprint', // SHA-256
    'import_chunks.bytes', // the dealer's file
    'webhook_endpoints.previous_secret',
    'webhook_endpoints.secret',
  ]);
});
