import { sniffDelimiter } from '../domain/csv-delimiter.ts';
import { SAMPLE_BYTES } from '../domain/csv-encoding.ts';
import { nameColumns } from '../domain/csv-mapping.ts';
import { CsvReader, type CsvRecord } from '../domain/csv-reader.ts';
import { ImportFileError } from '../domain/import-file-error.ts';
import type { Database } from '../storage/database.ts';
import { findImportChunk } from '../storage/import-chunks.ts';
import type { ClaimedImport } from '../storage/imports.ts';

/** One row below the header. */
export interface FileRow {
  /** From 1; blank lines don't count. */
  readonly number: number;
  readonly record: CsvRecord;
  /** Bytes of the file that were read up to its end; about, and never too many. */
  readonly bytesRead: number;
}

export interface ImportFile {
  readonly delimiter: string;
  /** The header, each name once. */
  readonly columns: readonly string[];
  /** Cells of the first rows, for the dealer to recognise the columns by. */
  readonly sample: readonly (readonly string[])[];
  /** All of them, as they are asked for. */
  readonly rows: AsyncGenerator<FileRow>;
}

const SAMPLE_ROWS = 20;

interface TextPiece {
  readonly text: string;
  /** Bytes before its end. */
  readonly endBytes: number;
  readonly isLast: boolean;
}

/** The file's text in pieces as it is stored; one piece is in memory at a time. */
async function* readText(database: Database, job: ClaimedImport): AsyncGenerator<TextPiece> {
  const decoder = new TextDecoder(job.encoding);
  let endBytes = 0;
  for (let position = 0; endBytes < job.file_bytes; position += 1) {
    const bytes = await findImportChunk(database.kysely, job, position);
    if (bytes === null) throw new Error(`import ${job.id} lacks its chunk ${position}`);
    endBytes += bytes.length;
    const isLast = endBytes >= job.file_bytes;
    yield { text: decoder.decode(bytes, { stream: !isLast }), endBytes, isLast };
  }
}

interface PlacedRecord {
  readonly record: CsvRecord;
  readonly bytesRead: number;
}

async function* readRecords(
  pieces: AsyncIterable<TextPiece>,
  reader: CsvReader,
): AsyncGenerator<PlacedRecord> {
  let startBytes = 0;
  for await (const piece of pieces) {
    const bytesPerChar = (piece.endBytes - startBytes) / Math.max(1, piece.text.length);
    let chars = 0;
    const place = (record: CsvRecord): PlacedRecord => {
      chars += record.chars;
      return { record, bytesRead: Math.min(piece.endBytes, Math.floor(startBytes + chars * bytesPerChar)) };
    };
    for (const record of reader.push(piece.text)) yield place(record);
    if (piece.isLast) for (const record of reader.end()) yield place(record);
    startBytes = piece.endBytes;
  }
}

async function* withFirst<T>(first: readonly T[], rest: AsyncGenerator<T>): AsyncGenerator<T> {
  yield* first;
  yield* rest;
}

async function takeFirst<T>(items: AsyncIterator<T>, count: number): Promise<T[]> {
  const taken: T[] = [];
  while (taken.length < count) {
    const next = await items.next();
    if (next.done) break;
    taken.push(next.value);
  }
  return taken;
}

/**
 * Opens an import's file: finds its delimiter, reads the header and looks at the first rows. Opened again, it reads
 * the same.
 * @throws ImportFileError
 */
export async function openImportFile(database: Database, job: ClaimedImport): Promise<ImportFile> {
  const pieces = readText(database, job);
  const opening = await pieces.next();
  if (opening.done) throw new ImportFileError('The file is empty.');
  const sample = opening.value.text.slice(0, SAMPLE_BYTES);
  const isWhole = opening.value.isLast && sample.length === opening.value.text.length;
  const { delimiter, skip } = sniffDelimiter(sample, isWhole);
  const start = { ...opening.value, text: opening.value.text.slice(skip) };
  const records = readRecords(withFirst([start], pieces), new CsvReader(delimiter, skip === 0 ? 1 : 2));
  const header = await records.next();
  if (header.done) throw new ImportFileError('The file holds no rows.');
  if (header.value.record.problem !== null) {
    throw new ImportFileError(`The header can't be read. ${header.value.record.problem}`);
  }
  const columns = nameColumns(header.value.record.fields);
  const rows = numberRows(records);
  const first = await takeFirst(rows, SAMPLE_ROWS);
  return {
    delimiter,
    columns,
    sample: first.filter(({ record }) => record.problem === null).map(({ record }) => record.fields),
    rows: withFirst(first, rows),
  };
}

async function* numberRows(records: AsyncGenerator<PlacedRecord>): AsyncGenerator<FileRow> {
  let number = 0;
  for await (const placed of records) {
    number += 1;
    yield { number, ...placed };
  }
}
