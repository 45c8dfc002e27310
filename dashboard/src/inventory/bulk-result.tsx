import { Alert, Anchor, Button, Group, List, ScrollArea, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { ErrorState } from '../components/error-state.tsx';
import type { BulkKind } from './bulk-dialog.tsx';
import type { BulkSummary } from './run-bulk.ts';
import type { ChosenListing } from './use-listing-selection.ts';

interface BulkResultProps {
  readonly kind: BulkKind;
  readonly summary: BulkSummary;
  readonly listings: readonly ChosenListing[];
  readonly onClose: () => void;
}

/** What became of a change of many listings; what failed is named, with the reason and the way there. */
export function BulkResultView({ kind, summary, listings, onClose }: BulkResultProps) {
  const { t } = useTranslation('inventory');
  const { changed, unchanged, failures, unclear, untried, error } = summary;
  const isComplete = failures.length + unclear.length + untried.length === 0;
  return (
    <Stack aria-live="polite">
      <Text fw={600}>{t(kind === 'delete' ? 'bulk.deleted' : 'bulk.changed', { count: changed })}</Text>
      {unchanged > 0 ? <Text size="sm">{t('bulk.unchanged', { count: unchanged })}</Text> : null}
      {failures.length > 0 ? <Failures summary={summary} listings={listings} /> : null}
      {error === null ? null : <ErrorState error={error} />}
      {unclear.length > 0 ? (
        <Alert color="yellow">{t('bulk.unclear', { count: unclear.length })}</Alert>
      ) : null}
      {untried.length > 0 ? <Text size="sm">{t('bulk.untried', { count: untried.length })}</Text> : null}
      {isComplete ? null : (
        <Text size="sm" c="dimmed">
          {t('bulk.stillSelected')}
        </Text>
      )}
      <Group justify="flex-end">
        <Button onClick={onClose} data-autofocus>
          {t('bulk.close')}
        </Button>
      </Group>
    </Stack>
  );
}

function Failures({ summary, listings }: Pick<BulkResultProps, 'summary' | 'listings'>) {
  const { t } = useTranslation('inventory');
  const byId = new Map(listings.map((listing) => [listing.id, listing]));
  return (
    <Stack gap="xs">
      <Text size="sm">{t('bulk.failed', { count: summary.failures.length })}</Text>
      <ScrollArea.Autosize mah={280} type="auto" viewportProps={{ tabIndex: 0 }}>
        <List size="sm" spacing={6} listStyleType="none" withPadding={false}>
          {summary.failures.map(({ id, message }) => {
            const listing = byId.get(id);
            return (
              <List.Item key={id}>
                <Anchor component={Link} to={`/inventory/${id}`} size="sm" fw={500}>
                  {listing?.title ?? id}
                </Anchor>{' '}
                <Text span size="sm" c="dimmed">
                  {listing?.stock_number}
                </Text>
                <Text size="sm">{message}</Text>
              </List.Item>
            );
          })}
        </List>
      </ScrollArea.Autosize>
    </Stack>
  );
}
