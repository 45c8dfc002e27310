import { readBody } from './read-body.ts';
import type { Receiver } from './receiver.ts';

/** For whatever speaks Web `Request` and `Response`: Bun, Deno, Workers and other edge runtimes. */
export function webHandler(receiver: Receiver): (request: Request) => Promise<Response> {
  return async (request) => {
    const chunks = request.body as unknown as AsyncIterable<Uint8Array> | null;
    const rawBody = chunks === null ? '' : await readBody(chunks);
    if (rawBody === null) return new Response(null, { status: 413 });
    const { status, body } = await receiver.receive({
      rawBody,
      header: (name) => request.headers.get(name),
    });
    return new Response(body, { status, headers: { 'content-type': 'application/json' } });
  };
}
