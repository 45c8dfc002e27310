import { afterAll, beforeAll, expect, it } from 'vitest';
import { hashApiKey } from '../../src/domain/api-key.ts';
import { createApiKey, revokeApiKey } from '../../src/operations/api-keys.ts';
import { KeyLookup } from '../../src/operations/key-lookup.ts';
import { createTestDealer, createTestHub, type TestHub } from '../support/hub.ts';

let hub: TestHub;
beforeAll(async () => {
  hub = await createTestHub();
});
afterAll(() => hub.drop());

async function newKey() {
  const dealerId = await createTestDealer(hub);
  const { key, id } = await createApiKey(hub, dealerId, { mode: 'live' });
  return { dealerId, id, hash: hashApiKey(key) };
}

/** Counts the statements that go to the database meanwhile. */
async function countingStatements(work: () => Promise<unknown>): Promise<number> {
  let count = 0;
  const acquired = () => {
    count += 1;
  };
  hub.database.pool.on('acquire', acquired);
  await work();
  hub.database.pool.off('acquire', acquired);
  return count;
}

it('many requests of one key at once are answered by two lookups', async () => {
  const { hash, id } = await newKey();
  const lookup = new KeyLookup(hub);
  let found: (string | undefined)[] = [];
  const statements = await countingStatements(async () => {
    found = (await Promise.all(Array.from({ length: 50 }, () => lookup.find(hash)))).map((it) => it?.key_id);
  });
  expect(new Set(found)).toEqual(new Set([id]));
  expect(statements).toBe(2);
});

it('keys do not wait for each other, and one after the other each request looks anew', async () => {
  const [first, second] = [await newKey(), await newKey()];
  const lookup = new KeyLookup(hub);
  const [one, two] = await Promise.all([lookup.find(first.hash), lookup.find(second.hash)]);
  expect([one?.key_id, two?.key_id]).toEqual([first.id, second.id]);
  expect(await countingStatements(() => lookup.find(first.hash))).toBe(1);
});

it('whoever asks after a revocation sees it, however busy the key is', async () => {
  const { dealerId, id, hash } = await newKey();
  const lookup = new KeyLookup(hub);
  const before = Array.from({ length: 20 }, () => lookup.find(hash));
  await revokeApiKey(hub, dealerId, id);
  const after = Array.from({ length: 20 }, () => lookup.find(hash));
  for (const identity of await Promise.all(after)) expect(identity?.revoked_us).not.toBeNull();
  await Promise.all(before);
});

it('an unknown key is nobody, and a failed lookup fails those who waited for it alone', async () => {
  const lookup = new KeyLookup(hub);
  expect(await lookup.find(hashApiKey(`wth_${'0'.repeat(32)}`))).toBeNull();
  const other = await createTestHub();
  const { database } = other;
  await other.drop();
  const broken = new KeyLookup({ database });
  const results = await Promise.allSettled(Array.from({ length: 3 }, () => broken.find(hashApiKey('x'))));
  expect(results.map((it) => it.status)).toEqual(['rejected', 'rejected', 'rejected']);
});
