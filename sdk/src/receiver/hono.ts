import type { Receiver } from './receiver.ts';
import { answerWeb, webHandler } from './web.ts';

/** What is needed of Hono's context. */
export interface HonoContext {
  readonly req: { readonly raw: Request; arrayBuffer(): Promise<ArrayBuffer> };
}

/** For `app.post(path, …)`, also behind a middleware that has read the body: Hono keeps it. */
export function honoHandler(receiver: Receiver): (context: HonoContext) => Promise<Response> {
  const handle = webHandler(receiver);
  return async ({ req }) => {
    if (!req.raw.bodyUsed) return await handle(req.raw);
    return await answerWeb(receiver, new Uint8Array(await req.arrayBuffer()), req.raw.headers);
  };
}
