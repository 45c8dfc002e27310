import { Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { HubEvent } from '../api/shapes.ts';
import { CodeBlock } from '../components/code-block.tsx';

/** The body of the requests, laid out for reading. */
export function DeliveryPayload({ event }: { event: HubEvent | null }) {
  const { t } = useTranslation('deliveryLog');
  return (
    <section>
      <Title order={3} size="h5" mb="xs">
        {t('drawer.payload')}
      </Title>
      <Text size="sm" c="dimmed" mb="xs">
        {t(event === null ? 'drawer.payloadGone' : 'drawer.payloadText')}
      </Text>
      {event === null ? null : (
        <CodeBlock code={JSON.stringify(event, null, 2)} label={t('drawer.payload')} maxHeight={480} />
      )}
    </section>
  );
}
