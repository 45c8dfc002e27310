import { Alert, Anchor, Button, Group, List, Stack, Text, Title } from '@mantine/core';
import { IconRocket } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { GoLiveChecklist } from '../integration/go-live-checklist.tsx';
import { useIntegrationSwitches } from '../integration/use-integration-switches.tsx';
import { curlSamples } from './curl-samples.ts';
import type { StepProps } from './setup-step.ts';
import { TryIt } from './try-it.tsx';

/** Step 4: out of test mode; afterwards, what comes next. */
export function LiveStep({ integration, goTo }: StepProps) {
  const { t } = useTranslation('setup');
  const { goLive } = useIntegrationSwitches(integration);
  const ask = () => {
    goTo('live');
    goLive();
  };
  return (
    <Stack>
      {integration.is_test_mode ? (
        <>
          <Text size="sm">{t('live.text')}</Text>
          <GoLiveChecklist integration={integration} />
          <Group>
            <Button leftSection={<IconRocket size={16} />} onClick={ask}>
              {t('live.goLive')}
            </Button>
          </Group>
        </>
      ) : (
        <Alert color="green" icon={<IconRocket />} title={t('live.isLive')}>
          {t('live.isLiveText')}
        </Alert>
      )}
      {integration.setup.is_live ? <NextSteps /> : null}
      <TryIt
        samples={[
          {
            text: t('live.listingsText'),
            label: t('live.listings'),
            code: curlSamples(location.origin).listings,
          },
        ]}
      />
    </Stack>
  );
}

const NEXT = [
  ['key', '/channels/custom-integration/api-keys'],
  ['publish', '/inventory'],
  ['log', '/channels/custom-integration/deliveries'],
] as const;

/** Pages of the documentation. */
const PAGES = [
  ['checklist', '/docs/go-live'],
  ['errors', '/docs/api/errors'],
] as const;

function NextSteps() {
  const { t } = useTranslation('setup');
  return (
    <Stack gap="xs">
      <Title order={3} size="h6">
        {t('live.nextTitle')}
      </Title>
      <List size="sm" spacing="xs">
        {NEXT.map(([name, to]) => (
          <List.Item key={name}>
            <Anchor component={Link} to={to} size="sm" fw={600}>
              {t(`live.next.${name}.title`)}
            </Anchor>{' '}
            {t(`live.next.${name}.text`)}
          </List.Item>
        ))}
        {PAGES.map(([name, href]) => (
          <List.Item key={name}>
            <Anchor href={href} target="_blank" size="sm" fw={600}>
              {t(`live.next.${name}.title`)}
            </Anchor>{' '}
            {t(`live.next.${name}.text`)}
          </List.Item>
        ))}
      </List>
    </Stack>
  );
}
