/**
 * A text as one word of a POSIX shell, whatever it holds: nothing is special between single quotes, and a single
 * quote itself stands outside of them.
 * @param text without NUL, which no argument can hold
 */
export function quoteForShell(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
