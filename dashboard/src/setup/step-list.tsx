import { Stepper, VisuallyHidden } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { SETUP_STEPS, type SetupStep } from './setup-step.ts';

/** Beside the step from here on; above it, as a row of numbers, on smaller screens. */
const WIDE = '(min-width: 62em)';

interface StepListProps {
  readonly current: SetupStep;
  readonly done: ReadonlySet<SetupStep>;
  readonly goTo: (step: SetupStep) => void;
}

/** The steps and which are done; each can be opened at any time. */
export function StepList({ current, done, goTo }: StepListProps) {
  const { t } = useTranslation('setup');
  const isWide = useMediaQuery(WIDE, undefined, { getInitialValueInEffect: false });
  const check = <IconCheck size={18} aria-hidden />;
  return (
    <nav aria-label={t('steps')}>
      <Stepper
        active={SETUP_STEPS.indexOf(current)}
        onStepClick={(index) => goTo(SETUP_STEPS[index]!)}
        orientation={isWide ? 'vertical' : 'horizontal'}
        size={isWide ? 'md' : 'sm'}
        wrap={false}
      >
        {SETUP_STEPS.map((step, index) => {
          const icon = done.has(step) ? check : String(index + 1);
          const state = t(done.has(step) ? 'done' : 'open');
          return (
            <Stepper.Step
              key={step}
              icon={icon}
              completedIcon={done.has(step) ? check : <b>{index + 1}</b>}
              {...(step === current ? { 'aria-current': 'step' } : {})}
              {...(isWide
                ? {
                    label: t(`${step}.name`),
                    description: (
                      <>
                        {t(`${step}.short`)}
                        <VisuallyHidden>: {state}</VisuallyHidden>
                      </>
                    ),
                  }
                : {
                    label: (
                      <VisuallyHidden>
                        {t(`${step}.name`)}: {state}
                      </VisuallyHidden>
                    ),
                    styles: { stepBody: { margin: 0 } },
                  })}
            />
          );
        })}
      </Stepper>
    </nav>
  );
}
