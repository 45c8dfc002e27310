import { sniffDelimiter } from '../domain/csv-delimiter.ts';
import { SAMPLE_BYTES } from '../domain/csv-encoding.ts';
import { type Mapping, mapColumns, nameColumns } from '../domain/csv-mapping.ts';
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

export interface FileFormat {
  readonly delimiter: string;
  readonly columns: readonly string[];
  readonly mapping: Mapping;
}

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

async function* withFirst<T>(first: T, rest: AsyncIterator<T>): AsyncGenerator<T> {
  yield first;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}

/**
 * Opens an import's file: finds its delimiter, reads the header and maps the columns; the rows follow as they
 * are asked for. Opened again, it reads the same.
 * @throws ImportFileError
 */
export async function openImportFile(
  database: Database,
  job: ClaimedImport,
): Promise<{ format: FileFormat; rows: AsyncGenerator<FileRow> }> {
  const pieces = readText(database, job);
  const first = await pieces.next();
  if (first.done) throw new ImportFileError('The file is empty.');
  const sample = first.value.text.slice(0, SAMPLE_BYTES);
  const isWhole = first.value.isLast && sample.length === first.value.text.length;
  const { delimiter, skip } = sniffDelimiter(sample, isWhole);
  const start = { ...first.value, text: first.value.text.slice(skip) };
  const records = readRecords(withFirst(start, pieces), new CsvReader(delimiter, skip === 0 ? 1 : 2));
  const header = await records.next();
  if (header.done) throw new ImportFileError('The file holds no rows.');
  if (header.value.record.problem !== null) {
    throw new ImportFileError(`The header can't be read. ${header.value.record.problem}`);
  }
  const columns = nameColumns(header.value.record.fields);
  const mapping = mapColumns(columns, job.options.mapping);
  return { format: { delimiter, columns, mapping }, rows: numberRows(records) };
}

async function* numberRows(records: AsyncGenerator<PlacedRecord>): AsyncGenerator<FileRow> {
  let number = 0;
  for await (const placed of records) {
    number += 1;
    yield { number, ...placed };
  }
}
