import { useSearchParams } from 'react-router';

/**
 * Filters kept in the address, so that a view can be bookmarked and sent. Empty ones are left out.
 * @param names of the parameters this page owns; others stay as they are
 */
export function useUrlFilters<const Name extends string>(names: readonly Name[]) {
  const [search, setSearch] = useSearchParams();
  const filters = Object.fromEntries(names.map((name) => [name, search.get(name) ?? ''])) as Record<
    Name,
    string
  >;
  const setFilters = (changes: Partial<Record<Name, string>>) =>
    setSearch(
      (before) => {
        const next = new URLSearchParams(before);
        for (const [name, value] of Object.entries(changes) as [Name, string][]) {
          if (value === '') next.delete(name);
          else next.set(name, value);
        }
        return next;
      },
      { replace: true },
    );
  return { filters, setFilters };
}
