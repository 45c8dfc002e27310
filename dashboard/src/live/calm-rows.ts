interface CalmRows<Row> {
  /** In the order the reader knows. */
  readonly shown: readonly Row[];
  /** Rows that came meanwhile and wait above. */
  readonly waiting: number;
}

/**
 * What to show while somebody reads: the rows that were there, each as it is now, none moved, added or taken away.
 * @param kept rows the reader sees
 * @param fresh rows as the server has them now, newest first
 */
export function keepCalm<Row>(
  kept: readonly Row[],
  fresh: readonly Row[],
  rowKey: (row: Row) => string,
): CalmRows<Row> {
  const byKey = new Map(fresh.map((row) => [rowKey(row), row]));
  const known = new Set(kept.map(rowKey));
  const firstKnown = fresh.findIndex((row) => known.has(rowKey(row)));
  return {
    shown: kept.map((row) => byKey.get(rowKey(row)) ?? row),
    // Older rows move up from the next page when others leave; they are not news.
    waiting: firstKnown === -1 ? fresh.length : firstKnown,
  };
}
