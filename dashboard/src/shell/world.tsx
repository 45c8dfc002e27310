import { createContext, type ReactNode, useContext, useMemo, useState } from 'react';
import type { Mode } from '../api/shapes.ts';

const STORAGE_KEY = 'wth-world';

interface World {
  /** Which of the dealer's worlds the pages show. */
  readonly mode: Mode;
  readonly setMode: (mode: Mode) => void;
}

const WorldContext = createContext<World | null>(null);

/** A link from elsewhere may name the world (`?mode=test`); else the last choice of this tab, else live. */
function readMode(): Mode {
  const named = new URLSearchParams(location.search).get('mode');
  const mode = named ?? sessionStorage.getItem(STORAGE_KEY);
  return mode === 'test' ? 'test' : 'live';
}

export function WorldProvider({ children }: { children: ReactNode }) {
  const [mode, setMode] = useState<Mode>(readMode);
  const world = useMemo(
    () => ({
      mode,
      setMode: (next: Mode) => {
        sessionStorage.setItem(STORAGE_KEY, next);
        setMode(next);
      },
    }),
    [mode],
  );
  return <WorldContext value={world}>{children}</WorldContext>;
}

export function useWorld(): World {
  const world = useContext(WorldContext);
  if (world === null) throw new Error('useWorld needs a WorldProvider above it');
  return world;
}
