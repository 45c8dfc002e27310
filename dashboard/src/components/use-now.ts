import { useInterval } from '@mantine/hooks';
import { useState } from 'react';

/** The present moment in milliseconds, read again at every interval. */
export function useNow(intervalMs: number): number {
  const [nowMs, setNowMs] = useState(() => Date.now());
  useInterval(() => setNowMs(Date.now()), intervalMs, { autoInvoke: true });
  return nowMs;
}
