/** Every status with its count, zeros too. */
export function withEach<S extends string>(
  statuses: readonly S[],
  counts: Readonly<Record<string, number>>,
): Record<S, number> {
  return Object.fromEntries(statuses.map((status) => [status, counts[status] ?? 0])) as Record<S, number>;
}

/** The same with their sum, for the tabs of a list. */
export function showCounts<S extends string>(
  statuses: readonly S[],
  counts: Readonly<Record<string, number>>,
): { readonly all: number } & Record<S, number> {
  const each = withEach(statuses, counts);
  const all = Object.values<number>(each).reduce((sum, count) => sum + count, 0);
  return { all, ...each };
}
