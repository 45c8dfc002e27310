import { useState } from 'react';
import { keepCalm } from './calm-rows.ts';

interface CalmOptions<Row> {
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  /** Names what is listed; another list is shown at once. */
  readonly listKey: string;
  /** Rows of the list before, until those of this one are there. */
  readonly isStale: boolean;
  /** Somebody reads: nothing may jump. */
  readonly isReading: boolean;
}

/** Rows that hold still while they are read, with the number of new ones and the way to show them. */
export function useCalmRows<Row>({ rows, rowKey, listKey, isStale, isReading }: CalmOptions<Row>) {
  const [kept, setKept] = useState({ listKey: '', rows });
  const holds = isReading && !isStale && kept.listKey === listKey && kept.rows.length > 0;
  if (!holds && !isStale && (kept.rows !== rows || kept.listKey !== listKey)) setKept({ listKey, rows });
  const showNew = () => setKept({ listKey, rows });
  return holds ? { ...keepCalm(kept.rows, rows, rowKey), showNew } : { shown: rows, waiting: 0, showNew };
}
