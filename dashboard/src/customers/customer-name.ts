import type { Customer } from '../api/shapes.ts';

type Named = Pick<Customer, 'first_name' | 'last_name' | 'company' | 'email' | 'phone' | 'external_id'>;

/** What a customer is called: the name, else the company, else what else is known; null when nothing is. */
export function customerName(customer: Named): string | null {
  const name = [customer.first_name, customer.last_name].filter((part) => part?.trim()).join(' ');
  return (
    [name, customer.company, customer.email, customer.phone, customer.external_id].find((it) => it?.trim()) ??
    null
  );
}
