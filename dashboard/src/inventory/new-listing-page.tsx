import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { PageHeader } from '../components/page-header.tsx';
import { TestBadge } from '../components/status-badge.tsx';
import { useWorld } from '../shell/world.tsx';
import { LeaveDialog } from './leave-dialog.tsx';
import { LimitAlert } from './limit-alert.tsx';
import { ListingFormBody } from './listing-form-body.tsx';
import { SaveBar } from './save-bar.tsx';
import { useNewListing } from './use-new-listing.ts';

export function NewListingPage() {
  const { t } = useTranslation('inventory');
  const { mode } = useWorld();
  const { form, changes, guard, save, saving, failure } = useNewListing(mode);
  const submit = () => void save('draft');
  return (
    <>
      <PageHeader
        title={t('page.newTitle')}
        text={t('page.newText')}
        parent={{ to: '/inventory', label: t('title') }}
        {...(mode === 'test' ? { badges: <TestBadge /> } : {})}
      />
      <LimitAlert failure={failure} />
      <ListingFormBody form={form} isNew isSold={false} onSubmit={submit}>
        <SaveBar changes={changes} failure={failure}>
          <Button
            type="submit"
            variant="default"
            loading={saving === 'draft'}
            disabled={saving === 'published'}
          >
            {t('form.create')}
          </Button>
          <Button
            onClick={() => form.onSubmit(() => void save('published'))()}
            loading={saving === 'published'}
            disabled={saving === 'draft'}
          >
            {t('form.createAndPublish')}
          </Button>
        </SaveBar>
      </ListingFormBody>
      <LeaveDialog blocker={guard.blocker} />
    </>
  );
}
