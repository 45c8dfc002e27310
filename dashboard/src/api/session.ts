import { queryOptions, useQuery } from '@tanstack/react-query';
import { request } from './request.ts';

export interface Session {
  readonly user: {
    readonly id: string;
    readonly name: string;
    readonly email: string;
    readonly twoFactorEnabled?: boolean | null;
  };
  readonly session: { readonly id: string; readonly token: string; readonly expiresAt: string };
}

/** Who is signed in; null when nobody is. Asking prolongs the session. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => request<Session | null>('GET', '/api/auth/get-session', { signal }),
  staleTime: 60_000,
});

/** The user of a page that is shown to signed-in users only. */
export function useUser(): Session['user'] {
  const { data } = useQuery(sessionQuery);
  if (!data) throw new Error('this page needs somebody signed in');
  return data.user;
}

export const signOut = () => request('POST', '/api/auth/sign-out', { body: {} });
