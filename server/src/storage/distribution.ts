/** Where the rows of a table live when the schema is spread over several servers by dealer. */
export type Distribution =
  | { readonly column: 'dealer_id' | 'id' }
  /** Stays whole on the server that hubs connect to. */
  | { readonly column: null; readonly reason: string };

const byDealer: Distribution = { column: 'dealer_id' };
const whole = (reason: string): Distribution => ({ column: null, reason });
const ACCOUNTS = 'sign-in comes before the dealer is known';

/** Every table of the schema, those that others refer to first; a test holds it to the migrations. */
export const DISTRIBUTION: Readonly<Record<string, Distribution>> = {
  dealers: { column: 'id' },
  integrations: byDealer,
  dealer_clocks: byDealer,
  webhook_endpoints: byDealer,
  listings: byDealer,
  orders: byDealer,
  customers: byDealer,
  events: byDealer,
  deliveries: byDealer,
  delivery_attempts: byDealer,
  idempotency_records: byDealer,
  imports: byDealer,
  replays: byDealer,
  import_chunks: byDealer,
  import_rows: byDealer,
  api_keys: whole('looked up by the hash of the key, which is unique over all dealers'),
  dealer_users: whole('looked up by the user, who has one dealer'),
  endpoint_lanes: whole('workers claim what is due over all dealers, with "for update skip locked"'),
  workers: whole('one row for each process'),
  rate_limit_buckets: whole('counted under an advisory lock, which belongs to one server'),
  users: whole(ACCOUNTS),
  user_accounts: whole(ACCOUNTS),
  user_verifications: whole(ACCOUNTS),
  sessions: whole(ACCOUNTS),
  two_factors: whole(ACCOUNTS),
  sign_in_limits: whole('counts attempts by address and account'),
  hub_settings: whole('a few rows for the whole hub'),
  schema_migrations: whole('a few rows for the whole hub'),
};

/**
 * From tables that stay whole to such that are spread: no distributed database keeps these, so they are dropped.
 * Dealers are never deleted, and the lane of an endpoint is deleted beside it.
 */
export const DROPPED_FOREIGN_KEYS: Readonly<Record<string, string>> = {
  api_keys_dealer_id_fkey: 'api_keys',
  dealer_users_dealer_id_fkey: 'dealer_users',
  endpoint_lanes_dealer_id_endpoint_id_fkey: 'endpoint_lanes',
};

/** SQL that spreads a migrated, empty schema over a Citus cluster; in this order. */
export function distributionStatements(): string[] {
  const drops = Object.entries(DROPPED_FOREIGN_KEYS).map(
    ([name, table]) => `alter table ${table} drop constraint ${name};`,
  );
  const spread = Object.entries(DISTRIBUTION).flatMap(([table, { column }]) => {
    if (column === null) return [];
    const beside = table === 'dealers' ? '' : `, colocate_with => 'dealers'`;
    return [`select create_distributed_table('${table}', '${column}'${beside});`];
  });
  return [...drops, ...spread];
}
