import { Button, Card, Grid, Group, Stack, Title } from '@mantine/core';
import { IconArrowRight } from '@tabler/icons-react';
import { type ComponentType, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Integration } from '../api/shapes.ts';
import { useUrlFilters } from '../components/use-url-filters.ts';
import { KeyStep } from './key-step.tsx';
import { LiveStep } from './live-step.tsx';
import {
  doneSteps,
  SETUP_STEPS,
  type SetupStep,
  type StepProps,
  stepToResume,
  toStep,
} from './setup-step.ts';
import { StepList } from './step-list.tsx';
import { VerifyStep } from './verify-step.tsx';
import { WebhookStep } from './webhook-step.tsx';

const CONTENT: Readonly<Record<SetupStep, ComponentType<StepProps>>> = {
  key: KeyStep,
  webhook: WebhookStep,
  verify: VerifyStep,
  live: LiveStep,
};

/** The four steps. It opens at the first that is not done; finishing one does not turn the page by itself. */
export function SetupWizard({ integration }: { integration: Integration }) {
  const { t } = useTranslation('setup');
  const { filters, setFilters } = useUrlFilters(['step']);
  const [resumed] = useState(() => stepToResume(integration.setup));
  const step = toStep(filters.step) ?? resumed;
  const goTo = (next: SetupStep) => setFilters({ step: next });
  const done = doneSteps(integration.setup);
  const Content = CONTENT[step];
  const number = SETUP_STEPS.indexOf(step) + 1;
  const following = SETUP_STEPS[number];
  const previous = SETUP_STEPS[number - 2];
  return (
    <Grid gap="lg">
      <Grid.Col span={{ base: 12, md: 4, lg: 3 }}>
        <StepList current={step} done={done} goTo={goTo} />
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 8, lg: 9 }}>
        <Card withBorder component="section" aria-labelledby="step-title" maw={900}>
          <Stack>
            <Title order={2} size="h4" id="step-title">
              {t('stepOf', { number, count: SETUP_STEPS.length, name: t(`${step}.name`) })}
            </Title>
            <Content integration={integration} goTo={goTo} />
            <Group justify="space-between">
              {previous === undefined ? (
                <span />
              ) : (
                <Button variant="subtle" color="gray" onClick={() => goTo(previous)}>
                  {t('back')}
                </Button>
              )}
              {following === undefined ? null : (
                <Button
                  variant={done.has(step) ? 'filled' : 'default'}
                  rightSection={<IconArrowRight size={16} />}
                  onClick={() => goTo(following)}
                >
                  {t('next', { name: t(`${following}.name`) })}
                </Button>
              )}
            </Group>
          </Stack>
        </Card>
      </Grid.Col>
    </Grid>
  );
}
