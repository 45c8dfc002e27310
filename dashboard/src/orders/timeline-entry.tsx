import { Anchor, Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Order } from '../api/shapes.ts';
import { TimeText } from '../components/time-text.tsx';
import { isCancelReason } from './cancel-reasons.ts';
import { isOrderSource } from './order-sources.ts';

interface TimelineRowProps {
  readonly title: ReactNode;
  readonly at: string | null;
  readonly children?: ReactNode;
}

/** One thing that happened: what, when, and more about it. */
export function TimelineRow({ title, at, children }: TimelineRowProps) {
  return (
    <>
      <Group gap="xs" justify="space-between" align="baseline">
        <Text component="div" size="sm" fw={600}>
          {title}
        </Text>
        <Text component="div" size="xs" c="dimmed">
          <TimeText value={at} as="precise" />
        </Text>
      </Group>
      {children}
    </>
  );
}

const About = ({ children }: { children: ReactNode }) => (
  <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
    {children}
  </Text>
);

export function OrderedEntry({ order }: { order: Order }) {
  const { t } = useTranslation('orders');
  return <TimelineRow title={t('timeline.ordered')} at={order.ordered_at} />;
}

export function ReceivedEntry({ order }: { order: Order }) {
  const { t } = useTranslation('orders');
  const { source } = order;
  const door = isOrderSource(source) ? source : 'other';
  return (
    <TimelineRow title={t(`timeline.received.${door}`, { source })} at={order.created_at}>
      <About>{t('timeline.receivedText')}</About>
    </TimelineRow>
  );
}

export function FulfilledEntry({ order }: { order: Order }) {
  const { t } = useTranslation('orders');
  const { carrier = null, number = null, url = null } = order.tracking ?? {};
  return (
    <TimelineRow title={t('timeline.fulfilled')} at={order.fulfilled_at}>
      {carrier === null ? null : <About>{t('timeline.carrier', { carrier })}</About>}
      {number === null ? null : <About>{t('timeline.trackingNumber', { number })}</About>}
      {url === null ? null : (
        <Anchor href={url} target="_blank" rel="noreferrer" size="sm">
          {t('timeline.track')}
        </Anchor>
      )}
    </TimelineRow>
  );
}

export function CancelledEntry({ order }: { order: Order }) {
  const { t } = useTranslation('orders');
  const { reason = null, note = null, restocked = false } = order.cancellation ?? {};
  const reasonText = isCancelReason(reason) ? t(`cancel.reasons.${reason}`) : reason;
  return (
    <TimelineRow title={t('timeline.cancelled')} at={order.cancelled_at}>
      {reasonText === null ? null : <About>{t('timeline.reason', { reason: reasonText })}</About>}
      {note ? <About>{note}</About> : null}
      <About>{t(restocked ? 'timeline.restocked' : 'timeline.notRestocked')}</About>
    </TimelineRow>
  );
}
