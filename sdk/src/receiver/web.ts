import { readBody } from './read-body.ts';
import type { Receiver } from './receiver.ts';

/**
 * For whatever speaks Web `Request` and `Response`: Bun, Deno, Workers and other edge runtimes.
 * Rejects with a TypeError when the body has been read before.
 */
export function webHandler(receiver: Receiver): (request: Request) => Promise<Response> {
  return async (request) => {
    if (request.bodyUsed) {
      throw new TypeError('The body was read before the webhook receiver: give it a request.clone().');
    }
    const chunks = request.body as unknown as AsyncIterable<Uint8Array> | null;
    const rawBody = chunks === null ? '' : await readBody(chunks);
    if (rawBody === null) return new Response(null, { status: 413 });
    return await answerWeb(receiver, rawBody, request.headers);
  };
}

export async function answerWeb(
  receiver: Receiver,
  rawBody: string | Uint8Array,
  headers: Headers,
): Promise<Response> {
  const { status, body } = await receiver.receive({ rawBody, header: (name) => headers.get(name) });
  return new Response(body, { status, headers: { 'content-type': 'application/json' } });
}
