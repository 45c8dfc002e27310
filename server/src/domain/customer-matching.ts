import type { Customer, CustomerInput } from './customer.ts';
import type { CustomerKeys } from './customer-keys.ts';

export type MatchKey = 'external_id' | 'email' | 'phone';

export interface CustomerMatch {
  /** Whom the keys point at; null when nobody. */
  readonly customer: Customer | null;
  /** The keys that agree with that customer, strongest first. */
  readonly matchedOn: readonly MatchKey[];
  /** Keys that point at somebody else. */
  readonly conflicts: readonly { readonly key: MatchKey; readonly customerId: string }[];
}

const sameName = (left: string | null | undefined, right: string | null | undefined): boolean =>
  left?.trim().normalize('NFC').toLowerCase() === right?.trim().normalize('NFC').toLowerCase();

/**
 * A shop's phone is shared by many, so a phone alone recognises only who has an equal last name or lacks one.
 * Equal names come before missing ones, then the oldest.
 */
function byPhone(candidates: readonly Customer[], lastName: string | null | undefined): Customer[] {
  const eligible = candidates.filter(
    (customer) => !lastName?.trim() || !customer.last_name?.trim() || sameName(customer.last_name, lastName),
  );
  const rank = (customer: Customer): number =>
    lastName?.trim() && sameName(customer.last_name, lastName) ? 0 : 1;
  return eligible.sort((left, right) => rank(left) - rank(right) || left.created_us - right.created_us);
}

/**
 * Decides whom an upsert or an order means: `external_id`, then e-mail, then phone.
 * @param candidates every customer of the world that has one of the keys
 */
export function matchCustomer(
  input: CustomerInput,
  keys: CustomerKeys,
  candidates: readonly Customer[],
): CustomerMatch {
  const found: [MatchKey, Customer[]][] = [
    [
      'external_id',
      candidates.filter((it) => keys.external_id !== null && it.external_id === keys.external_id),
    ],
    ['email', candidates.filter((it) => keys.email !== null && it.email === keys.email)],
    [
      'phone',
      byPhone(
        candidates.filter((it) => keys.phone !== null && it.phone === keys.phone),
        input.last_name,
      ),
    ],
  ];
  const customer = found.find(([, customers]) => customers.length > 0)?.[1][0] ?? null;
  const points = found.filter(([, customers]) => customers.length > 0);
  const agrees = (customers: Customer[]): boolean => customers.some((it) => it.id === customer?.id);
  return {
    customer,
    matchedOn: points.filter(([, customers]) => agrees(customers)).map(([key]) => key),
    conflicts: points
      .filter(([, customers]) => !agrees(customers))
      .map(([key, customers]) => ({ key, customerId: customers[0]!.id })),
  };
}

type Writable = Omit<Customer, 'dealer_id' | 'livemode' | 'id' | 'created_us' | 'updated_us'>;

/** A customer nobody has seen before, with nothing but the input. */
export function newCustomerFields(input: CustomerInput, keys: CustomerKeys): Writable {
  return {
    ...keys,
    first_name: input.first_name ?? null,
    last_name: input.last_name ?? null,
    company: input.company ?? null,
    vat_number: input.vat_number ?? null,
    address: input.address ?? null,
    tags: input.tags ?? [],
    note: input.note ?? null,
    marketing_consent: input.marketing_consent ?? null,
    locale: input.locale ?? null,
    metadata: input.metadata ?? {},
  };
}

/**
 * What an upsert changes on the customer it met. Omitted fields stay; a key is filled in only where there
 * is none yet and nobody else has it, and never overwritten.
 */
export function mergeCustomerFields(
  match: CustomerMatch & { readonly customer: Customer },
  input: CustomerInput,
  keys: CustomerKeys,
): Writable {
  const { customer } = match;
  const taken = new Set(match.conflicts.map((conflict) => conflict.key));
  const key = (name: MatchKey): string | null => customer[name] ?? (taken.has(name) ? null : keys[name]);
  const given = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
  const merged = { ...customer, ...given } as Customer;
  return {
    external_id: key('external_id'),
    email: key('email'),
    phone: key('phone'),
    first_name: merged.first_name,
    last_name: merged.last_name,
    company: merged.company,
    vat_number: merged.vat_number,
    address: merged.address,
    tags: merged.tags,
    note: merged.note,
    marketing_consent: merged.marketing_consent,
    locale: merged.locale,
    metadata: merged.metadata,
  };
}
