import { useEffect, useRef } from 'react';
import { useBlocker } from 'react-router';

/**
 * Asks before what was typed is lost: within the dashboard by the returned blocker, else by the browser's own
 * question.
 */
export function useUnsavedGuard(isDirty: boolean) {
  const isLeaving = useRef(false);
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) =>
      isDirty && !isLeaving.current && currentLocation.pathname !== nextLocation.pathname,
  );
  useEffect(() => {
    if (!isDirty) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [isDirty]);
  /** Goes on without a question, since it is saved. */
  const leave = (go: () => unknown) => {
    isLeaving.current = true;
    go();
  };
  return { blocker, leave };
}
