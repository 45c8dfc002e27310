import { Box, Button, Card, Group, Stack, Text, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlus, IconWebhook } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Integration } from '../api/shapes.ts';
import { EmptyState } from '../components/empty-state.tsx';
import { EndpointCard } from '../endpoints/endpoint-card.tsx';
import { EndpointModal } from '../endpoints/endpoint-modal.tsx';
import { ENDPOINTS_MAX } from '../endpoints/endpoint-values.ts';

/** The endpoints, a card each. */
export function EndpointsSection({ integration }: { integration: Integration }) {
  const { t } = useTranslation('settings');
  const [isAdding, { open, close }] = useDisclosure(false);
  const { webhook_endpoints: endpoints, dealer } = integration;
  const isLocked = dealer.plan === 'starter';
  const isFull = endpoints.length >= ENDPOINTS_MAX;
  const add = (
    <Button leftSection={<IconPlus size={16} />} onClick={open} disabled={isLocked || isFull}>
      {t('endpoints.add')}
    </Button>
  );
  return (
    <Stack component="section" aria-labelledby="endpoints-title">
      <Group justify="space-between" align="flex-start">
        <Box maw={720} style={{ flex: '1 1 260px' }}>
          <Group gap="xs">
            <Title order={2} size="h4" id="endpoints-title">
              {t('endpoints.title')}
            </Title>
            <Text size="sm" c="dimmed">
              {t('endpoints.count', { used: endpoints.length, max: ENDPOINTS_MAX })}
            </Text>
          </Group>
          <Text size="sm" c="dimmed">
            {t('endpoints.text')}
          </Text>
        </Box>
        {endpoints.length === 0 ? null : add}
      </Group>
      {isFull ? <Text size="sm">{t('endpoints.full', { max: ENDPOINTS_MAX })}</Text> : null}
      {endpoints.length === 0 ? (
        <Card withBorder>
          <EmptyState icon={IconWebhook} title={t('endpoints.emptyTitle')} text={t('endpoints.emptyText')}>
            {add}
          </EmptyState>
        </Card>
      ) : null}
      {endpoints.map((endpoint) => (
        <EndpointCard key={endpoint.id} endpoint={endpoint} isLocked={isLocked} />
      ))}
      <EndpointModal isOpen={isAdding} endpoint={null} onClose={close} />
    </Stack>
  );
}
