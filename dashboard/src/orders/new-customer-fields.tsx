import { SimpleGrid, Text, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { OrderFormState } from './use-new-order.ts';

const MAX_LENGTH = 500;

/** What is known of a new customer; somebody who is known after all is recognised by it. */
export function NewCustomerFields({ form }: { form: OrderFormState }) {
  const { t } = useTranslation('orders');
  const props = (name: string) => ({ maxLength: MAX_LENGTH, ...form.getInputProps(`customer.${name}`) });
  return (
    <>
      <Text size="sm" c="dimmed">
        {t('create.customerNewText')}
      </Text>
      <TextInput type="email" label={t('create.email')} {...props('email')} />
      <TextInput
        type="tel"
        label={t('create.phone')}
        description={t('create.phoneText')}
        {...props('phone')}
      />
      <TextInput
        label={t('create.externalId')}
        description={t('create.customerExternalIdText')}
        {...props('external_id')}
      />
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm" verticalSpacing="sm">
        <TextInput label={t('create.firstName')} {...props('first_name')} />
        <TextInput label={t('create.lastName')} {...props('last_name')} />
        <TextInput label={t('create.company')} {...props('company')} />
        <TextInput label={t('create.vatNumber')} {...props('vat_number')} />
      </SimpleGrid>
    </>
  );
}
