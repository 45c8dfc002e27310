import { Button, Group, Modal, Progress, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { BulkAction } from '../api/listings.ts';
import type { Mode } from '../api/shapes.ts';
import { BulkResultView } from './bulk-result.tsx';
import { PriceForm } from './price-form.tsx';
import { useBulkRun } from './use-bulk-run.ts';
import type { ChosenListing } from './use-listing-selection.ts';

export type BulkKind = 'price' | Exclude<BulkAction['action'], 'set_price' | 'change_price_percent'>;

interface BulkDialogProps {
  readonly kind: BulkKind;
  readonly mode: Mode;
  readonly listings: readonly ChosenListing[];
  /** @param left ids that were not changed, to try again; null when nothing was begun */
  readonly onClose: (left: readonly string[] | null) => void;
}

/** Asks, runs in batches with a progress bar, and tells what became of each. */
export function BulkDialog({ kind, mode, listings, onClose }: BulkDialogProps) {
  const { t } = useTranslation('inventory');
  const { t: shared } = useTranslation();
  const { stage, start, askToStop } = useBulkRun(
    mode,
    listings.map(({ id }) => id),
  );
  const count = listings.length;
  const close = () => {
    if (stage.at === 'asking') onClose(null);
    if (stage.at !== 'finished') return;
    const { failures, unclear, untried } = stage.summary;
    onClose([...failures.map(({ id }) => id), ...unclear, ...untried]);
  };
  const isRunning = stage.at === 'running';
  return (
    <Modal
      opened
      onClose={close}
      title={stage.at === 'finished' ? t('bulk.resultTitle') : t(`bulk.title.${kind}`, { count })}
      size="lg"
      withCloseButton={!isRunning}
      closeButtonProps={{ 'aria-label': shared('actions.close') }}
      closeOnClickOutside={false}
      closeOnEscape={!isRunning}
    >
      {stage.at === 'asking' ? (
        <Question kind={kind} listings={listings} onStart={start} onCancel={close} />
      ) : null}
      {isRunning ? (
        <Running done={stage.done} total={count} isStopping={stage.isStopping} onStop={askToStop} />
      ) : null}
      {stage.at === 'finished' ? (
        <BulkResultView summary={stage.summary} listings={listings} kind={kind} onClose={close} />
      ) : null}
    </Modal>
  );
}

interface QuestionProps extends Pick<BulkDialogProps, 'kind' | 'listings'> {
  readonly onStart: (action: BulkAction) => Promise<void>;
  readonly onCancel: () => void;
}

function Question({ kind, listings, onStart, onCancel }: QuestionProps) {
  const { t } = useTranslation('inventory');
  const { t: shared } = useTranslation();
  return (
    <Stack>
      <Text size="sm">{t(`bulk.text.${kind}`)}</Text>
      {kind === 'price' ? (
        <PriceForm listings={listings} onSubmit={(action) => void onStart(action)} onCancel={onCancel} />
      ) : (
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            {shared('actions.cancel')}
          </Button>
          <Button
            data-autofocus
            color={kind === 'delete' ? 'red' : 'racing'}
            onClick={() => void onStart({ action: kind })}
          >
            {t(`bulk.${kind}`)}
          </Button>
        </Group>
      )}
    </Stack>
  );
}

interface RunningProps {
  readonly done: number;
  readonly total: number;
  readonly isStopping: boolean;
  readonly onStop: () => void;
}

function Running({ done, total, isStopping, onStop }: RunningProps) {
  const { t } = useTranslation('inventory');
  return (
    <Stack>
      <Text size="sm" aria-live="polite">
        {t('bulk.progress', { done, total })}
      </Text>
      <Progress.Root size="lg">
        <Progress.Section value={(100 * done) / total} aria-label={t('bulk.running')} animated />
      </Progress.Root>
      <Group justify="flex-end">
        <Button variant="default" onClick={onStop} disabled={isStopping}>
          {t(isStopping ? 'bulk.stopping' : 'bulk.stop')}
        </Button>
      </Group>
    </Stack>
  );
}
