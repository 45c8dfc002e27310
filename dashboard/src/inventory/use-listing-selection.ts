import { useState } from 'react';
import { type ListingsFilter, listListings } from '../api/listings.ts';
import type { Listing, Mode } from '../api/shapes.ts';

/** What the dialogs need of a chosen listing, so that 10,000 of them stay light. */
export type ChosenListing = Pick<Listing, 'id' | 'title' | 'stock_number' | 'price'>;

type Chosen = ReadonlyMap<string, ChosenListing>;

const NONE: Chosen = new Map();
/** The most the hub gives at once. */
const FETCH_ROWS = 250;

const lightOf = ({ id, title, stock_number, price }: Listing): ChosenListing => ({
  id,
  title,
  stock_number,
  price,
});

/**
 * The listings chosen on this and other pages of one tab and search; another tab or search begins anew.
 * @param scope names tab, search and world
 */
export function useListingSelection(mode: Mode, filter: ListingsFilter, rows: readonly Listing[]) {
  const scope = JSON.stringify([mode, filter.status, filter.q]);
  const [state, setState] = useState({ scope, chosen: NONE });
  const [fetched, setFetched] = useState<number | null>(null);
  const chosen = state.scope === scope ? state.chosen : NONE;
  const choose = (next: Chosen) => setState({ scope, chosen: next });
  const setKeys = (keys: ReadonlySet<string>) => {
    const known = new Map([...chosen, ...rows.map((row) => [row.id, lightOf(row)] as const)]);
    choose(new Map([...keys].map((key) => [key, known.get(key)!])));
  };
  const chooseAll = async () => {
    const all = new Map<string, ChosenListing>();
    setFetched(0);
    try {
      for (let after: string | null | undefined; after !== null; ) {
        const page = await listListings(mode, filter, { limit: FETCH_ROWS, after });
        for (const listing of page.data) all.set(listing.id, lightOf(listing));
        setFetched(all.size);
        after = page.next_cursor;
      }
      choose(all);
    } finally {
      setFetched(null);
    }
  };
  return {
    chosen,
    keys: new Set(chosen.keys()) as ReadonlySet<string>,
    setKeys,
    chooseAll,
    /** How many "select all" has found so far; null when it isn't running. */
    fetched,
    clear: () => choose(NONE),
    keep: (ids: readonly string[]) =>
      choose(new Map(ids.flatMap((id) => (chosen.has(id) ? [[id, chosen.get(id)!] as const] : [])))),
  };
}

export type ListingSelection = ReturnType<typeof useListingSelection>;
