/** One dispatched record of `text/event-stream`. */
export interface StreamRecord {
  /** `message` without one. */
  readonly name: string;
  /** The last id given so far; empty before the first. */
  readonly id: string;
  /** Null for a record that only moves the id. */
  readonly data: string | null;
}

/** Reads `text/event-stream` as WHATWG HTML, section 9.2.6, says; what a broken connection left unfinished is dropped. */
export class EventStreamParser {
  readonly #decoder = new TextDecoder();
  #rest = '';
  #id = '';
  #hasId = false;
  #name = '';
  #data: string[] = [];

  /** The records that this chunk completes. */
  push(chunk: Uint8Array): StreamRecord[] {
    const text = this.#rest + this.#decoder.decode(chunk, { stream: true });
    // A CR at the end may be half of a CRLF.
    const lines = text.split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop() ?? '';
    return lines.flatMap((line) => this.#takeLine(line) ?? []);
  }

  #takeLine(line: string): StreamRecord | null {
    if (line === '') return this.#dispatch();
    const [, field, value = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
    if (field === 'data') this.#data.push(value);
    else if (field === 'event') this.#name = value;
    else if (field === 'id' && !value.includes('\0')) {
      this.#id = value;
      this.#hasId = true;
    }
    return null;
  }

  #dispatch(): StreamRecord | null {
    const data = this.#data.length === 0 ? null : this.#data.join('\n');
    const record = { name: this.#name || 'message', id: this.#id, data };
    const isEmpty = data === null && !this.#hasId;
    this.#name = '';
    this.#data = [];
    this.#hasId = false;
    return isEmpty ? null : record;
  }
}
