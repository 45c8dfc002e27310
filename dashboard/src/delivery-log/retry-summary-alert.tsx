import { Alert, List, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../components/error-state.tsx';
import type { RetrySummary } from './retry-in-batches.ts';

interface RetrySummaryAlertProps {
  readonly summary: RetrySummary;
  readonly onClose: () => void;
}

/** How many are on their way again, and why the others are not. */
export function RetrySummaryAlert({ summary, onClose }: RetrySummaryAlertProps) {
  const { t } = useTranslation('deliveryLog');
  const { retried, refused, refusals } = summary;
  const hasTrouble = refused > 0 || summary.error !== null;
  return (
    <Alert
      role="status"
      color={hasTrouble ? 'yellow' : 'green'}
      withCloseButton
      closeButtonLabel={t('retry.closeResult')}
      onClose={onClose}
    >
      <Stack gap={4}>
        {retried === 0 ? null : (
          <Text size="sm">
            <strong>{t('retry.resultTitle', { count: retried })}.</strong> {t('retry.resultText')}
          </Text>
        )}
        {refused === 0 ? null : (
          <div>
            <Text size="sm" fw={600}>
              {t('retry.refusedTitle', { count: refused })}:
            </Text>
            <List size="sm">
              {refusals.map(({ message, count }) => (
                <List.Item key={message}>{t('retry.refusedItem', { count, message })}</List.Item>
              ))}
            </List>
          </div>
        )}
        <Skipped summary={summary} />
      </Stack>
    </Alert>
  );
}

function Skipped({ summary: { error, skipped } }: { summary: RetrySummary }) {
  const { t } = useTranslation('deliveryLog');
  const errorText = useErrorText();
  if (error === null) return null;
  return (
    <Text size="sm">
      {errorText(error)} {t('retry.skipped', { count: skipped })}
    </Text>
  );
}
