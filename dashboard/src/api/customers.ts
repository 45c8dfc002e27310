import { type QueryKey, queryOptions } from '@tanstack/react-query';
import { dashboardApi } from './request.ts';
import type { Customer, Mode, Page } from './shapes.ts';

export interface CustomerFilter {
  readonly mode: Mode;
  /** In names, company, e-mail, phone and external id. */
  readonly q: string;
}

export const customersKey = (filter: CustomerFilter): QueryKey => ['customers', 'list', filter];

/** Newest change first. */
export const fetchCustomers = (
  filter: CustomerFilter & { readonly limit?: number },
  after: string | undefined,
  signal: AbortSignal,
) => dashboardApi.get<Page<Customer>>('/customers', { query: { ...filter, after }, signal });

export const customerQuery = (mode: Mode, id: string) =>
  queryOptions({
    queryKey: ['customers', 'one', mode, id],
    queryFn: ({ signal }) =>
      dashboardApi.get<Customer>(`/customers/${encodeURIComponent(id)}`, { query: { mode }, signal }),
  });
