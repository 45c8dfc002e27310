import type { ReactNode } from 'react';

/** A column of a `DataTable`. */
export interface Column<Row, Key extends string = string> {
  readonly key: Key;
  readonly header: string;
  readonly cell: (row: Row) => ReactNode;
  /** Numbers and amounts stand right, so that digits are below each other. */
  readonly align?: 'right';
  /** What the server sorts by when the header is pressed; without it the header is plain. */
  readonly sortKey?: string;
  /** Also shown where a row is a card, on small screens. The first column always is. */
  readonly isEssential?: boolean;
}

export interface Sort {
  readonly key: string;
  readonly order: 'asc' | 'desc';
}

export interface Selection {
  readonly keys: ReadonlySet<string>;
  readonly onChange: (keys: ReadonlySet<string>) => void;
}

export interface TableProps<Row> {
  /** Names the table for screen readers. */
  readonly label: string;
  /** The first is the row's header and carries its link. */
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  /** Names a row where its key alone would be read out. */
  readonly rowLabel: (row: Row) => string;
  /** At a click on the row, and at Enter. */
  readonly onOpen?: (row: Row) => void;
  readonly selection?: Selection;
  readonly sort?: Sort & { readonly onChange: (sort: Sort) => void };
  /** Newer rows are being fetched: those shown are dimmed. */
  readonly isStale?: boolean;
}

/** Tells whether a click in a row is one on the row: links and controls in it act for themselves. */
export function isRowClick(event: { readonly target: EventTarget }): boolean {
  return !(event.target instanceof Element) || event.target.closest('a, button, input, label') === null;
}

/** The selection with one row in or out. */
export function toggled(keys: ReadonlySet<string>, key: string): ReadonlySet<string> {
  const next = new Set(keys);
  if (!next.delete(key)) next.add(key);
  return next;
}
