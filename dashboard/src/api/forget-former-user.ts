import type { QueryClient } from '@tanstack/react-query';
import type { Session } from './session.ts';

/** What belongs to nobody, or says who is signed in. */
const KEPT = new Set<unknown>(['session', 'sign-in-options']);

const otherTabs = new BroadcastChannel('wth-session');

/** Makes the other tabs ask anew who is signed in. */
export const tellOtherTabs = () => otherTabs.postMessage('changed');

/**
 * Forgets everything that was loaded as soon as somebody else, or nobody, is signed in, whatever the reason: signed
 * out, an ended session, another user in another tab.
 */
export function forgetFormerUser(client: QueryClient): void {
  otherTabs.onmessage = () => void client.invalidateQueries({ queryKey: ['session'] });
  // Undefined until the first answer says.
  let userId: string | null | undefined;
  client.getQueryCache().subscribe(({ query }) => {
    if (query.queryKey[0] !== 'session' || query.state.data === undefined) return;
    const next = (query.state.data as Session | null)?.user.id ?? null;
    const former = userId;
    userId = next;
    if (former === undefined || former === next) return;
    client.removeQueries({ predicate: ({ queryKey }) => !KEPT.has(queryKey[0]) });
    tellOtherTabs();
  });
}
