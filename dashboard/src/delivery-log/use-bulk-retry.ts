import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { retryDeliveries } from '../api/deliveries.ts';
import { type RetrySummary, retryInBatches } from './retry-in-batches.ts';

/** Sends chosen deliveries again, with its progress and its result. */
export function useBulkRetry() {
  const client = useQueryClient();
  const [done, setDone] = useState<number | null>(null);
  const [summary, setSummary] = useState<RetrySummary | null>(null);
  const run = async (ids: readonly string[]): Promise<void> => {
    setSummary(null);
    setSummary(await retryInBatches(ids, retryDeliveries, setDone));
    setDone(null);
    await client.invalidateQueries({ queryKey: ['deliveries'] });
  };
  return { run, done, summary, closeSummary: () => setSummary(null) };
}
