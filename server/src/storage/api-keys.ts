import { sql } from 'kysely';
import type { ApiKeyScope } from '../domain/api-key.ts';
import type { Plan } from '../domain/plans.ts';
import type { Micros } from '../domain/time.ts';
import { PREPARED } from './prepared.ts';
import type { Reader, Tx } from './transaction.ts';

/** A key and what it opens, in one row. */
export interface ApiKeyIdentity {
  readonly key_id: string;
  readonly dealer_id: string;
  readonly dealer_name: string;
  readonly integration_id: string;
  readonly livemode: boolean;
  readonly name: string;
  readonly prefix: string;
  readonly scopes: ApiKeyScope[];
  readonly expires_us: Micros | null;
  readonly revoked_us: Micros | null;
  readonly last_used_us: Micros | null;
  readonly plan: Plan;
  readonly is_enabled: boolean;
  readonly is_test_mode: boolean;
  readonly api_version: string;
}

function selectIdentities(db: Reader) {
  return db
    .selectFrom('api_keys as k')
    .innerJoin('integrations as i', 'i.dealer_id', 'k.dealer_id')
    .innerJoin('dealers as d', 'd.id', 'k.dealer_id')
    .select([
      'k.id as key_id',
      'k.dealer_id',
      'd.name as dealer_name',
      'i.id as integration_id',
      'k.livemode',
      'k.name',
      'k.prefix',
      'k.scopes',
      'k.expires_us',
      'k.revoked_us',
      'k.last_used_us',
      'd.plan',
      'i.is_enabled',
      'i.is_test_mode',
      'i.api_version',
    ]);
}

/** @param dealerId whose key it is, where that is known: no other dealer is asked for then */
export async function findApiKeyByHash(
  db: Reader,
  hash: Buffer,
  dealerId: string | null = null,
): Promise<ApiKeyIdentity | null> {
  const byHash = selectIdentities(db).where('k.key_hash', '=', hash);
  const query = dealerId === null ? byHash : byHash.where('k.dealer_id', '=', dealerId);
  const row = await query.modifyEnd(PREPARED).executeTakeFirst();
  return (row as ApiKeyIdentity | undefined) ?? null;
}

/** The keys as they are now, in one statement. */
export async function listApiKeyIdentities(
  db: Reader,
  keys: Iterable<Pick<ApiKeyIdentity, 'dealer_id' | 'key_id'>>,
): Promise<ApiKeyIdentity[]> {
  const all = [...keys];
  const rows = await selectIdentities(db)
    .where('k.dealer_id', '=', sql<string>`any(${all.map((it) => it.dealer_id)}::uuid[])`)
    .where('k.id', '=', sql<string>`any(${all.map((it) => it.key_id)}::uuid[])`)
    .execute();
  return rows as ApiKeyIdentity[];
}

export async function touchApiKey(
  db: Reader,
  key: { dealer_id: string; key_id: string },
  nowUs: Micros,
): Promise<void> {
  await db
    .updateTable('api_keys')
    .set({ last_used_us: nowUs })
    .where('dealer_id', '=', key.dealer_id)
    .where('id', '=', key.key_id)
    .execute();
}

export interface ApiKeyRow {
  readonly dealer_id: string;
  readonly id: string;
  readonly livemode: boolean;
  readonly name: string;
  readonly prefix: string;
  readonly scopes: string[];
  readonly expires_us: Micros | null;
  readonly revoked_us: Micros | null;
  readonly rolled_to: string | null;
  readonly last_used_us: Micros | null;
  readonly created_us: Micros;
}

const COLUMNS = [
  'dealer_id',
  'id',
  'livemode',
  'name',
  'prefix',
  'scopes',
  'expires_us',
  'revoked_us',
  'rolled_to',
  'last_used_us',
  'created_us',
] as const;

export async function insertApiKey(trx: Tx, row: ApiKeyRow & { readonly key_hash: Buffer }): Promise<void> {
  await trx.insertInto('api_keys').values(row).execute();
}

/** Newest first; revoked ones too, so that the dealer sees what once had access. */
export async function listApiKeys(db: Reader, dealerId: string): Promise<ApiKeyRow[]> {
  return await db
    .selectFrom('api_keys')
    .select(COLUMNS)
    .where('dealer_id', '=', dealerId)
    .orderBy('created_us', 'desc')
    .orderBy('id', 'desc')
    .execute();
}

export async function claimApiKey(trx: Tx, dealerId: string, id: string): Promise<ApiKeyRow | null> {
  const row = await trx
    .selectFrom('api_keys')
    .select(COLUMNS)
    .where('dealer_id', '=', dealerId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  return row ?? null;
}

export async function updateApiKey(
  trx: Tx,
  dealerId: string,
  id: string,
  change: { expires_us?: Micros | null; revoked_us?: Micros; rolled_to?: string },
): Promise<void> {
  await trx
    .updateTable('api_keys')
    .set(change)
    .where('dealer_id', '=', dealerId)
    .where('id', '=', id)
    .execute();
}
