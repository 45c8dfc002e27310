export interface CsvRecord {
  /** Line of the file where it begins, from 1. */
  readonly line: number;
  readonly fields: readonly string[];
  /** Why it can't be used, for the dealer; null when it can. */
  readonly problem: string | null;
  /** Its length, with the line break. */
  readonly chars: number;
}

/** A record longer than this is a mistake; it bounds what the reader holds. */
export const MAX_RECORD_CHARS = 512 * 1024;

const TOO_LONG = `The row is longer than ${MAX_RECORD_CHARS} characters.`;
const UNCLOSED =
  'A quotation mark that opens a cell in this row is never closed. The row was left out; reading went on in the next line.';

type Field =
  | {
      readonly kind: 'field';
      readonly value: string /** Of the delimiter or line break behind it. */;
      readonly end: number;
    }
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'unclosed' };

const INCOMPLETE: Field = { kind: 'incomplete' };

/**
 * Reads CSV (RFC 4180) as it comes, a record at a time, holding no more than one record and the last chunk.
 * What the RFC forbids but dealers' files hold: quotation marks inside a cell that was not opened with one are
 * text, a cell `"Pepsi" bezel` is that text, `"5" links"` is `5" links`; blank lines don't count.
 *
 * Written by hand because of the quotation mark that is never closed: csv-parse then gives up the rest of the
 * file, where here one row fails and the next line is read as a row again. Tests compare the two.
 */
export class CsvReader {
  readonly #delimiter: string;
  #text = '';
  #at = 0;
  #line: number;
  #heldReturn = false;
  /** Within a line that was too long. */
  #skipping = false;

  constructor(delimiter: string, firstLine = 1) {
    this.#delimiter = delimiter;
    this.#line = firstLine;
  }

  *push(chunk: string): Generator<CsvRecord> {
    this.#append(chunk, false);
    yield* this.#records(false);
  }

  *end(): Generator<CsvRecord> {
    this.#append('', true);
    yield* this.#records(true);
  }

  /** Line breaks become `\n`; a `\r` at the end waits for what follows it. */
  #append(chunk: string, isLast: boolean): void {
    let text = this.#heldReturn ? `\r${chunk}` : chunk;
    this.#heldReturn = !isLast && text.endsWith('\r');
    if (this.#heldReturn) text = text.slice(0, -1);
    if (text.includes('\r')) text = text.replace(/\r\n?/g, '\n');
    this.#text = this.#text.slice(this.#at) + text;
    this.#at = 0;
  }

  *#records(isLast: boolean): Generator<CsvRecord> {
    while (this.#at < this.#text.length) {
      if (this.#skipping && !this.#skipLine()) return;
      const start = this.#at;
      const record = this.#next(isLast);
      if (record === null) return;
      if (record.problem === null && record.fields.every((field) => field.trim() === '')) continue;
      yield { ...record, chars: this.#at - start };
    }
  }

  /** Null when its end has not come yet. */
  #next(isLast: boolean): Omit<CsvRecord, 'chars'> | null {
    const lineEnd = this.#text.indexOf('\n', this.#at);
    const end = lineEnd === -1 ? this.#text.length : lineEnd;
    const line = this.#text.slice(this.#at, end);
    if (line.includes('"')) return this.#nextQuoted(isLast);
    if (lineEnd === -1 && !isLast) return line.length > MAX_RECORD_CHARS ? this.#dropLongLine() : null;
    if (line.length > MAX_RECORD_CHARS) return this.#drop(end, TOO_LONG);
    return this.#take(end, line.split(this.#delimiter));
  }

