import { type QueryClient, queryOptions, useQuery } from '@tanstack/react-query';
import { ApiError } from './api-error.ts';
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

/** Asks again who is signed in. */
export const renewSession = (client: QueryClient) => client.fetchQuery({ ...sessionQuery, staleTime: 0 });

/**
 * After a sign-in that worked.
 * @throws ApiError `cookie_refused` when the browser did not keep its cookie
 */
export async function beginSession(client: QueryClient): Promise<void> {
  if ((await renewSession(client)) !== null) return;
  throw new ApiError(200, { code: 'cookie_refused', message: 'The session cookie was not kept.' });
}

/** The user of a page that is shown to signed-in users only. */
export function useUser(): Session['user'] {
  const { data } = useQuery(sessionQuery);
  if (!data) throw new Error('this page needs somebody signed in');
  return data.user;
}

export const signOut = () => request('POST', '/api/auth/sign-out', { body: {} });
