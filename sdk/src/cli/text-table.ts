import { printable } from './printable.ts';

const GAP = '  ';
const CELL_LENGTH_MAX = 40;

/** Columns under their names, as wide as they need to be; text is cut to 40 characters. */
export function formatTable(names: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = rows.map((row) => row.map((cell) => printable(cell, CELL_LENGTH_MAX)));
  const widths = names.map((name, index) =>
    Math.max(name.length, ...cells.map((row) => row[index]?.length ?? 0)),
  );
  const line = (row: readonly string[]) =>
    row
      .map((cell, index) => cell.padEnd(widths[index] ?? 0))
      .join(GAP)
      .trimEnd();
  return `${[names, ...cells].map(line).join('\n')}\n`;
}