  #nextQuoted(isLast: boolean): Omit<CsvRecord, 'chars'> | null {
    const fields: string[] = [];
    let at = this.#at;
    while (true) {
      const field = this.#field(at, isLast);
      if (field.kind === 'unclosed') {
        const end = this.#lineEndAfter(at);
        return end === this.#text.length && !isLast ? this.#dropLongLine() : this.#drop(end, UNCLOSED);
      }
      if (field.kind === 'incomplete') {
        // Twice, so that whatever is judged below the bound has been judged before.
        return this.#text.length - this.#at > 2 * MAX_RECORD_CHARS ? this.#dropLongLine() : null;
      }
      fields.push(field.value);
      if (this.#text[field.end] !== this.#delimiter) {
        return field.end - this.#at > MAX_RECORD_CHARS
          ? this.#drop(field.end, TOO_LONG)
          : this.#take(field.end, fields);
      }
      at = field.end + 1;
    }
  }

  #field(start: number, isLast: boolean): Field {
    let open = start;
    while (this.#text[open] === ' ') open += 1;
    if (this.#text[open] !== '"') {
      const end = this.#fieldEnd(start);
      if (end === this.#text.length && !isLast) return INCOMPLETE;
      return { kind: 'field', value: this.#text.slice(start, end), end };
    }
    return this.#quotedField(open, isLast);
  }

  #quotedField(open: number, isLast: boolean): Field {
    const close = this.#closingQuote(open);
    const bound = open + MAX_RECORD_CHARS;
    if (close === -1) return isLast || this.#text.length > bound ? { kind: 'unclosed' } : INCOMPLETE;
    if (close > bound) return { kind: 'unclosed' };
    let end = close + 1;
    while (this.#text[end] === ' ') end += 1;
    if (end === this.#text.length && !isLast) return INCOMPLETE;
    const value = this.#text.slice(open + 1, close);
    if (end === this.#text.length || this.#text[end] === this.#delimiter || this.#text[end] === '\n') {
      return { kind: 'field', value: value.includes('"') ? value.replaceAll('""', '"') : value, end };
    }
    // A text over several lines that ends in the middle of a cell: the mark was not meant to open one.
    return value.includes('\n') ? { kind: 'unclosed' } : this.#strayQuotes(open, close, isLast);
  }

  #closingQuote(open: number): number {
    let close = this.#text.indexOf('"', open + 1);
    while (close !== -1 && this.#text[close + 1] === '"') close = this.#text.indexOf('"', close + 2);
    return close;
  }

  /** `"Pepsi" bezel` is meant as it stands; in `"5" links"` the outer marks enclose the cell. */
  #strayQuotes(open: number, close: number, isLast: boolean): Field {
    const end = this.#fieldEnd(close);
    if (end === this.#text.length && !isLast) return INCOMPLETE;
    const raw = this.#text.slice(open, end).trimEnd();
    return { kind: 'field', value: raw.endsWith('"') ? raw.slice(1, -1).replaceAll('""', '"') : raw, end };
  }

  /** Looks no further than the line's end: a delimiter that never comes would be sought in the whole chunk. */
  #fieldEnd(start: number): number {
    const lineEnd = this.#lineEndAfter(start);
    const delimiter = this.#text.slice(start, lineEnd).indexOf(this.#delimiter);
    return delimiter === -1 ? lineEnd : start + delimiter;
  }

  #lineEndAfter(start: number): number {
    const end = this.#text.indexOf('\n', start);
    return end === -1 ? this.#text.length : end;
  }

  /** The record ends before `end`, where the line break is. */
  #take(end: number, fields: readonly string[], problem: string | null = null): Omit<CsvRecord, 'chars'> {
    const line = this.#line;
    for (
      let at = this.#text.indexOf('\n', this.#at);
      at !== -1 && at <= end;
      at = this.#text.indexOf('\n', at + 1)
    ) {
      this.#line += 1;
    }
    this.#at = Math.min(end + 1, this.#text.length);
    return { line, fields, problem };
  }

  #drop(end: number, problem: string): Omit<CsvRecord, 'chars'> {
    return this.#take(end, [], problem);
  }

  #dropLongLine(): Omit<CsvRecord, 'chars'> {
    this.#skipping = true;
    return this.#take(this.#text.length, [], TOO_LONG);
  }

  /** Whether the end of the line has come. */
  #skipLine(): boolean {
    const end = this.#text.indexOf('\n', this.#at);
    this.#at = end === -1 ? this.#text.length : end + 1;
    if (end === -1) return false;
    this.#line += 1;
    this.#skipping = false;
    return true;
  }
}
