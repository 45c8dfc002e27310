import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { fulfillOrder, ORDER_RENEWS } from '../api/orders.ts';
import { ErrorState } from '../components/error-state.tsx';
import { useAction } from '../components/use-action.ts';
import { useWorld } from '../shell/world.tsx';
import { OrderModal, type OrderModalProps } from './order-modal.tsx';
import { refusalAt } from './refusal-at.ts';

/** Asks for the parcel's tracking and marks the order as sent. */
export function FulfillModal({ order, isOpen, onClose }: OrderModalProps) {
  const { t } = useTranslation('orders');
  const title = t('fulfill.title', { number: order.number });
  return (
    <OrderModal title={title} isOpen={isOpen} onClose={onClose}>
      <FulfillForm order={order} onClose={onClose} />
    </OrderModal>
  );
}

type TrackingForm = Record<'carrier' | 'number' | 'url', string>;

const FIELDS: Readonly<Record<string, keyof TrackingForm>> = {
  'tracking.carrier': 'carrier',
  'tracking.number': 'number',
  'tracking.url': 'url',
};

/** Null when all fields are empty: nothing is known of the parcel then. */
function toTracking({ carrier, number, url }: TrackingForm) {
  const given = (text: string) => (text.trim() === '' ? null : text.trim());
  const tracking = { carrier: given(carrier), number: given(number), url: given(url) };
  return Object.values(tracking).every((value) => value === null) ? null : tracking;
}

function useFulfill({ order, onClose }: Pick<OrderModalProps, 'order' | 'onClose'>) {
  const { t } = useTranslation('orders');
  const { mode } = useWorld();
  const form = useForm<TrackingForm>({ initialValues: { carrier: '', number: '', url: '' } });
  const action = useAction({
    run: (values: TrackingForm) => fulfillOrder(mode, order.id, toTracking(values)),
    renews: ORDER_RENEWS,
    success: t('fulfill.done', { number: order.number }),
    onSuccess: onClose,
    showsError: false,
  });
  const submit = form.onSubmit((values) =>
    action.mutate(values, {
      onError: (error) => {
        const refusal = refusalAt(error, (param) => FIELDS[param] ?? null);
        if (refusal !== null) form.setFieldError(refusal.field, refusal.message);
      },
    }),
  );
  return { form, action, submit };
}

function FulfillForm(props: Pick<OrderModalProps, 'order' | 'onClose'>) {
  const { t } = useTranslation('orders');
  const { t: shell } = useTranslation();
  const { form, action, submit } = useFulfill(props);
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <Text size="sm">{t('fulfill.text')}</Text>
        <TextInput
          label={t('fulfill.carrier')}
          placeholder={t('fulfill.carrierPlaceholder')}
          maxLength={500}
          data-autofocus
          {...form.getInputProps('carrier')}
        />
        <TextInput label={t('fulfill.trackingNumber')} maxLength={500} {...form.getInputProps('number')} />
        <TextInput
          type="url"
          label={t('fulfill.trackingUrl')}
          placeholder={t('fulfill.trackingUrlPlaceholder')}
          maxLength={2048}
          {...form.getInputProps('url')}
        />
        {action.error === null ? null : <ErrorState error={action.error} title={t('fulfill.failed')} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={props.onClose} disabled={action.isPending}>
            {shell('actions.cancel')}
          </Button>
          <Button type="submit" loading={action.isPending}>
            {t('fulfill.confirm')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
