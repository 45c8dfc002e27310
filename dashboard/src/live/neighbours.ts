interface Neighbours {
  readonly previous: string | null;
  readonly next: string | null;
}

/** The keys above and below one; none when it is not in the list. */
export function findNeighbours(keys: readonly string[], key: string | null): Neighbours {
  const index = key === null ? -1 : keys.indexOf(key);
  if (index === -1) return { previous: null, next: null };
  return { previous: keys[index - 1] ?? null, next: keys[index + 1] ?? null };
}
