import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDatabase } from '../../src/storage/database.ts';
import { inTransaction } from '../../src/storage/transaction.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { proxyTo } from '../support/database-proxy.ts';

let testDatabase: TestDatabase;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
});

afterAll(() => testDatabase.drop());

async function selectValue(expression: string): Promise<unknown> {
  return (await testDatabase.database.pool.query(`select ${expression} as value`)).rows[0].value;
}

describe('values', () => {
  test('64-bit integers are exact numbers, alone and in arrays', async () => {
    expect(await selectValue('9007199254740991::int8')).toBe(Number.MAX_SAFE_INTEGER);
    expect(await selectValue('array[1, null, -2]::int8[]')).toEqual([1, null, -2]);
    expect(await selectValue('count(*)')).toBe(1);
  });

  test('a 64-bit integer that a number can not hold is refused, not rounded', async () => {
    await expect(selectValue('9007199254740993::int8')).rejects.toThrow('9007199254740993');
  });

  test('numeric keeps every digit', async () => {
    expect(await selectValue('12345678901234567890.10::numeric')).toBe('12345678901234567890.10');
  });
});

describe('sessions', () => {
  test('have bounds on statements and on idle transactions', async () => {
    expect(await selectValue(`current_setting('statement_timeout')`)).toBe('30s');
    expect(await selectValue(`current_setting('idle_in_transaction_session_timeout')`)).toBe('10s');
  });
});

describe('a connection that falls silent', () => {
  test('is given up, and what comes next gets another', async () => {
    const { proxy, connection } = await proxyTo(testDatabase.connection);
    const remote = openDatabase({
      connection,
      poolSize: 1,
      applicationName: 'test',
      onError() {},
      answerTimeoutMs: 200,
    });
    const selectOne = () =>
      inTransaction(remote, async (trx) => (await sql<{ one: number }>`select 1 as one`.execute(trx)).rows);
    expect(await selectOne()).toEqual([{ one: 1 }]);
    proxy.cut('silence');
    await expect(selectOne()).rejects.toThrow('Query read timeout');
    proxy.heal();
    expect(await selectOne()).toEqual([{ one: 1 }]);
    await remote.close();
    await proxy.close();
  });
});

describe('a test database', () => {
  test('that somebody keeps a connection to fails its test', async () => {
    const leaky = await createTestDatabase();
    await leaky.database.pool.connect();
    await expect(leaky.drop()).rejects.toThrow('never released');
  });
});
