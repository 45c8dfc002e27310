import { ApiError, invalidParameter, notFound } from '../domain/api-error.ts';
import { COUNTRY_CODES } from '../domain/countries.ts';
import { decodeCursor } from '../domain/cursor.ts';
import {
  type Address,
  type Customer,
  type CustomerInput,
  type PublicCustomer,
  showCustomer,
} from '../domain/customer.ts';
import { type CustomerKeys, customerKeys } from '../domain/customer-keys.ts';
import {
  type CustomerMatch,
  type MatchKey,
  matchCustomer,
  mergeCustomerFields,
  newCustomerFields,
} from '../domain/customer-matching.ts';
import { showRowError } from '../domain/error-envelope.ts';
import { isUuid, newId } from '../domain/ids.ts';
import { type Page, toPage } from '../domain/page.ts';
import { isSameJson } from '../domain/same-json.ts';
import {
  findCustomer,
  findCustomersByKeys,
  listCustomers as listRows,
  saveCustomers,
} from '../storage/customers.ts';
import { countRows } from './bulk-rows.ts';
import type { Caller, Hub } from './hub.ts';
import type { WorldWrite } from './world-write.ts';

export interface UpsertedCustomer {
  readonly customer: Customer;
  readonly status: 'created' | 'matched';
  readonly matchedOn: readonly MatchKey[];
  readonly conflicts: CustomerMatch['conflicts'];
}

/** @throws ApiError `invalid_parameter` when a country is not in ISO 3166-1 */
export function assertAddress(address: Address | null | undefined, path: string): void {
  if (address?.country && !COUNTRY_CODES.has(address.country)) {
    throw invalidParameter(`${path}.country`, `${address.country} is not an ISO 3166-1 alpha-2 code.`);
  }
}

/** Writes one customer among those known, records `customer.matched`; the caller saves the customer. */
function applyUpsert(
  write: WorldWrite,
  input: CustomerInput,
  keys: CustomerKeys,
  match: CustomerMatch,
): UpsertedCustomer {
  const { customer, matchedOn, conflicts } = match;
  if (customer === null) {
    const createdUs = write.nextTime();
    const created: Customer = {
      dealer_id: write.caller.dealerId,
      livemode: write.caller.livemode,
      id: newId(createdUs),
      ...newCustomerFields(input, keys),
      created_us: createdUs,
      updated_us: createdUs,
    };
    return { customer: created, status: 'created', matchedOn, conflicts };
  }
  const merged = { ...customer, ...mergeCustomerFields({ ...match, customer }, input, keys) };
  const after = isSameJson(customer, merged) ? customer : { ...merged, updated_us: write.nextTime() };
  return { customer: after, status: 'matched', matchedOn, conflicts };
}

/** Tells receivers that somebody known was met. */
export function recordMatched(write: WorldWrite, customer: Customer): void {
  write.record({
    type: 'customer.matched',
    resourceId: customer.id,
    object: JSON.stringify(showCustomer(customer)),
  });
}

function assertNoConflict(match: CustomerMatch, path: string): void {
  const conflict = match.conflicts[0];
  if (conflict === undefined) return;
  throw new ApiError('customer_conflict', {
    param: `${path}${conflict.key}`,
    message: `${match.matchedOn[0]} points at customer ${match.customer!.id}, but ${conflict.key} at customer ${conflict.customerId}.`,
  });
}

/**
 * Finds or creates the customer an order is for. Keys that point at different people don't stop a sale: the
 * first one wins and the rest is returned for the dealer to look at. The caller saves the customer and records
 * `customer.matched`.
 */
export async function upsertOrderCustomer(
  write: WorldWrite,
  input: CustomerInput,
): Promise<UpsertedCustomer> {
  assertAddress(input.address, 'customer.address');
  const keys = customerKeys(input, 'customer.');
  const match = matchCustomer(input, keys, await findCustomersByKeys(write.trx, write.caller, [keys]));
  return applyUpsert(write, input, keys, match);
}

const showUpserted = (upserted: UpsertedCustomer) => ({
  ...showCustomer(upserted.customer),
  match: { status: upserted.status, matched_on: upserted.matchedOn },
});

