import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { openDatabase } from '../../src/storage/database.ts';
import { PREPARED } from '../../src/storage/prepared.ts';
import { createTestDatabase } from '../support/database.ts';

const STORAGE = join(import.meta.dirname, '../../src/storage');

const preparedCount = async (db: Awaited<ReturnType<typeof createTestDatabase>>['database']) => {
  const { rows } = await sql<{ count: number }>`
    select count(*) from pg_prepared_statements where statement like '%/* prepared */'`.execute(db.kysely);
  return rows[0]!.count;
};

it('a marked statement is prepared once for each connection, and answers with its own parameters', async () => {
  const test = await createTestDatabase({ poolSize: 1 });
  const { kysely } = test.database;
  const ask = async (value: number) =>
    (await sql<{ value: number }>`select ${value}::integer as value ${PREPARED}`.execute(kysely)).rows[0]!
      .value;
  const before = await preparedCount(test.database);
  expect([await ask(1), await ask(2), await ask(3)]).toEqual([1, 2, 3]);
  expect(await preparedCount(test.database)).toBe(before + 1);
  await test.drop();
});

it('nothing is prepared behind a pooler, whose connections others get', async () => {
  const test = await createTestDatabase();
  const pooled = openDatabase({
    connection: test.connection,
    sessionConnection: test.connection,
    poolSize: 1,
    applicationName: 'test',
    onError: () => {},
  });
  await sql`select ${1}::integer ${PREPARED}`.execute(pooled.kysely);
  expect(await preparedCount(pooled)).toBe(0);
  await pooled.close();
  await test.drop();
});

it('no marked statement selects *: a new column would break it where it is prepared', () => {
  for (const file of globSync('*.ts', { cwd: STORAGE })) {
    const text = readFileSync(join(STORAGE, file), 'utf8');
    for (const statement of text.split(/;\n/).filter((it) => /PREPARED[})]/.test(it))) {
      expect(statement, file).not.toMatch(/select \* from (?!json_)|selectAll\(\)/);
    }
  }
});
