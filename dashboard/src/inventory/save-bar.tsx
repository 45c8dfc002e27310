import { Alert, Group, Paper, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../components/error-state.tsx';
import classes from './listing-page.module.css';

interface SaveBarProps {
  readonly changes: number;
  /** Why it could not be saved; null unless it was tried. */
  readonly failure: unknown;
  readonly children: ReactNode;
}

/** Stays in view at the foot of the form. */
export function SaveBar({ changes, failure, children }: SaveBarProps) {
  const { t } = useTranslation('inventory');
  const errorText = useErrorText();
  return (
    <Paper
      withBorder
      shadow="md"
      p="sm"
      className={classes.saveBar ?? ''}
      role="region"
      aria-label={t('form.barLabel')}
    >
      {failure === null ? null : (
        <Alert
          color="red"
          icon={<IconAlertTriangle />}
          title={t('form.errorTitle')}
          role="alert"
          mb="sm"
          p="xs"
        >
          {errorText(failure)}
        </Alert>
      )}
      <Group justify="space-between" gap="xs">
        <Text size="sm" c="dimmed" aria-live="polite">
          {t('form.unsaved', { count: changes })}
        </Text>
        <Group gap="xs">{children}</Group>
      </Group>
    </Paper>
  );
}
