import { readBody } from './read-body.ts';
import type { Receiver } from './receiver.ts';

export { fileStore } from './file-store.ts';

/** What is needed of `http.IncomingMessage`. */
export interface NodeRequest extends AsyncIterable<Uint8Array> {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** What is needed of `http.ServerResponse`. */
export interface NodeResponse {
  writeHead(status: number, headers?: Record<string, string>): unknown;
  end(body?: string): unknown;
  destroy(): unknown;
}

export function headerOf(headers: NodeRequest['headers']): (name: string) => string | undefined {
  return (name) => [headers[name.toLowerCase()]].flat().join(',') || undefined;
}

/** For `http.createServer`, or for one path of it: the request's body must not have been read. */
export function nodeHandler(
  receiver: Receiver,
): (request: NodeRequest, response: NodeResponse) => Promise<void> {
  return async (request, response) => {
    let rawBody: Uint8Array | null;
    try {
      rawBody = await readBody(request);
    } catch {
      // The sender is gone; it will send again.
      response.destroy();
      return;
    }
    if (rawBody === null) {
      response.writeHead(413, { connection: 'close' });
      response.end();
      return;
    }
    const { status, body } = await receiver.receive({ rawBody, header: headerOf(request.headers) });
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(body);
  };
}
