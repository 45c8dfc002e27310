import { Anchor, Button, Card, SimpleGrid, Stack, Text, ThemeIcon, Title } from '@mantine/core';
import { type Icon, IconDeviceWatch, IconFileImport, IconPlugConnected } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Integration } from '../api/shapes.ts';

interface Step {
  readonly key: 'importStock' | 'addWatch' | 'connect';
  readonly to: string;
  readonly icon: Icon;
}

const STEPS: readonly Step[] = [
  { key: 'importStock', to: '/inventory/import', icon: IconFileImport },
  { key: 'addWatch', to: '/inventory/new', icon: IconDeviceWatch },
  { key: 'connect', to: '/channels/custom-integration/setup', icon: IconPlugConnected },
];

/** In place of empty numbers, for somebody who has just signed up. */
export function FirstSteps({ integration }: { integration: Integration }) {
  const { t } = useTranslation('overview');
  return (
    <Stack gap="lg">
      <div>
        <Title order={2} size="h3">
          {t('welcome.title', { name: integration.dealer.name })}
        </Title>
        <Text c="dimmed" maw={640}>
          {t('welcome.text')}
        </Text>
      </div>
      <SimpleGrid cols={{ base: 1, md: 3 }}>
        {STEPS.map(({ key, to, icon }, index) => (
          <StepCard key={key} name={key} to={to} icon={icon} isFirst={index === 0} />
        ))}
      </SimpleGrid>
      <Text size="sm" c="dimmed">
        {t('welcome.safe')}{' '}
        <Anchor component={Link} to="/account" size="sm" underline="always">
          {t('welcome.secure')}
        </Anchor>
      </Text>
    </Stack>
  );
}

type StepCardProps = Omit<Step, 'key'> & { readonly name: Step['key']; readonly isFirst: boolean };

function StepCard({ name, to, icon: StepIcon, isFirst }: StepCardProps) {
  const { t } = useTranslation('overview');
  return (
    <Card withBorder padding="lg">
      <Stack gap="sm" align="flex-start" h="100%">
        <ThemeIcon size={44} radius="xl" variant="light" aria-hidden>
          <StepIcon size={24} stroke={1.5} />
        </ThemeIcon>
        <Title order={3} size="h4">
          {t(`welcome.${name}.title`)}
        </Title>
        <Text size="sm" c="dimmed" style={{ flex: 1 }}>
          {t(`welcome.${name}.text`)}
        </Text>
        <Button component={Link} to={to} variant={isFirst ? 'filled' : 'default'}>
          {t(`welcome.${name}.action`)}
        </Button>
      </Stack>
    </Card>
  );
}
