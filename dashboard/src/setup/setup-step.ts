import type { Integration } from '../api/shapes.ts';

export const SETUP_STEPS = ['key', 'webhook', 'verify', 'live'] as const;
export type SetupStep = (typeof SETUP_STEPS)[number];

/** What the content of a step is given. */
export interface StepProps {
  readonly integration: Integration;
  readonly goTo: (step: SetupStep) => void;
}

/** Which steps the hub knows to be done. */
export function doneSteps(setup: Integration['setup']): ReadonlySet<SetupStep> {
  const isDone: Readonly<Record<SetupStep, boolean>> = {
    key: setup.api_key_created,
    webhook: setup.webhook_configured,
    verify: setup.webhook_verified,
    live: setup.is_live,
  };
  return new Set(SETUP_STEPS.filter((step) => isDone[step]));
}

/** Where to go on: the first step that is not done, the last when all are. */
export function stepToResume(setup: Integration['setup']): SetupStep {
  const done = doneSteps(setup);
  return SETUP_STEPS.find((step) => !done.has(step)) ?? 'live';
}

export function toStep(text: string): SetupStep | null {
  return SETUP_STEPS.find((step) => step === text) ?? null;
}
