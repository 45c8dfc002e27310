import { Anchor, Group } from '@mantine/core';
import type { TFunction } from 'i18next';
import { Link } from 'react-router';
import type { Customer } from '../api/shapes.ts';
import type { Column } from '../components/column.ts';
import { TestBadge } from '../components/status-badge.tsx';
import { TimeText } from '../components/time-text.tsx';
import { customerName } from './customer-name.ts';

/** Columns of the list of customers. */
export const customerColumns = (t: TFunction<'customers'>, none: string): readonly Column<Customer>[] => [
  {
    key: 'name',
    header: t('columns.name'),
    cell: (customer) => (
      <Group gap="xs">
        <Anchor
          component={Link}
          to={`/customers/${customer.id}`}
          size="sm"
          fw={600}
          style={{ overflowWrap: 'anywhere' }}
        >
          {customerName(customer) ?? t('unnamed')}
        </Anchor>
        {customer.is_test ? <TestBadge /> : null}
      </Group>
    ),
  },
  { key: 'email', header: t('columns.email'), cell: ({ email }) => email ?? none, isEssential: true },
  { key: 'phone', header: t('columns.phone'), cell: ({ phone }) => phone ?? none, isEssential: true },
  { key: 'company', header: t('columns.company'), cell: ({ company }) => company ?? none },
  { key: 'external-id', header: t('columns.externalId'), cell: (row) => row.external_id ?? none },
  {
    key: 'created-at',
    header: t('columns.createdAt'),
    cell: (customer) => <TimeText value={customer.created_at} />,
  },
  {
    key: 'updated-at',
    header: t('columns.updatedAt'),
    cell: (customer) => <TimeText value={customer.updated_at} as="relative" />,
  },
];
