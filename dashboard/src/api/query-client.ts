import { QueryClient } from '@tanstack/react-query';
import { ApiError } from './api-error.ts';
import { forgetFormerUser } from './forget-former-user.ts';

const RETRIES_MAX = 2;

/** A refusal stays a refusal; what may pass (no answer, 5xx, 429) is tried again. */
function isPassing(error: unknown): boolean {
  return !(error instanceof ApiError) || error.status >= 500 || error.status === 429;
}

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // Shown at once from memory and renewed behind it: stock changes through other channels, too.
      staleTime: 5_000,
      retry: (failures, error) => failures < RETRIES_MAX && isPassing(error),
    },
    // A write is never repeated by itself: the first may have worked.
    mutations: { retry: false },
  },
});

forgetFormerUser(queryClient);
