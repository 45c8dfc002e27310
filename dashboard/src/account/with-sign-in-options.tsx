import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { type SignInOptions, signInOptionsQuery } from '../api/account.ts';
import { ErrorState } from '../components/error-state.tsx';

/** What depends on what the hub lets people do, as soon as that is known. */
export function WithSignInOptions({ children }: { children: (options: SignInOptions) => ReactNode }) {
  const { data, error, refetch } = useQuery(signInOptionsQuery);
  if (data !== undefined) return children(data);
  return error === null ? <Skeleton h={240} /> : <ErrorState error={error} onRetry={() => void refetch()} />;
}
