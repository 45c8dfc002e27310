import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect } from 'react';
import { Navigate, useLocation } from 'react-router';
import { ApiError } from '../api/api-error.ts';
import { sessionQuery } from '../api/session.ts';
import { ErrorState } from '../components/error-state.tsx';
import { LoadingPage } from './loading-page.tsx';
import { UserPages } from './user-pages.tsx';

/** Shows its children to signed-in users and sends others to sign in, to come back afterwards. */
export function SignedInOnly({ children }: { children: ReactNode }) {
  const { data, error, isPending, refetch } = useQuery(sessionQuery);
  const location = useLocation();
  useEndedSession();
  if (isPending) return <LoadingPage />;
  if (error && data === undefined) return <ErrorState error={error} onRetry={() => void refetch()} />;
  // Another user's pages begin anew.
  if (data) return <UserPages key={data.user.id}>{children}</UserPages>;
  const next = `${location.pathname}${location.search}`;
  return <Navigate to={next === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(next)}`} replace />;
}

/**
 * A session that ended elsewhere shows by the first refused reading. A refused write says so where it was made: what was
 * typed stays, to be sent again after signing in in another tab.
 */
function useEndedSession(): void {
  const client = useQueryClient();
  useEffect(
    () =>
      client.getQueryCache().subscribe(({ query }) => {
        const { error } = query.state;
        if (error instanceof ApiError && error.code === 'invalid_session') {
          client.setQueryData(['session'], null);
        }
      }),
    [client],
  );
}
