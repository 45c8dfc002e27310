import { ImportFileError } from './import-file-error.ts';

export type CsvEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/** Enough to see what kind of file it is. */
export const SAMPLE_BYTES = 64 * 1024;

/** What people upload instead of a CSV file, by its first bytes (latin1). */
const FOREIGN_FILES: readonly (readonly [prefix: string, name: string])[] = [
  ['PK\x03\x04', 'an Excel or OpenDocument workbook or a ZIP file'],
  ['\xd0\xcf\x11\xe0', 'an old Excel workbook'],
  ['%PDF', 'a PDF document'],
  ['\x1f\x8b', 'a gzip file'],
  ['\x89PNG', 'an image'],
  ['\xff\xd8\xff', 'an image'],
  ['{\\rtf', 'a word processor document'],
];

const startsWith = (bytes: Uint8Array, ...prefix: number[]): boolean =>
  prefix.every((byte, index) => bytes[index] === byte);

/** By its mark (BOM), or UTF-16 by where its zero bytes lie. Null when the bytes must be tried. */
function markedEncoding(sample: Uint8Array): CsvEncoding | null {
  if (startsWith(sample, 0xff, 0xfe)) return 'utf-16le';
  if (startsWith(sample, 0xfe, 0xff)) return 'utf-16be';
  const zeros = [0, 0];
  for (let index = 0; index < sample.length; index += 1) if (sample[index] === 0) zeros[index % 2]! += 1;
  const half = sample.length / 2;
  if (zeros[1]! > half * 0.6 && zeros[0]! < half * 0.1) return 'utf-16le';
  if (zeros[0]! > half * 0.6 && zeros[1]! < half * 0.1) return 'utf-16be';
  return null;
}

/** A text has hardly any control characters; more than one in fifty is a program's own format. */
function looksBinary(sample: Uint8Array): boolean {
  const controls = sample.reduce(
    (count, byte) => count + (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13 ? 1 : 0),
    0,
  );
  return controls > sample.length / 50;
}

/**
 * Finds the encoding while a file streams by: its mark, else UTF-8 when every byte of it is, else
 * Windows-1252, which is what Excel writes in the West. A sample would not do: the first umlaut may come late.
 */
export class EncodingDetector {
  #sample = new Uint8Array(0);
  #decoder: InstanceType<typeof TextDecoder> | null = new TextDecoder('utf-8', { fatal: true });

  write(bytes: Uint8Array): void {
    if (this.#sample.length < SAMPLE_BYTES) {
      const more = bytes.subarray(0, SAMPLE_BYTES - this.#sample.length);
      const sample = new Uint8Array(this.#sample.length + more.length);
      sample.set(this.#sample);
      sample.set(more, this.#sample.length);
      this.#sample = sample;
    }
    this.#tryUtf8(bytes, true);
  }

  /** @throws ImportFileError when it is no text */
  end(): CsvEncoding {
    this.#tryUtf8(new Uint8Array(0), false);
    const head = String.fromCharCode(...this.#sample.subarray(0, 8));
    const foreign = FOREIGN_FILES.find(([prefix]) => head.startsWith(prefix));
    if (foreign !== undefined) {
      throw new ImportFileError(`This is ${foreign[1]}, not a CSV file. Save or export it as CSV first.`);
    }
    const marked = markedEncoding(this.#sample);
    if (marked !== null) return marked;
    if (looksBinary(this.#sample))
      throw new ImportFileError('This is not a text file. Export the list as CSV first.');
    if (this.#decoder !== null) return 'utf-8';
    if (startsWith(this.#sample, 0xef, 0xbb, 0xbf)) {
      throw new ImportFileError(
        'The file is marked as UTF-8 but holds bytes that are not. Export it again as CSV in UTF-8.',
      );
    }
    return 'windows-1252';
  }

  #tryUtf8(bytes: Uint8Array, stream: boolean): void {
    try {
      this.#decoder?.decode(bytes, { stream });
    } catch {
      this.#decoder = null; // a verdict, not a failure
    }
  }
}
