import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  DISTRIBUTION,
  DROPPED_FOREIGN_KEYS,
  distributionStatements,
} from '../../src/storage/distribution.ts';
import { createDashboardApp, type DashboardApp } from '../support/dashboard.ts';
import { runSql } from '../support/database-server.ts';
import { type DealerTables, findUnscoped } from '../support/dealer-scope.ts';
import { startReceiver } from '../support/receiver.ts';
import { RepresentativeRun } from '../support/representative-run.ts';
import { StatementRecorder } from '../support/statement-recorder.ts';
import { drainEnginesAfterEach } from '../support/test-engine.ts';

/** Statements over all dealers, by how they begin. None is on the way of a request or a delivery. */
const OVER_ALL_DEALERS: Readonly<Record<string, string>> = {
  'select k.id as key_id': 'the first request of a key in a process: it finds the dealer',
  'select i.dealer_id as dealerid, i.livemode, i.id from imports i':
    'a worker looks for an import, every 2 s',
  'select dealer_id as dealerid, id, next_batch_us as dueus from replays': 'a worker looks for open replays',
  'delete from replays where finished_us': 'pruning, once a minute: a few rows of each dealer',
  'select l.dealer_id, l.endpoint_id, l.failing_since_us': 'looking after failing endpoints, once a minute',
  'update webhook_endpoints set previous_secret = null': 'pruning, once a minute',
  'select dealer_id, livemode, key from idempotency_records':
    'pruning finds whose records are old, once a minute',
  'select dealer_id as dealerid, livemode, id from imports': 'pruning finds old imports, once a minute',
  'select d.id from dealers d where exists': 'pruning finds who has old deliveries, once a minute',
  'select c.dealer_id as dealerid, c.livemode from dealer_clocks c':
    'pruning finds who has old events, once a minute',
};

let app: DashboardApp;
const recorder = new StatementRecorder();
beforeAll(async () => {
  app = await createDashboardApp();
  recorder.attach(app.hub.database.pool);
});
afterAll(() => app.close());
drainEnginesAfterEach();

const select = <Row extends object>(sql: string) => runSql<Row>(app.hub.testDatabase.connection, sql);
const dealerColumnOf = (table: string): string | null => DISTRIBUTION[table]?.column ?? null;
const spread = Object.keys(DISTRIBUTION).filter((table) => dealerColumnOf(table) !== null);

interface Key {
  readonly name: string;
  readonly table: string;
  readonly isPrimary: boolean;
  readonly columns: string[];
}

const listUniqueIndexes = () =>
  select<Key>(`
    select i.indexrelid::regclass::text as name, i.indrelid::regclass::text as table, i.indisprimary as "isPrimary",
      array(select attname::text from unnest(i.indkey) with ordinality k (number, position)
        join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.number order by k.position) as columns
    from pg_index i join pg_class c on c.oid = i.indrelid
    where i.indisunique and c.relnamespace = 'public'::regnamespace`);

interface ForeignKey {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly columns: string[];
  readonly targets: string[];
}

const listForeignKeys = () =>
  select<ForeignKey>(`
    select f.conname::text as name, f.conrelid::regclass::text as from, f.confrelid::regclass::text as to,
      array(select attname::text from unnest(f.conkey) with ordinality k (number, position)
        join pg_attribute a on a.attrelid = f.conrelid and a.attnum = k.number order by k.position) as columns,
      array(select attname::text from unnest(f.confkey) with ordinality k (number, position)
        join pg_attribute a on a.attrelid = f.confrelid and a.attnum = k.number order by k.position) as targets
    from pg_constraint f where f.contype = 'f' and f.connamespace = 'public'::regnamespace`);

