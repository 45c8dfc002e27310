import { Alert, Button, Code, Group, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { ApiError, NetworkError } from '../api/api-error.ts';

interface ErrorStateProps {
  readonly error: unknown;
  readonly onRetry?: () => void;
  /** What did not work; by default the loading of something. */
  readonly title?: string;
}

/** Why something could not be loaded or done, with what support needs to find it. */
export function ErrorState({ error, onRetry, title }: ErrorStateProps) {
  const { t } = useTranslation();
  const requestId = error instanceof ApiError ? error.requestId : null;
  return (
    <Alert
      color="red"
      icon={<IconAlertTriangle />}
      title={title ?? t('states.errorTitle')}
      role="alert"
      my="md"
    >
      <Stack gap="xs" align="flex-start">
        <Text size="sm">{useErrorText()(error)}</Text>
        <Group gap="xs">
          {onRetry === undefined ? null : (
            <Button size="xs" variant="default" onClick={onRetry}>
              {t('actions.retry')}
            </Button>
          )}
          {requestId === null ? null : <Code>{t('states.requestId', { id: requestId })}</Code>}
        </Group>
      </Stack>
    </Alert>
  );
}

/** An error as a sentence for people. */
export function useErrorText(): (error: unknown) => string {
  const { t } = useTranslation();
  return (error) => {
    if (error instanceof NetworkError) return t('states.networkError');
    if (error instanceof ApiError && error.code === 'invalid_session') return t('states.sessionEnded');
    if (error instanceof ApiError && error.message !== '') return error.message;
    return t('states.failed');
  };
}
