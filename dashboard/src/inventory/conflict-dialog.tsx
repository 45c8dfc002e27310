import { Button, Group, Modal, Stack, Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Listing } from '../api/shapes.ts';
import { compareWith } from './listing-changes.ts';
import { type ListingValues, toValues } from './listing-values.ts';
import { fieldText } from './listing-words.ts';

interface ConflictDialogProps {
  /** What the form began with. */
  readonly base: Listing;
  readonly mine: ListingValues;
  /** The listing as it is now. */
  readonly latest: Listing;
  readonly onTakeTheirs: () => void;
  readonly onKeepMine: () => void;
  readonly onClose: () => void;
}

/** Shows what changed while the form was open, and lets one decide. */
export function ConflictDialog({
  base,
  mine,
  latest,
  onTakeTheirs,
  onKeepMine,
  onClose,
}: ConflictDialogProps) {
  const { t } = useTranslation('inventory');
  const { t: shared } = useTranslation();
  const { both } = compareWith(toValues(base), mine, toValues(latest));
  return (
    <Modal
      opened
      closeButtonProps={{ 'aria-label': shared('actions.close') }}
      onClose={onClose}
      title={t('conflict.title')}
      size="xl"
    >
      <Stack>
        <Text size="sm">{t('conflict.text')}</Text>
        <ChangesTable base={base} mine={mine} latest={latest} />
        <Text size="sm" c="dimmed">
          {t(both.length === 0 ? 'conflict.explainApart' : 'conflict.explain')}
        </Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={onTakeTheirs}>
            {t('conflict.takeTheirs')}
          </Button>
          <Button onClick={onKeepMine}>{t('conflict.keepMine')}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function ChangesTable({ base, mine, latest }: Pick<ConflictDialogProps, 'base' | 'mine' | 'latest'>) {
  const { t } = useTranslation('inventory');
  const { t: shared } = useTranslation();
  const before = toValues(base);
  const now = toValues(latest);
  const { theirs, both } = compareWith(before, mine, now);
  const status = (listing: Listing) => shared(`listingStatus.${listing.status}`);
  const rows = theirs.map((name) => [
    t(`fields.${name}`),
    fieldText(t, before, name),
    fieldText(t, now, name),
    both.includes(name) ? fieldText(t, mine, name) || shared('none') : t('conflict.untouched'),
  ]);
  if (base.status !== latest.status) {
    rows.unshift([t('fields.status'), status(base), status(latest), t('conflict.untouched')]);
  }
  return (
    <Table.ScrollContainer minWidth={480} type="native">
      <Table aria-label={t('conflict.title')}>
        <Table.Thead>
          <Table.Tr>
            {(['field', 'before', 'now', 'mine'] as const).map((column) => (
              <Table.Th key={column}>{t(`conflict.${column}`)}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(([field, ...texts]) => (
            <Table.Tr key={field}>
              <Table.Th scope="row">{field}</Table.Th>
              {texts.map((text, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the three cells never move
                <Table.Td key={index} style={{ overflowWrap: 'anywhere' }}>
                  {text || shared('none')}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
