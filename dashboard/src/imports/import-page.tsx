import { Skeleton, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { importQuery } from '../api/imports.ts';
import { PageHeader } from '../components/page-header.tsx';
import { TestBadge } from '../components/status-badge.tsx';
import { useUrlFilters } from '../components/use-url-filters.ts';
import { useWorld } from '../shell/world.tsx';
import { EarlierImports } from './earlier-imports.tsx';
import { FileStep } from './file-step.tsx';
import { ImportNotLoaded } from './import-not-loaded.tsx';
import { type Step, viewOf } from './import-step.ts';
import { ImportStepper } from './import-stepper.tsx';
import { ImportView } from './import-view.tsx';

/** The wizard. Its address names the import it is about, so that it goes on after a reload or on another day. */
export function ImportPage() {
  const { t } = useTranslation('imports');
  const { mode } = useWorld();
  const { id } = useParams();
  return (
    <>
      <PageHeader
        title={t('title')}
        parent={{ to: '/inventory', label: t('inventory') }}
        {...(mode === 'test' ? { badges: <TestBadge /> } : {})}
      />
      {id === undefined ? <NewImport key={mode} /> : <OneImport key={`${mode} ${id}`} id={id} />}
    </>
  );
}

function NewImport() {
  return (
    <Stack gap="xl">
      <ImportStepper step="file" />
      <FileStep />
      <EarlierImports />
    </Stack>
  );
}

function OneImport({ id }: { id: string }) {
  const { t } = useTranslation();
  const { mode } = useWorld();
  const { filters, setFilters } = useUrlFilters(['step', 'result']);
  const { data: record, error, refetch } = useQuery(importQuery(mode, id));
  if (record === undefined) {
    if (error !== null) return <ImportNotLoaded error={error} onRetry={() => void refetch()} />;
    return (
      <Stack role="status" aria-label={t('loading')}>
        <Skeleton h={48} />
        <Skeleton h={320} />
      </Stack>
    );
  }
  const view = viewOf(record, filters.step);
  const goTo = (step: Step) => setFilters({ step, result: '' });
  const canMove = record.dry_run && record.state === 'completed';
  return (
    <Stack gap="xl">
      <ImportStepper
        step={view.step}
        isDone={view.kind === 'result' && record.state === 'completed'}
        isRunning={view.kind === 'checking' || view.kind === 'importing'}
        {...(canMove ? { onStep: goTo } : {})}
      />
      <ImportView record={record} view={view} goTo={goTo} />
    </Stack>
  );
}
