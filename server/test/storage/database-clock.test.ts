import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DatabaseClock } from '../../src/storage/database-clock.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

const HOUR_US = 3_600_000_000;

let db: TestDatabase;
let clock: DatabaseClock;
/** Of this process's wall clock, ahead of the real one. */
let wallOffsetUs: number;
/** Of its monotonic clock, which a sleeping machine holds back. */
let sleptMs: number;
let failures: unknown[];

function createClock(): DatabaseClock {
  return new DatabaseClock({
    database: db.database,
    onFailure: (error) => failures.push(error),
    wallUs: () => Date.now() * 1000 + wallOffsetUs,
    monotonicMs: () => performance.now() - sleptMs,
  });
}

beforeEach(async () => {
  db = await createTestDatabase({ empty: true, poolSize: 1 });
  wallOffsetUs = 0;
  sleptMs = 0;
  failures = [];
  clock = createClock();
});
afterEach(async () => {
  await clock.stop();
  await db.drop();
});

/** Whether it shows a moment between two readings of the database. */
async function expectRight(): Promise<void> {
  const read = async (): Promise<number> => {
    const { rows } = await sql<{ now_us: number }>`
      select (extract(epoch from clock_timestamp()) * 1000000)::bigint as now_us`.execute(db.database.kysely);
    return rows[0]!.now_us;
  };
  const slackUs = 100_000;
  const before = await read();
  const shown = clock.now();
  const after = await read();
  expect(shown).toBeGreaterThan(before - slackUs);
  expect(shown).toBeLessThan(after + slackUs);
}

test.each([HOUR_US, -HOUR_US])(
  'a wall clock that is off by %d µs from the start counts for nothing',
  async (offset) => {
    wallOffsetUs = offset;
    clock = createClock();
    await clock.start();
    await expectRight();
  },
);

test.each([HOUR_US, -HOUR_US])(
  'a wall clock that is set by %d µs later changes nothing, at no moment',
  async (offset) => {
    await clock.start();
    const before = clock.now();
    wallOffsetUs = offset;
    const after = clock.now();
    expect(after).toBeGreaterThanOrEqual(before);
    expect(after - before).toBeLessThan(HOUR_US / 2);
    await clock.askAgain();
    await expectRight();
    wallOffsetUs = 0;
    clock.now();
    await clock.askAgain();
    await expectRight();
  },
);

test('a machine that has slept has the right time again as soon as the database has been asked', async () => {
  await clock.start();
  sleptMs = HOUR_US / 1000;
  expect(clock.now()).toBeLessThan(Date.now() * 1000 - HOUR_US / 2); // this asks
  await clock.stop();
  await expectRight();
});

test('the time goes on while the database can not be asked', async () => {
  await clock.start();
  const broken = new Error('away');
  const kysely = Object.getOwnPropertyDescriptor(db.database, 'kysely')!;
  Object.defineProperty(db.database, 'kysely', {
    configurable: true,
    get() {
      throw broken;
    },
  });
  wallOffsetUs = HOUR_US;
  clock.now();
  await clock.askAgain();
  Object.defineProperty(db.database, 'kysely', kysely);
  expect(failures).toEqual([broken]);
  await expectRight();
});
