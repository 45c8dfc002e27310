import { Alert, Button, Group } from '@mantine/core';
import { IconRefreshAlert } from '@tabler/icons-react';
import { type ReactNode, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { Listing, Mode } from '../api/shapes.ts';
import { notifySuccess } from '../components/notify.ts';
import { PageHeader } from '../components/page-header.tsx';
import { ListingStatusBadge, TestBadge } from '../components/status-badge.tsx';
import { ConflictDialog } from './conflict-dialog.tsx';
import { LeaveDialog } from './leave-dialog.tsx';
import { ListingActions } from './listing-actions.tsx';
import { ListingFormBody } from './listing-form-body.tsx';
import classes from './listing-page.module.css';
import { ListingSide } from './listing-side.tsx';
import { SaveBar } from './save-bar.tsx';
import { type ListingEditorState, useListingEditor } from './use-listing-editor.ts';
import { useUnsavedGuard } from './use-unsaved-guard.ts';

interface ListingEditorProps {
  readonly listing: Listing;
  readonly mode: Mode;
  /** What stands above the form. */
  readonly notice: ReactNode;
  readonly onDirtyChange: (isDirty: boolean) => void;
}

/** One listing: its form, its actions, and where it is. */
export function ListingEditor({ listing, mode, notice, onDirtyChange }: ListingEditorProps) {
  const { t } = useTranslation('inventory');
  const navigate = useNavigate();
  const editor = useListingEditor(mode, listing);
  const { base, form, changed, save } = editor;
  const isDirty = changed.length > 0;
  const guard = useUnsavedGuard(isDirty);
  useEffect(() => onDirtyChange(isDirty), [isDirty, onDirtyChange]);
  return (
    <>
      <PageHeader
        title={base.title}
        parent={{ to: '/inventory', label: t('title') }}
        badges={<Badges listing={base} />}
      >
        <ListingActions
          listing={base}
          mode={mode}
          isDirty={isDirty}
          onDone={editor.receive}
          onDeleted={() => guard.leave(() => navigate('/inventory'))}
        />
      </PageHeader>
      {notice}
      {isDirty && listing.version > base.version ? (
        <OutdatedAlert onShow={() => editor.setConflict(listing)} />
      ) : null}
      <div className={classes.columns}>
        <ListingFormBody
          form={form}
          isNew={false}
          isSold={base.status === 'sold'}
          onSubmit={() => void save()}
        >
          {isDirty ? <EditBar editor={editor} /> : null}
        </ListingFormBody>
        <ListingSide listing={base} mode={mode} />
      </div>
      <Conflict editor={editor} />
      <LeaveDialog blocker={guard.blocker} />
    </>
  );
}

function Badges({ listing }: { listing: Listing }) {
  return (
    <Group gap="xs">
      {listing.is_test ? <TestBadge /> : null}
      <ListingStatusBadge status={listing.status} />
    </Group>
  );
}

function OutdatedAlert({ onShow }: { onShow: () => void }) {
  const { t } = useTranslation('inventory');
  return (
    <Alert color="yellow" icon={<IconRefreshAlert />} mb="md" p="xs">
      <Group justify="space-between" gap="xs">
        {t('page.outdated')}
        <Button size="compact-sm" variant="default" onClick={onShow}>
          {t('page.showOutdated')}
        </Button>
      </Group>
    </Alert>
  );
}

function EditBar({ editor }: { editor: ListingEditorState }) {
  const { t } = useTranslation('inventory');
  const { changed, failure, isSaving, discard } = editor;
  return (
    <SaveBar changes={changed.length} failure={failure}>
      <Button variant="default" onClick={discard} disabled={isSaving}>
        {t('form.discard')}
      </Button>
      <Button type="submit" loading={isSaving}>
        {t('form.save')}
      </Button>
    </SaveBar>
  );
}

function Conflict({ editor }: { editor: ListingEditorState }) {
  const { t } = useTranslation('inventory');
  const { base, form, conflict, setConflict, adopt, save } = editor;
  if (conflict === null) return null;
  return (
    <ConflictDialog
      base={base}
      mine={form.values}
      latest={conflict}
      onClose={() => setConflict(null)}
      onKeepMine={() => void save(conflict, adopt(conflict, 'mine'))}
      onTakeTheirs={() => {
        adopt(conflict, 'theirs');
        notifySuccess(t('conflict.rebased'));
      }}
    />
  );
}