describe('the schema', () => {
  test('has a place for each of its tables, and for nothing else', async () => {
    const tables = await select<{ name: string }>(
      `select relname::text as name from pg_class where relkind in ('r', 'p') and not relispartition
         and relnamespace = 'public'::regnamespace`,
    );
    expect(tables.map(({ name }) => name).sort()).toEqual(Object.keys(DISTRIBUTION).sort());
  });

  test('spreads every table with a dealer_id, or says why it stays whole', async () => {
    const owned = await select<{ name: string }>(
      `select attrelid::regclass::text as name from pg_attribute a join pg_class c on c.oid = a.attrelid
       where attname = 'dealer_id' and c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace`,
    );
    const whole = owned.map(({ name }) => name).filter((table) => dealerColumnOf(table) === null);
    expect(whole.sort()).toEqual(['api_keys', 'dealer_users', 'endpoint_lanes']);
    for (const distribution of Object.values(DISTRIBUTION)) {
      if (distribution.column === null) expect(distribution.reason).not.toBe('');
    }
  });

  test('begins the primary key of a spread table with the dealer, and has the dealer in each unique index', async () => {
    const indexes = (await listUniqueIndexes()).filter(({ table }) => spread.includes(table));
    const primary = indexes.filter(({ isPrimary }) => isPrimary);
    expect(primary.map(({ table }) => table).sort()).toEqual(spread.toSorted());
    expect(primary.filter(({ table, columns }) => columns[0] !== dealerColumnOf(table))).toEqual([]);
    expect(indexes.filter(({ table, columns }) => !columns.includes(dealerColumnOf(table)!))).toEqual([]);
  });

  test('has the dealer on both sides of each foreign key between spread tables', async () => {
    const keys = (await listForeignKeys()).filter(({ from }) => spread.includes(from));
    expect(keys.length).toBeGreaterThan(10);
    const bad = keys.filter(({ from, to, columns, targets }) => {
      const position = columns.indexOf(dealerColumnOf(from)!);
      return position < 0 || targets[position] !== dealerColumnOf(to);
    });
    expect(bad).toEqual([]);
  });

  test('has no other foreign key to a spread table than those that are dropped', async () => {
    const keys = (await listForeignKeys()).filter(
      ({ from, to }) => !spread.includes(from) && spread.includes(to),
    );
    expect(Object.fromEntries(keys.map(({ name, from }) => [name, from]))).toEqual(DROPPED_FOREIGN_KEYS);
  });
});

describe('the statements of a representative run', () => {
  beforeAll(async () => {
    // As on several servers: nothing cascades from a spread table to one that stays whole.
    for (const sql of distributionStatements().filter((it) => it.startsWith('alter'))) await select(sql);
    const receiver = await startReceiver();
    const origin = await app.app.listen({ port: 0, host: '127.0.0.1' });
    await new RepresentativeRun(app, receiver, origin).run();
    await receiver.close();
  });

  const unscoped = (): { mentions: string[]; sql: string }[] => {
    const tables: DealerTables = Object.fromEntries([
      ...spread.map((table) => [table, { column: dealerColumnOf(table)!, isSpread: true }]),
      ...['api_keys', 'endpoint_lanes', 'dealer_users'].map((table) => [
        table,
        { column: 'dealer_id', isSpread: false },
      ]),
    ]);
    return [...recorder.statements]
      .map((sql) => ({ mentions: findUnscoped(sql, tables), sql }))
      .filter(({ mentions }) => mentions.length > 0);
  };
  const reasonOf = (sql: string) => Object.keys(OVER_ALL_DEALERS).find((start) => sql.startsWith(start));

  test('touch every spread table: read, written and deleted from', () => {
    const all = [...recorder.statements].join('\n');
    const missing = spread.filter((table) => !new RegExp(`(from|join|into|update) ${table}\\b`).test(all));
    expect(missing).toEqual([]);
    for (const start of ['select', 'insert into', 'update', 'delete from', 'with'])
      expect(all).toContain(start);
  });

  test('name the dealer wherever they touch a spread table, with the exceptions of the list', () => {
    expect(unscoped().filter(({ sql }) => reasonOf(sql) === undefined)).toEqual([]);
  });

  test('need every exception of the list', () => {
    const used = new Set(unscoped().map(({ sql }) => reasonOf(sql)));
    expect(Object.keys(OVER_ALL_DEALERS).filter((start) => !used.has(start))).toEqual([]);
  });

  test("name the dealer of a key that the process has seen, so that a request doesn't ask all servers", () => {
    const lookup = 'where k.key_hash = $1 and k.dealer_id = $2';
    expect([...recorder.statements].filter((sql) => sql.includes(lookup))).toHaveLength(1);
  });

  test("take every time from a parameter: servers' clocks differ", () => {
    const own = /\b(now ?\(|clock_timestamp|statement_timestamp|current_timestamp|localtimestamp|random ?\()/;
    expect([...recorder.statements].filter((sql) => own.test(sql))).toEqual([]);
  });

  test('leave no lane of a deleted endpoint behind, where no foreign key does it', async () => {
    expect(await select('select * from endpoint_lanes')).toEqual([]);
  });
});
