import { Box, Stepper, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { STEPS, type Step } from './import-step.ts';

interface ImportStepperProps {
  readonly step: Step;
  /** Nothing is left to do. */
  readonly isDone?: boolean;
  readonly isRunning?: boolean;
  /** Steps of a checked file can be gone back to and forward. */
  readonly onStep?: (step: Step) => void;
}

/** Where in the wizard one is; in words where there is no room for the row of steps. */
export function ImportStepper({ step, isDone, isRunning, onStep }: ImportStepperProps) {
  const { t } = useTranslation('imports');
  const index = STEPS.indexOf(step);
  return (
    <nav aria-label={t('steps.label')}>
      <Text hiddenFrom="sm" fw={600}>
        {t('steps.position', { number: index + 1, total: STEPS.length, name: t(`steps.${step}`) })}
      </Text>
      <Box visibleFrom="sm">
        <Stepper
          active={isDone ? STEPS.length : index}
          size="sm"
          onStepClick={(next) => onStep?.(STEPS[next]!)}
        >
          {STEPS.map((it, at) => (
            <Stepper.Step
              key={it}
              label={t(`steps.${it}`)}
              allowStepSelect={onStep !== undefined && at > 0 && at !== index}
              loading={isRunning === true && it === step}
              {...(it === step ? { 'aria-current': 'step' } : {})}
            />
          ))}
        </Stepper>
      </Box>
    </nav>
  );
}
