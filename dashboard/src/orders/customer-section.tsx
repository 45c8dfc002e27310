import { Box, Button, Card, Group, SegmentedControl, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { fetchCustomers } from '../api/customers.ts';
import type { Customer } from '../api/shapes.ts';
import { SectionCard } from '../components/section-card.tsx';
import { customerName } from '../customers/customer-name.ts';
import { useWorld } from '../shell/world.tsx';
import { NewCustomerFields } from './new-customer-fields.tsx';
import type { OrderForm } from './order-form.ts';
import { SearchPicker } from './search-picker.tsx';
import type { OrderFormState } from './use-new-order.ts';

const KINDS = ['none', 'existing', 'new'] as const;
const CHOICES = 20;

/** Who buys: somebody known, somebody new, or nobody in particular. */
export function CustomerSection({ form }: { form: OrderFormState }) {
  const { t } = useTranslation('orders');
  const { customerKind } = form.values;
  return (
    <SectionCard title={t('create.customer')}>
      <SegmentedControl
        fullWidth
        aria-label={t('create.customerKind')}
        data={KINDS.map((kind) => ({ value: kind, label: t(`create.customerKinds.${kind}`) }))}
        value={customerKind}
        onChange={(kind) => {
          form.clearFieldError('customer_id');
          form.clearFieldError('customer.email');
          form.setFieldValue('customerKind', kind as OrderForm['customerKind']);
        }}
      />
      {customerKind === 'none' ? (
        <Text size="sm" c="dimmed">
          {t('create.customerNone')}
        </Text>
      ) : null}
      {customerKind === 'existing' ? <ExistingCustomer form={form} /> : null}
      {customerKind === 'new' ? <NewCustomerFields form={form} /> : null}
    </SectionCard>
  );
}

function ExistingCustomer({ form }: { form: OrderFormState }) {
  const { t } = useTranslation('orders');
  const { mode } = useWorld();
  const { chosenCustomer } = form.values;
  if (chosenCustomer !== null) return <ChosenCustomer form={form} customer={chosenCustomer} />;
  return (
    <SearchPicker<Customer>
      label={t('create.customerPicker')}
      description={t('create.customerPickerText')}
      error={form.errors.customer_id}
      queryKey={['customers', 'choices', mode]}
      find={async (q, signal) => (await fetchCustomers({ mode, q, limit: CHOICES }, undefined, signal)).data}
      keyOf={(customer) => customer.id}
      option={(customer) => <CustomerSummary customer={customer} />}
      none={t('create.customerPickerNone')}
      onPick={(customer) => {
        form.clearFieldError('customer_id');
        form.setFieldValue('chosenCustomer', customer);
      }}
    />
  );
}

function ChosenCustomer({ form, customer }: { form: OrderFormState; customer: Customer }) {
  const { t } = useTranslation('orders');
  return (
    <Card withBorder padding="sm">
      <Group justify="space-between" gap="sm">
        <CustomerSummary customer={customer} />
        <Button size="xs" variant="default" onClick={() => form.setFieldValue('chosenCustomer', null)}>
          {t('create.chooseAnother')}
        </Button>
      </Group>
      {form.errors.customer_id === undefined ? null : (
        <Text role="alert" size="sm" c="var(--mantine-color-error)" tabIndex={-1} data-refused>
          {form.errors.customer_id}
        </Text>
      )}
    </Card>
  );
}

function CustomerSummary({ customer }: { customer: Customer }) {
  const { t } = useTranslation('customers');
  const { company, email, phone, external_id } = customer;
  const name = customerName(customer) ?? t('unnamed');
  const others = [company, email, phone, external_id].filter((it) => it?.trim() && it !== name);
  return (
    <Box style={{ minWidth: 0, flex: 1, overflowWrap: 'anywhere' }}>
      <Text size="sm" fw={600}>
        {name}
      </Text>
      <Text size="xs" c="dimmed">
        {others.join(' · ')}
      </Text>
    </Box>
  );
}
