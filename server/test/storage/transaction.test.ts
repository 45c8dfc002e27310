import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { inTransaction, send, type Tx } from '../../src/storage/transaction.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

let db: TestDatabase;
beforeEach(async () => {
  db = await createTestDatabase({ empty: true, poolSize: 1 });
  await sql`create table notes (id integer primary key)`.execute(db.database.kysely);
});
afterEach(() => db.drop());

const insert = (trx: Tx, id: number) => send(trx, sql`insert into notes values (${id})`);

async function listNotes(): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`select id from notes order by id`.execute(db.database.kysely);
  return rows.map((row) => row.id);
}

test('statements that are sent run in the order of the calls, before those that Kysely executes meanwhile', async () => {
  const counts = await inTransaction(db.database, async (trx) => {
    const count = sql<{ count: number }>`select count(*) as count from notes`;
    const [byKysely, , first, , second] = await Promise.all([
      count.execute(trx),
      insert(trx, 1),
      send(trx, count),
      insert(trx, 2),
      send(trx, count),
    ]);
    return [first[0]!.count, second[0]!.count, byKysely.rows[0]!.count];
  });
  expect(counts).toEqual([1, 2, 2]);
});

test('the last statements commit with the rest', async () => {
  let trx: Tx;
  const result = await inTransaction(
    db.database,
    async (it) => {
      trx = it;
      await insert(it, 1);
      return 'done';
    },
    () => [insert(trx, 2), insert(trx, 3)],
  );
  expect(result).toBe('done');
  expect(await listNotes()).toEqual([1, 2, 3]);
});

test('when one of the last statements fails its error is thrown and nothing is committed', async () => {
  let trx: Tx;
  const attempt = inTransaction(
    db.database,
    async (it) => {
      trx = it;
      await insert(it, 1);
    },
    () => [insert(trx, 2), insert(trx, 1), insert(trx, 3)],
  );
  await expect(attempt).rejects.toMatchObject({ code: '23505' });
  expect(await listNotes()).toEqual([]);
  await inTransaction(db.database, (it) => insert(it, 4)); // the connection is as good as new
  expect(await listNotes()).toEqual([4]);
});

test('the error of a last statement that takes longer to be told than that of the commit is the one thrown', async () => {
  let trx: Tx;
  const late = async (): Promise<void> => {
    await insert(trx, 1).finally(async () => {
      for (let turn = 0; turn < 10; turn += 1) await null;
    });
  };
  const attempt = inTransaction(
    db.database,
    async (it) => {
      trx = it;
      await insert(it, 1);
    },
    () => [late()],
  );
  await expect(attempt).rejects.toMatchObject({ code: '23505' });
});

test('of statements under way at the same time the one that failed gives its error, not those refused after it', async () => {
  const attempt = inTransaction(db.database, async (trx) => {
    await insert(trx, 1);
    const failed = insert(trx, 1).finally(async () => {
      for (let turn = 0; turn < 10; turn += 1) await null;
    });
    await Promise.all([failed, insert(trx, 2)]);
  });
  await expect(attempt).rejects.toMatchObject({ code: '23505' });
});

test.each([
  ['sent', (trx: Tx) => insert(trx, 2)],
  ['executed by Kysely', (trx: Tx) => sql`insert into notes values (2)`.execute(trx)],
])('a statement %s behind the commit is refused: it would run in no transaction', async (_how, start) => {
  let trx: Tx;
  let late: Promise<unknown> | undefined;
  await inTransaction(
    db.database,
    async (it) => {
      trx = it;
      await insert(it, 1);
    },
    () => {
      late = Promise.resolve().then<unknown>(() => start(trx));
      late.catch(() => {});
      return [];
    },
  );
  await expect(late).rejects.toThrow('in a transaction that has ended');
  await expect(start(trx!)).rejects.toThrow('in a transaction that has ended');
  expect(await listNotes()).toEqual([1]);
});
