import { keepPreviousData, type QueryKey, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Page } from '../api/shapes.ts';

interface PagesOptions<Row> {
  /** Names the list and its filters; when it changes, the first page is shown. */
  readonly queryKey: QueryKey;
  /** Fetches the page behind a cursor; the first without one. */
  readonly fetchPage: (after: string | undefined, signal: AbortSignal) => Promise<Page<Row>>;
  /** The first page is fetched again this often while it is shown; later ones hold still. */
  readonly refetchMs?: number;
}

/** A list paged by the server: one page at a time, with the way back in memory. */
export function usePages<Row>({ queryKey, fetchPage, refetchMs }: PagesOptions<Row>) {
  const filter = JSON.stringify(queryKey);
  const [trail, setTrail] = useState<{ filter: string; cursors: readonly string[] }>({ filter, cursors: [] });
  const cursors = trail.filter === filter ? trail.cursors : [];
  const after = cursors.at(-1);
  const query = useQuery({
    queryKey: [...queryKey, { after }],
    queryFn: ({ signal }) => fetchPage(after, signal),
    placeholderData: keepPreviousData,
    refetchInterval: refetchMs !== undefined && after === undefined ? refetchMs : false,
  });
  const goTo = (next: readonly string[]) => setTrail({ filter, cursors: next });
  const nextCursor = query.data?.next_cursor ?? null;
  return {
    query,
    rows: query.data?.data ?? [],
    isStale: query.isPlaceholderData,
    page: cursors.length + 1,
    onPrevious: cursors.length === 0 ? null : () => goTo(cursors.slice(0, -1)),
    onNext: nextCursor === null || query.isPlaceholderData ? null : () => goTo([...cursors, nextCursor]),
  };
}
