import { tellOtherTabs } from '../api/forget-former-user.ts';
import { signOut } from '../api/session.ts';
import { useAction } from '../components/use-action.ts';

/** Ends the session and forgets everything that was loaded in it. */
export function useSignOut(to = '/sign-in') {
  return useAction({ run: signOut, renews: [], onSuccess: () => leaveDashboard(to) });
}

/** By a full load of the page, so that nothing of the former user stays in memory. */
export function leaveDashboard(to = '/sign-in'): void {
  sessionStorage.clear();
  tellOtherTabs();
  location.assign(to);
}
