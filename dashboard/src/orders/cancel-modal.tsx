import { Button, Group, Select, Stack, Switch, Text, Textarea } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { cancelOrder, ORDER_RENEWS } from '../api/orders.ts';
import { ErrorState } from '../components/error-state.tsx';
import { useAction } from '../components/use-action.ts';
import { useWorld } from '../shell/world.tsx';
import { CANCEL_REASONS, type CancelReason } from './cancel-reasons.ts';
import { OrderModal, type OrderModalProps } from './order-modal.tsx';

/** Asks why, and whether the watches go back into stock, and cancels. */
export function CancelModal({ order, isOpen, onClose }: OrderModalProps) {
  const { t } = useTranslation('orders');
  const title = t('cancel.title', { number: order.number });
  return (
    <OrderModal title={title} isOpen={isOpen} onClose={onClose}>
      <CancelForm order={order} onClose={onClose} />
    </OrderModal>
  );
}

interface CancelFormValues {
  readonly reason: CancelReason | null;
  readonly note: string;
  readonly restock: boolean;
}

const MAX_NOTE = 5_000;

function useCancel({ order, onClose }: Pick<OrderModalProps, 'order' | 'onClose'>) {
  const { t } = useTranslation('orders');
  const { mode } = useWorld();
  return useAction({
    run: ({ reason, note, restock }: CancelFormValues) =>
      cancelOrder(mode, order.id, { reason, note: note.trim() === '' ? null : note.trim(), restock }),
    renews: ORDER_RENEWS,
    success: t('cancel.done', { number: order.number }),
    onSuccess: onClose,
    showsError: false,
  });
}

function CancelForm(props: Pick<OrderModalProps, 'order' | 'onClose'>) {
  const { t } = useTranslation('orders');
  const action = useCancel(props);
  const form = useForm<CancelFormValues>({ initialValues: { reason: null, note: '', restock: true } });
  return (
    <form onSubmit={form.onSubmit((values) => action.mutate(values))}>
      <Stack>
        <Text size="sm">{t('cancel.text')}</Text>
        <Select
          label={t('cancel.reason')}
          placeholder={t('cancel.reasonPlaceholder')}
          data={CANCEL_REASONS.map((reason) => ({ value: reason, label: t(`cancel.reasons.${reason}`) }))}
          clearable
          data-autofocus
          {...form.getInputProps('reason')}
        />
        <Textarea
          label={t('cancel.note')}
          description={t('cancel.noteText')}
          autosize
          minRows={2}
          maxRows={8}
          maxLength={MAX_NOTE}
          {...form.getInputProps('note')}
        />
        <Switch
          label={t('cancel.restock')}
          description={t(form.values.restock ? 'cancel.restockOn' : 'cancel.restockOff')}
          {...form.getInputProps('restock', { type: 'checkbox' })}
        />
        {action.error === null ? null : <ErrorState error={action.error} title={t('cancel.failed')} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={props.onClose} disabled={action.isPending}>
            {t('cancel.keep')}
          </Button>
          <Button type="submit" color="red.9" loading={action.isPending}>
            {t('cancel.confirm')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
