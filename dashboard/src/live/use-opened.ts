import { useSearchParams } from 'react-router';

/** What is open beside a list, kept in the address: Back closes what was opened, and a link can lead to it. */
export function useOpened(parameter: string) {
  const [search, setSearch] = useSearchParams();
  const put = (id: string | null, replace: boolean) =>
    setSearch(
      (before) => {
        const next = new URLSearchParams(before);
        if (id === null) next.delete(parameter);
        else next.set(parameter, id);
        return next;
      },
      { replace, preventScrollReset: true },
    );
  return {
    openedId: search.get(parameter),
    open: (id: string) => put(id, false),
    /** To a neighbour: Back still leads to the list. */
    moveTo: (id: string) => put(id, true),
    close: () => put(null, true),
  };
}
