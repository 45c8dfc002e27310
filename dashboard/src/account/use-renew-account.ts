import { useQueryClient } from '@tanstack/react-query';
import { deviceSessionsQuery } from '../api/account.ts';
import { renewSession } from '../api/session.ts';

/** After a change that gave this device another session. */
export function useRenewAccount(): () => Promise<void> {
  const client = useQueryClient();
  return async () => {
    await renewSession(client);
    void client.invalidateQueries(deviceSessionsQuery);
  };
}
