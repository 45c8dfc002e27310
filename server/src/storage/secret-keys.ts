import { sql } from 'kysely';
import type { Database } from './database.ts';
import { findHubSetting, insertHubSetting } from './hub-settings.ts';
import { sealedPrefix } from './secret-box.ts';
import type { Reader, Tx } from './transaction.ts';

// Which key seals is said by one row of hub_settings. Lock order: it comes last. Who seals an endpoint's secret holds it
// FOR SHARE to the commit, so that once it names another key, nothing comes to be under the one before.

const CHECK = 'secret_key_check';
const PREVIOUS_CHECK = 'secret_key_previous_check';

/** What is encrypted with none of the keys of these numbers; never true of null. */
const isOther = {
  sealed: (column: string, numbers: readonly number[]) => {
    const prefixes = numbers.map(sealedPrefix);
    const tests = prefixes.map((prefix) => sql`substr(${sql.ref(column)}, 1, ${prefix.length}) <> ${prefix}`);
    return sql`(${sql.join(tests, sql` and `)})`;
  },
  encrypted: (column: string, numbers: readonly number[]) => {
    const tests = numbers.map((number) => sql`not starts_with(${sql.ref(column)}, ${`$ba$${number}$`})`);
    return sql`(${sql.join(tests, sql` and `)})`;
  },
} as const;

/** Every column with something encrypted is in one of these two. */
const hasOther = {
  endpoint: (numbers: readonly number[]) =>
    sql<boolean>`(${isOther.sealed('secret', numbers)} or ${isOther.sealed('previous_secret', numbers)})`,
  secondFactor: (numbers: readonly number[]) =>
    sql<boolean>`(${isOther.encrypted('secret', numbers)} or ${isOther.encrypted('backup_codes', numbers)})`,
} as const;

export interface SecretKeyChecks {
  /** Of the key that seals. */
  readonly current: string;
  /** Of the one before; null when the key was never rotated. */
  readonly previous: string | null;
}

/** Notes the check value of the database's first key, unless it has one. */
export async function getSecretKeyChecks(db: Reader, first: string): Promise<SecretKeyChecks> {
  const current = await insertHubSetting(db, CHECK, first);
  return { current, previous: await findHubSetting(db, PREVIOUS_CHECK) };
}

export async function findSecretKeyCheck(db: Reader): Promise<string | null> {
  return await findHubSetting(db, CHECK);
}

/** The key that seals, held to the end of the transaction. */
export async function lockSecretKeyCheck(trx: Tx): Promise<string | null> {
  const { rows } = await sql<{ value: string }>`
    select value from hub_settings where name = ${CHECK} for share`.execute(trx);
  return rows[0]?.value ?? null;
}

/**
 * Waits for whoever is sealing. From the commit on, `next` names the key that seals.
 * @returns false, and changes nothing, when it is not `current` that sealed until now
 */
export async function replaceSecretKeyCheck(trx: Tx, current: string, next: string): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update hub_settings set value = ${next} where name = ${CHECK} and value = ${current}`.execute(trx);
  if (numAffectedRows !== 1n) return false;
  await sql`
    insert into hub_settings (name, value) values (${PREVIOUS_CHECK}, ${current})
    on conflict (name) do update set value = excluded.value`.execute(trx);
  return true;
}

/** How many rows hold something encrypted with another key than those of these numbers. */
export async function countOtherSecrets(db: Reader, numbers: readonly number[]): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select (select count(*) from webhook_endpoints where ${hasOther.endpoint(numbers)})::int
      + (select count(*) from two_factors where ${hasOther.secondFactor(numbers)})::int as count`.execute(db);
  return rows[0]!.count;
}

export interface SealedEndpoint {
  readonly dealerId: string;
  readonly id: string;
  readonly secret: Buffer;
  readonly previousSecret: Buffer | null;
}

/** Locks at most `limit` endpoints with a secret under another key, in the order of their ids. */
export async function claimOtherEndpoints(trx: Tx, number: number, limit: number): Promise<SealedEndpoint[]> {
  const { rows } = await sql<SealedEndpoint>`
    select dealer_id as "dealerId", id, secret, previous_secret as "previousSecret" from webhook_endpoints
    where ${hasOther.endpoint([number])} order by dealer_id, id limit ${limit} for update`.execute(trx);
  return rows;
}

export async function resealEndpoint(trx: Tx, endpoint: SealedEndpoint): Promise<void> {
  await sql`
    update webhook_endpoints set secret = ${endpoint.secret}, previous_secret = ${endpoint.previousSecret}
    where dealer_id = ${endpoint.dealerId} and id = ${endpoint.id}`.execute(trx);
}

/** As better-auth encrypts it: `$ba$`, the key's number, `$`, the ciphertext. */
export interface EncryptedSecondFactor {
  readonly id: string;
  readonly secret: string;
  readonly backupCodes: string;
}

export async function claimOtherSecondFactors(
  trx: Tx,
  number: number,
  limit: number,
): Promise<EncryptedSecondFactor[]> {
  const { rows } = await sql<EncryptedSecondFactor>`
    select id, secret, backup_codes as "backupCodes" from two_factors
    where ${hasOther.secondFactor([number])} order by id limit ${limit} for update`.execute(trx);
  return rows;
}

export async function updateSecondFactor(trx: Tx, factor: EncryptedSecondFactor): Promise<void> {
  await sql`
    update two_factors set secret = ${factor.secret}, backup_codes = ${factor.backupCodes}
    where id = ${factor.id}`.execute(trx);
}

/** Names of this database's connections from hubs, as `openDatabase` gave them; the operator's commands are left out. */
export async function listHubConnections(database: Database): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select distinct application_name as name from pg_stat_activity
    where datname = current_database() and application_name ~ '^watchtraderhub (all|api|worker)'
    order by 1`.execute(database.kysely);
  return rows.map((row) => row.name);
}
