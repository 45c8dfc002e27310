import { describe, expect, test } from 'vitest';
import { type DealerTables, findUnscoped } from '../support/dealer-scope.ts';

const TABLES: DealerTables = {
  dealers: { column: 'id', isSpread: true },
  listings: { column: 'dealer_id', isSpread: true },
  events: { column: 'dealer_id', isSpread: true },
  api_keys: { column: 'dealer_id', isSpread: false },
};

describe('a statement that names its dealer passes:', () => {
  test.each([
    'select * from listings where dealer_id = $1 and id = $2',
    'select * from "listings" as "l" where "l"."dealer_id" = $1 order by dealer_id',
    'select * from listings where dealer_id = any($1::uuid[])',
    'select * from listings where (dealer_id, livemode) in (select * from unnest($1::uuid[], $2::bool[]))',
    'insert into listings (id, dealer_id) values ($1, $2) on conflict (dealer_id, id) do update set id = $1',
    'insert into events (dealer_id, id) select $1, id from unnest($2::uuid[]) as r (id)',
    'update listings set title = $3 where dealer_id = $1 and id = $2 returning id',
    'delete from listings where dealer_id = $1',
    'select * from listings l join events e on e.dealer_id = l.dealer_id where l.dealer_id = $1',
    'select * from listings l join dealers d on d.id = l.dealer_id where d.id = $1',
    'select * from api_keys k join dealers d on d.id = k.dealer_id where k.dealer_id = $1',
    'select (select count(*) from events e where e.dealer_id = l.dealer_id) from listings l where l.dealer_id = $1',
    'with done as (update events set id = $2 where dealer_id = $1 returning id) select * from done',
    'select id, events from workers',
    'insert into workers (id, events) values ($1, $2)',
    "select 'from listings' from workers",
  ])('%s', (sql) => {
    expect(findUnscoped(sql, TABLES)).toEqual([]);
  });
});

describe('a statement that does not is found, with the table:', () => {
  test.each([
    ['select * from listings where id = $1', 'listings listings'],
    ['select dealer_id from listings where id = $1 order by dealer_id', 'listings listings'],
    ['select * from listings where dealer_id <> $1', 'listings listings'],
    ['insert into listings (id) values ($1)', 'listings inserted'],
    ['update listings set dealer_id = $1 where id = $2', 'listings listings'],
    ['delete from only listings', 'listings listings'],
    ['select * from listings l join events e on e.id = l.id where l.dealer_id = $1', 'events e'],
    ['select * from listings l, events e where l.dealer_id = $1 and e.id = l.id', 'events e'],
    ['select * from api_keys k join dealers d on d.id = k.dealer_id where k.key_hash = $1', 'dealers d'],
    ['select id, title from listings where id = $1', 'listings listings'],
    [
      'delete from listings where (dealer_id, id) in (select dealer_id, id from listings where title = $1)',
      'listings listings',
    ],
    ['select * from dealers where name = $1', 'dealers dealers'],
    ['select * from listings where dealer_id = $1 and id in (select id from events)', 'events events'],
    ['select id from listings where dealer_id = $1 union all select id from listings', 'listings listings'],
    ['with gone as (delete from events returning id) select * from gone', 'events events'],
  ])('%s', (sql, mention) => {
    expect(findUnscoped(sql, TABLES)).toEqual([mention]);
  });
});
