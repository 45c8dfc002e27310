import { headerOf, type NodeRequest, type NodeResponse, nodeHandler } from './node.ts';
import type { Receiver } from './receiver.ts';

/** What is needed of Express's request, which extends Node's. */
export interface ExpressRequest extends NodeRequest {
  readonly body?: unknown;
  readonly readableEnded: boolean;
}

/**
 * For `app.post(path, …)`. Reads the body when nothing has yet: put the route before `express.json()`, since a parsed body
 * no longer holds the bytes that were signed. Behind a parser of yours it takes what
 * `express.raw({ type: 'application/json', limit: '4mb' })` left; without `limit` that refuses what is above 100 kB.
 */
export function expressHandler(
  receiver: Receiver,
): (request: ExpressRequest, response: NodeResponse, next: (error?: unknown) => void) => Promise<void> {
  const readAndReceive = nodeHandler(receiver);
  return async (request, response, next) => {
    const { body: rawBody } = request;
    if (typeof rawBody !== 'string' && !(rawBody instanceof Uint8Array)) {
      if (!request.readableEnded) return await readAndReceive(request, response);
      next(
        new TypeError(
          'The body was parsed before the webhook receiver: put its route before express.json().',
        ),
      );
      return;
    }
    const { status, body } = await receiver.receive({ rawBody, header: headerOf(request.headers) });
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(body);
  };
}
