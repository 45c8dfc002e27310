const HEAD_END = '\r\n\r\n';

/**
 * Takes requests out of the bytes of one connection. Knows only what the hub sends (`Content-Length`, no chunks):
 * a complete HTTP parser would cost the receiver more than the rest of its work.
 */
export class RequestReader {
  readonly #onRequest: (head: string) => void;
  #rest: Buffer | null = null;

  /** @param onRequest gets the request line and the headers of each request whose body has arrived */
  constructor(onRequest: (head: string) => void) {
    this.#onRequest = onRequest;
  }

  add(chunk: Buffer): void {
    let bytes = this.#rest === null ? chunk : Buffer.concat([this.#rest, chunk]);
    while (bytes.length > 0) {
      const headEnd = bytes.indexOf(HEAD_END);
      if (headEnd < 0) break;
      const head = bytes.toString('latin1', 0, headEnd);
      const end = headEnd + HEAD_END.length + Number(headerOf(head, 'content-length') ?? 0);
      if (bytes.length < end) break;
      bytes = bytes.subarray(end);
      this.#onRequest(head);
    }
    this.#rest = bytes.length > 0 ? bytes : null;
  }
}

/** @param name in lower case */
export function headerOf(head: string, name: string): string | null {
  const start = head.toLowerCase().indexOf(`\r\n${name}: `);
  if (start < 0) return null;
  const valueStart = start + name.length + 4;
  const end = head.indexOf('\r\n', valueStart);
  return head.slice(valueStart, end < 0 ? undefined : end);
}