/** @throws ApiError `invalid_parameter`, `customer_conflict` */
export async function upsertCustomer(
  write: WorldWrite,
  input: CustomerInput,
): Promise<{ status: 200 | 201; object: PublicCustomer & { match: object } }> {
  assertAddress(input.address, 'address');
  const keys = customerKeys(input);
  const match = matchCustomer(input, keys, await findCustomersByKeys(write.trx, write.caller, [keys]));
  assertNoConflict(match, '');
  const upserted = applyUpsert(write, input, keys, match);
  await saveCustomers(write.trx, [upserted.customer]);
  if (upserted.status === 'matched') recordMatched(write, upserted.customer);
  return { status: upserted.status === 'created' ? 201 : 200, object: showUpserted(upserted) };
}

type BulkRow =
  | { readonly index: number; readonly input: CustomerInput; readonly keys: CustomerKeys }
  | { readonly index: number; readonly error: ApiError };

function readRow(row: unknown, index: number, check: (row: unknown) => ApiError | null): BulkRow {
  const error = check(row);
  if (error !== null) return { index, error };
  const input = row as CustomerInput;
  try {
    assertAddress(input.address, 'address');
    return { index, input, keys: customerKeys(input) };
  } catch (thrown) {
    if (thrown instanceof ApiError) return { index, error: thrown };
    throw thrown;
  }
}

/** Customers under a key, so that a batch of 1,000 rows looks its candidates up rather than scanning them. */
class CustomerIndex {
  readonly #byKey = new Map<string, Set<string>>();
  readonly #byId = new Map<string, Customer>();

  add(customer: Customer): void {
    this.#byId.set(customer.id, customer);
    for (const key of indexKeys(customer)) {
      const ids = this.#byKey.get(key) ?? new Set();
      this.#byKey.set(key, ids.add(customer.id));
    }
  }

  candidates(keys: CustomerKeys): Customer[] {
    const ids = new Set(indexKeys(keys).flatMap((key) => [...(this.#byKey.get(key) ?? [])]));
    return [...ids].map((id) => this.#byId.get(id)!);
  }
}

const indexKeys = (keys: CustomerKeys): string[] =>
  (['external_id', 'email', 'phone'] as const)
    .filter((name) => keys[name] !== null)
    .map((name) => `${name}:${keys[name]}`);

/**
 * Upserts up to 1,000 customers in one transaction. Rows meet each other in order, as if sent one by one; a
 * bad row fails alone.
 * @param check the schema of one customer: what is wrong with a row, or null
 */
export async function upsertCustomers(
  write: WorldWrite,
  rows: readonly unknown[],
  check: (row: unknown) => ApiError | null,
): Promise<object> {
  const parsed = rows.map((row, index) => readRow(row, index, check));
  const index = new CustomerIndex();
  const allKeys = parsed.flatMap((row) => ('keys' in row ? [row.keys] : []));
  for (const known of await findCustomersByKeys(write.trx, write.caller, allKeys)) index.add(known);
  const changed = new Map<string, Customer>();
  const results = parsed.map((row) => {
    if ('error' in row) return { index: row.index, status: 'failed', error: showRowError(row.error) };
    const match = matchCustomer(row.input, row.keys, index.candidates(row.keys));
    try {
      assertNoConflict(match, '');
    } catch (thrown) {
      if (!(thrown instanceof ApiError)) throw thrown;
      return { index: row.index, status: 'failed', error: showRowError(thrown) };
    }
    const upserted = applyUpsert(write, row.input, row.keys, match);
    index.add(upserted.customer);
    changed.set(upserted.customer.id, upserted.customer);
    if (upserted.status === 'matched') recordMatched(write, upserted.customer);
    return {
      index: row.index,
      status: upserted.status,
      matched_on: upserted.matchedOn,
      customer: showCustomer(upserted.customer),
    };
  });
  await saveCustomers(write.trx, [...changed.values()]);
  return {
    object: 'bulk_result',
    created: countRows(results, 'created'),
    matched: countRows(results, 'matched'),
    failed: countRows(results, 'failed'),
    results,
  };
}

/** @throws ApiError `invalid_cursor` */
export async function listCustomers(
  hub: Hub,
  caller: Caller,
  query: { q?: string | undefined; limit: number; after?: string | undefined },
): Promise<Page<PublicCustomer>> {
  const after = query.after === undefined ? undefined : decodeCursor('customers', query.after);
  const rows = await listRows(hub.database.kysely, caller, { ...query, after });
  return toPage('customers', rows, query.limit, (row) => row.updated_us, showCustomer);
}

/** @throws ApiError `resource_not_found` */
export async function getCustomer(hub: Hub, caller: Caller, id: string): Promise<PublicCustomer> {
  const customer = isUuid(id) ? await findCustomer(hub.database.kysely, caller, id) : null;
  if (customer === null) throw notFound('customer');
  return showCustomer(customer);
}
