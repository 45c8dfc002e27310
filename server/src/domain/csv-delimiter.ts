import { CsvReader, type CsvRecord } from './csv-reader.ts';
import { isKnownHeader } from './csv-synonyms.ts';

export const DELIMITERS = [',', ';', '\t', '|'] as const;

const RECORDS_TO_JUDGE = 200;

/** Excel's own first line that names the delimiter. */
const SEPARATOR_LINE = /^sep=([,;\t|])\r?\n/i;

function readSample(sample: string, delimiter: string, isWhole: boolean): CsvRecord[] {
  const reader = new CsvReader(delimiter);
  const records = [...reader.push(sample), ...(isWhole ? reader.end() : [])];
  return records.slice(0, RECORDS_TO_JUDGE);
}

/** Known headers count most; then that rows have as many fields as the header, and how many that are. */
function score(records: readonly CsvRecord[]): number {
  const header = records[0];
  if (header === undefined || header.fields.length < 2) return 0;
  const width = header.fields.length;
  const known = header.fields.filter(isKnownHeader).length;
  const even = records.filter((record) => record.fields.length === width).length / records.length;
  return known * 10 + even * Math.min(width, 30);
}

/**
 * The delimiter that reads the sample best; a comma when there is but one column.
 * @param isWhole the sample is the whole file, so its last line counts
 * @returns also how many characters to skip (a line `sep=;`)
 */
export function sniffDelimiter(sample: string, isWhole: boolean): { delimiter: string; skip: number } {
  const named = SEPARATOR_LINE.exec(sample);
  if (named !== null) return { delimiter: named[1]!, skip: named[0].length };
  let best = { delimiter: ',', score: 0 };
  for (const delimiter of DELIMITERS) {
    const found = score(readSample(sample, delimiter, isWhole));
    if (found > best.score) best = { delimiter, score: found };
  }
  return { delimiter: best.delimiter, skip: 0 };
}
