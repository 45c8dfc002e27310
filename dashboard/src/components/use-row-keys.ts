import type { KeyboardEvent } from 'react';
import { type TableProps, toggled } from './column.ts';

const STEPS: Readonly<Record<string, (index: number, last: number) => number>> = {
  ArrowDown: (index, last) => Math.min(index + 1, last),
  ArrowUp: (index) => Math.max(index - 1, 0),
  Home: () => 0,
  End: (_index, last) => last,
};

/** Moves the focus between rows, opens and chooses the one that has it. Keys inside a row's controls are theirs. */
export function useRowKeys<Row>({ rows, rowKey, onOpen, selection }: TableProps<Row>) {
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const element = event.target as HTMLElement;
    if (element.dataset.row === undefined) return;
    const index = Number(element.dataset.row);
    const row = rows[index];
    if (row === undefined) return;
    const next = STEPS[event.key]?.(index, rows.length - 1);
    if (next !== undefined) {
      event.currentTarget.querySelector<HTMLElement>(`[data-row="${next}"]`)?.focus();
    } else if (event.key === 'Enter' && onOpen !== undefined) {
      onOpen(row);
    } else if (event.key === ' ' && selection !== undefined) {
      selection.onChange(toggled(selection.keys, rowKey(row)));
    } else {
      return;
    }
    event.preventDefault();
  };
  return { onKeyDown };
}
