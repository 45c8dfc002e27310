import { formatTime, type Micros } from './time.ts';

export interface Address {
  name?: string | null;
  first_name?: string | null;
  last_name?: string | null;
  company?: string | null;
  line1?: string | null;
  line2?: string | null;
  city?: string | null;
  state?: string | null;
  postal_code?: string | null;
  /** ISO 3166-1 alpha-2. */
  country?: string | null;
  phone?: string | null;
}

export interface Customer {
  dealer_id: string;
  livemode: boolean;
  id: string;
  external_id: string | null;
  /** Normalised; see customer-keys. */
  email: string | null;
  /** E.164. */
  phone: string | null;
  first_name: string | null;
  last_name: string | null;
  company: string | null;
  vat_number: string | null;
  address: Address | null;
  tags: string[];
  note: string | null;
  marketing_consent: boolean | null;
  locale: string | null;
  metadata: Record<string, string>;
  created_us: Micros;
  updated_us: Micros;
}

/** What a caller may send; omitted fields stay as they were. */
export interface CustomerInput {
  external_id?: string | null;
  email?: string | null;
  phone?: string | null;
  first_name?: string | null;
  last_name?: string | null;
  company?: string | null;
  vat_number?: string | null;
  address?: Address | null;
  tags?: string[];
  note?: string | null;
  marketing_consent?: boolean | null;
  locale?: string | null;
  metadata?: Record<string, string>;
}

/** The one serialiser of a customer. */
export function showCustomer(customer: Customer) {
  return {
    id: customer.id,
    object: 'customer' as const,
    is_test: !customer.livemode,
    external_id: customer.external_id,
    email: customer.email,
    phone: customer.phone,
    first_name: customer.first_name,
    last_name: customer.last_name,
    company: customer.company,
    vat_number: customer.vat_number,
    address: customer.address,
    tags: customer.tags,
    note: customer.note,
    marketing_consent: customer.marketing_consent,
    locale: customer.locale,
    metadata: customer.metadata,
    created_at: formatTime(customer.created_us),
    updated_at: formatTime(customer.updated_us),
  };
}

export type PublicCustomer = ReturnType<typeof showCustomer>;
