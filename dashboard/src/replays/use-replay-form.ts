import { useForm } from '@mantine/form';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../api/api-error.ts';
import { type ReplayRequest, replayEstimateQuery, startReplay } from '../api/replays.ts';
import { useFormAction } from '../components/use-form-action.ts';
import { initialValues, type ReplayValues, toRequest } from './replay-values.ts';

const TYPING_MS = 300;

const REFUSABLE = ['since', 'until', 'rate_per_second'] as const;

/** A field that the dry run refused. */
export interface FieldRefusal {
  readonly field: (typeof REFUSABLE)[number];
  readonly message: string;
}

/** The form of a replay with the count of what it would send, which follows what is typed. */
export function useReplayForm(start: Partial<ReplayValues>, onStarted: () => void) {
  const { t } = useTranslation('replays');
  // Ranges up to now end where the dialog was opened: what is counted is what is sent.
  const [nowMs] = useState(() => Date.now());
  const form = useForm<ReplayValues>({
    initialValues: initialValues(start),
    validate: {
      since: (since, { range }) => (range === 'custom' && since === '' ? t('form.sinceMissing') : null),
    },
  });
  const [counted] = useDebouncedValue(form.values, TYPING_MS);
  const query = useQuery(replayEstimateQuery(counted.endpoint_id, toRequest(counted, nowMs)));
  const action = useFormAction({
    form,
    run: (values) => startReplay(values.endpoint_id, toRequest(values, nowMs) as ReplayRequest),
    renews: [['replays', 'list'], ['deliveries']],
    success: t('started'),
    onSuccess: onStarted,
  });
  const isCounted = counted === form.values && query.data !== undefined && !query.isFetching;
  return {
    form,
    ...action,
    estimate: query,
    refusal: query.isFetching ? null : refusalOf(query.error),
    total: isCounted ? query.data.total : null,
  };
}

const refusalOf = (error: unknown): FieldRefusal | null =>
  error instanceof ApiError && REFUSABLE.some((it) => it === error.param)
    ? { field: error.param as FieldRefusal['field'], message: error.message }
    : null;
