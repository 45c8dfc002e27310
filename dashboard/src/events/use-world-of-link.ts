import { useEffect } from 'react';
import { useSearchParams } from 'react-router';
import { useWorld } from '../shell/world.tsx';

/** A link may name the world of what it leads to; the page then shows that world, and the switch has the say from there. */
export function useWorldOfLink(): void {
  const [search, setSearch] = useSearchParams();
  const { setMode } = useWorld();
  const named = search.get('mode');
  useEffect(() => {
    if (named === null) return;
    setMode(named === 'test' ? 'test' : 'live');
    setSearch(
      (before) => {
        const next = new URLSearchParams(before);
        next.delete('mode');
        return next;
      },
      { replace: true, preventScrollReset: true },
    );
  }, [named, setMode, setSearch]);
}
