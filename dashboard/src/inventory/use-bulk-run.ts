import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { type BulkAction, changeListings, listingsKey } from '../api/listings.ts';
import type { Mode } from '../api/shapes.ts';
import { type BulkSummary, runBulk } from './run-bulk.ts';

type Stage =
  | { readonly at: 'asking' }
  | { readonly at: 'running'; readonly done: number; readonly isStopping: boolean }
  | { readonly at: 'finished'; readonly summary: BulkSummary };

/** One change of many listings, from the question to its result. */
export function useBulkRun(mode: Mode, ids: readonly string[]) {
  const client = useQueryClient();
  const [stage, setStage] = useState<Stage>({ at: 'asking' });
  const stop = useRef(new AbortController());
  // Who leaves the page has seen neither the end nor a result: no further batch begins.
  useEffect(() => {
    const controller = new AbortController();
    stop.current = controller;
    return () => controller.abort();
  }, []);
  const start = async (action: BulkAction) => {
    setStage({ at: 'running', done: 0, isStopping: false });
    const summary = await runBulk({
      ids,
      stop: stop.current.signal,
      send: (batch) => changeListings(mode, batch, action),
      onProgress: (done) => setStage((now) => (now.at === 'running' ? { ...now, done } : now)),
    });
    setStage({ at: 'finished', summary });
    await Promise.all([
      client.invalidateQueries({ queryKey: listingsKey(mode) }),
      client.invalidateQueries({ queryKey: ['overview'] }),
    ]);
  };
  const askToStop = () => {
    stop.current.abort();
    setStage((now) => (now.at === 'running' ? { ...now, isStopping: true } : now));
  };
  return { stage, start, askToStop };
}
