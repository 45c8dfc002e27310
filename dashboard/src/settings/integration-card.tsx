import { Badge, Box, Button, Card, Divider, Group, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Integration } from '../api/shapes.ts';
import { GoLiveChecklist } from '../integration/go-live-checklist.tsx';
import { useIntegrationSwitches } from '../integration/use-integration-switches.tsx';

/** The integration as a whole: its switch, its mode, and what holds for every call. */
export function IntegrationCard({ integration }: { integration: Integration }) {
  const { t } = useTranslation('settings');
  return (
    <Card withBorder component="section" aria-labelledby="integration-title">
      <Stack>
        <Title order={2} size="h4" id="integration-title">
          {t('integration.title')}
        </Title>
        <SwitchRow integration={integration} />
        <Divider />
        <ModeRow integration={integration} />
        <Divider />
        <Row name={t('integration.apiVersion')} value={integration.api_version}>
          {t('integration.apiVersionText')}
        </Row>
        <Row
          name={t('integration.rateLimit')}
          value={t('integration.rateLimitValue', { count: integration.rate_limit_per_minute })}
        >
          {t('integration.rateLimitText')}
        </Row>
      </Stack>
    </Card>
  );
}

interface RowProps {
  readonly name: string;
  readonly value: ReactNode;
  /** What it means. */
  readonly children: ReactNode;
  readonly action?: ReactNode;
}

function Row({ name, value, children, action }: RowProps) {
  return (
    <Group justify="space-between" align="flex-start" gap="sm">
      <Box maw={720} style={{ flex: '1 1 260px' }}>
        <Group gap="xs">
          <Text size="sm" fw={600}>
            {name}
          </Text>
          <Text size="sm" component="div">
            {value}
          </Text>
        </Group>
        <Text size="sm" c="dimmed">
          {children}
        </Text>
      </Box>
      {action}
    </Group>
  );
}

function SwitchRow({ integration }: { integration: Integration }) {
  const { t } = useTranslation('settings');
  const { switchOff, switchOn } = useIntegrationSwitches(integration);
  const isOn = integration.is_enabled;
  const isLocked = integration.dealer.plan === 'starter';
  const state = (
    <Badge color={isOn ? 'green' : 'gray'} variant="light" autoContrast tt="none">
      {t(isOn ? 'integration.isOn' : 'integration.isOff')}
    </Badge>
  );
  return (
    <Row
      name={t('integration.switch')}
      value={state}
      action={
        isOn ? (
          <Button variant="default" size="xs" onClick={switchOff}>
            {t('integration.switchOff')}
          </Button>
        ) : (
          <Button size="xs" onClick={switchOn} disabled={isLocked}>
            {t('integration.switchOn')}
          </Button>
        )
      }
    >
      {t(isOn ? 'integration.onText' : 'integration.offText')}
    </Row>
  );
}

function ModeRow({ integration }: { integration: Integration }) {
  const { t } = useTranslation('settings');
  const { goLive, backToTest } = useIntegrationSwitches(integration);
  const isTest = integration.is_test_mode;
  const isLocked = integration.dealer.plan === 'starter';
  const state = (
    <Badge color={isTest ? 'yellow' : 'green'} variant="light" autoContrast tt="none">
      {t(isTest ? 'integration.test' : 'integration.live')}
    </Badge>
  );
  const action = isTest ? (
    <Button size="xs" onClick={goLive} disabled={isLocked}>
      {t('integration.goLive')}
    </Button>
  ) : (
    <Button variant="default" size="xs" onClick={backToTest}>
      {t('integration.backToTest')}
    </Button>
  );
  return (
    <Stack gap="sm">
      <Row name={t('integration.mode')} value={state} action={action}>
        {t(isTest ? 'integration.testText' : 'integration.liveText')}
      </Row>
      {isTest ? <GoLiveChecklist integration={integration} /> : null}
    </Stack>
  );
}
