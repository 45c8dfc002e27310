import { Button, Stack } from '@mantine/core';
import type { FormEvent, ReactNode } from 'react';
import { FormAlert } from './form-alert.tsx';

interface AccountFormProps {
  /** What `useAccountForm` gave. */
  readonly state: {
    readonly submit: (event?: FormEvent<HTMLFormElement>) => void;
    readonly alert: string | null;
    readonly isRunning: boolean;
  };
  readonly submitLabel: string;
  readonly children: ReactNode;
}

/** Fields in one column over their one button. */
export function AccountForm({ state, submitLabel, children }: AccountFormProps) {
  return (
    <form onSubmit={state.submit} noValidate>
      <Stack>
        <FormAlert text={state.alert} />
        {children}
        <Button type="submit" loading={state.isRunning} fullWidth>
          {submitLabel}
        </Button>
      </Stack>
    </form>
  );
}
