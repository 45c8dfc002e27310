/**
 * Spreadsheets run a cell that begins with one of these as a formula. The export puts an apostrophe before such a
 * cell, and before one that looks guarded already, so that the import can take exactly one off again.
 */
const NEEDS_GUARD = /^'*[=+\-@\t\r\n]/;
const IS_GUARDED = /^'+[=+\-@\t\r\n]/;

/** Numbers the export writes are never negative, so a guarded cell is always text. */
export function guardFormula(cell: string): string {
  return NEEDS_GUARD.test(cell) ? `'${cell}` : cell;
}

export function unguardFormula(cell: string): string {
  return IS_GUARDED.test(cell) ? cell.slice(1) : cell;
}

/** Lower case without accents, punctuation and camel case: how headers and wordings are compared. */
export function foldWords(text: string): string {
  return text
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** One line: line breaks and runs of spaces, as scraped pages leave them, become one space. */
export function cleanLine(text: string): string {
  return text.replace(/\s+/gu, ' ').trim();
}

/** Keeps its lines. */
export function cleanText(text: string): string {
  return text.replace(/\r\n?/g, '\n').trim();
}

const NOTHING = new Set([
  'n a',
  'na',
  'null',
  'nil',
  'none',
  'unknown',
  'not specified',
  'k a',
  'unbekannt',
  'inconnu',
]);
for (const word of ['keine angabe', 'sconosciuto', 'desconocido', 'non specifie', 'undefined', 'nan'])
  NOTHING.add(word);

/** Empty, a dash, or a word for "not known": says nothing about the watch. */
export function saysNothing(cell: string): boolean {
  const text = cell.trim();
  if (/^[-–—.?/]*$/.test(text)) return true;
  // Folding is dear, and nearly every cell says something.
  return text.length <= 20 && /^[^\p{L}\p{N}]*[diknsu]/iu.test(text) && NOTHING.has(foldWords(text));
}

/** Code points, as JSON Schema counts them. */
export function isLongerThan(text: string, limit: number): boolean {
  return text.length > limit && (text.length > 2 * limit || [...text].length > limit);
}
