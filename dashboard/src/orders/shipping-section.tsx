import { Checkbox, SimpleGrid, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { CountrySelect } from '../components/country-select.tsx';
import { SectionCard } from '../components/section-card.tsx';
import type { AddressForm } from './order-form.ts';
import type { OrderFormState } from './use-new-order.ts';

const MAX_LENGTH = 500;

/** Where the parcel goes. */
export function ShippingSection({ form }: { form: OrderFormState }) {
  const { t } = useTranslation('orders');
  const field = (name: keyof AddressForm) => ({
    label: t(`address.${name}`),
    ...form.getInputProps(`shipping_address.${name}`),
  });
  const text = (name: keyof AddressForm) => <TextInput maxLength={MAX_LENGTH} {...field(name)} />;
  const { value: country, onChange: onCountry, ...countryProps } = field('country');
  return (
    <SectionCard title={t('create.shippingAddress')}>
      {text('name')}
      {text('company')}
      {text('line1')}
      {text('line2')}
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm" verticalSpacing="sm">
        {text('postal_code')}
        {text('city')}
        {text('state')}
        <CountrySelect
          value={country === '' ? null : country}
          onChange={(next) => onCountry(next ?? '')}
          {...countryProps}
        />
      </SimpleGrid>
      {text('phone')}
      {form.values.customerKind === 'new' ? (
        <Checkbox
          label={t('create.alsoCustomerAddress')}
          {...form.getInputProps('isCustomerAddress', { type: 'checkbox' })}
        />
      ) : null}
    </SectionCard>
  );
}
