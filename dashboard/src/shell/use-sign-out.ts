import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { signOut } from '../api/session.ts';
import { useAction } from '../components/use-action.ts';

/** Ends the session and forgets everything that was loaded in it. */
export function useSignOut() {
  const client = useQueryClient();
  const navigate = useNavigate();
  return useAction({
    run: signOut,
    renews: [],
    onSuccess: () => {
      void navigate('/sign-in');
      client.clear();
      client.setQueryData(['session'], null);
    },
  });
}
