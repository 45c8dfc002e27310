import { Alert, Anchor, List, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Trans, useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { customerQuery } from '../api/customers.ts';
import type { Customer, MatchKey, Order } from '../api/shapes.ts';
import { DetailList } from '../components/detail-list.tsx';
import { SectionCard } from '../components/section-card.tsx';
import { CustomerMatchText } from '../customers/customer-match-text.tsx';
import { customerName } from '../customers/customer-name.ts';
import { useWorld } from '../shell/world.tsx';

/** Who bought, how they were recognised, and who else their data points at. */
export function OrderCustomer({ order }: { order: Order }) {
  const { t } = useTranslation('orders');
  return (
    <SectionCard title={t('detail.customer')}>
      {order.customer === null ? (
        <Text size="sm" c="dimmed">
          {t('detail.noCustomer')}
        </Text>
      ) : (
        <CustomerOf order={order} customer={order.customer} />
      )}
    </SectionCard>
  );
}

function CustomerOf({ order, customer }: { order: Order; customer: Customer }) {
  const { t } = useTranslation('orders');
  const { t: customerText } = useTranslation('customers');
  const name = customerName(customer) ?? customerText('unnamed');
  const match = order.customer_match ?? null;
  return (
    <Stack gap="sm">
      <Anchor component={Link} to={`/customers/${customer.id}`} fw={600}>
        {name}
      </Anchor>
      <DetailList
        details={[
          {
            label: customerText('detail.email'),
            value:
              customer.email === null ? null : (
                <Anchor href={`mailto:${customer.email}`}>{customer.email}</Anchor>
              ),
            copy: customer.email,
          },
          {
            label: customerText('detail.phone'),
            value:
              customer.phone === null ? null : (
                <Anchor href={`tel:${customer.phone}`}>{customer.phone}</Anchor>
              ),
            copy: customer.phone,
          },
          { label: customerText('detail.company'), value: customer.company },
          { label: customerText('detail.vatNumber'), value: customer.vat_number },
          {
            label: t('detail.recognised'),
            value: match === null ? null : <CustomerMatchText match={match} />,
          },
        ]}
      />
      {order.customer_conflict === null ? null : (
        <Conflicts conflicts={order.customer_conflict} name={name} />
      )}
      <Text size="xs" c="dimmed">
        {t('detail.customerAsOrdered')}
      </Text>
    </Stack>
  );
}

interface ConflictsProps {
  readonly conflicts: NonNullable<Order['customer_conflict']>;
  readonly name: string;
}

function Conflicts({ conflicts, name }: ConflictsProps) {
  const { t } = useTranslation('orders');
  return (
    <Alert color="yellow" icon={<IconAlertTriangle />} title={t('detail.conflictTitle')}>
      <Stack gap="xs">
        <Text size="sm">{t('detail.conflictText', { name })}</Text>
        <List size="sm">
          {conflicts.map(({ key, customer_id }) => (
            <List.Item key={key}>
              <Conflict matchKey={key} customerId={customer_id} />
            </List.Item>
          ))}
        </List>
      </Stack>
    </Alert>
  );
}

function Conflict({ matchKey, customerId }: { matchKey: MatchKey; customerId: string }) {
  const { t } = useTranslation('orders');
  const { mode } = useWorld();
  const { data: other } = useQuery(customerQuery(mode, customerId));
  const name = (other === undefined ? null : customerName(other)) ?? t('detail.anotherCustomer');
  return (
    <Trans
      t={t}
      i18nKey={`detail.conflict.${matchKey}`}
      values={{ name }}
      components={{
        customer: (
          <Anchor component={Link} to={`/customers/${customerId}`} size="sm" c="inherit" underline="always" />
        ),
      }}
    />
  );
}
