import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Navigate } from 'react-router';
import { sessionQuery } from '../api/session.ts';
import { LoadingPage } from '../shell/loading-page.tsx';
import { useNextPath } from './use-next-path.ts';

/** Shows its children until somebody is signed in, and goes on to `?next=` then. */
export function SignedOutOnly({ children }: { children: ReactNode }) {
  const next = useNextPath();
  const { data, isPending } = useQuery(sessionQuery);
  if (isPending) return <LoadingPage />;
  return data ? <Navigate to={next} replace /> : children;
}
