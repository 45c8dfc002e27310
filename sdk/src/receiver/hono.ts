import type { Receiver } from './receiver.ts';
import { webHandler } from './web.ts';

/** For `app.post(path, …)`. */
export function honoHandler(
  receiver: Receiver,
): (context: { readonly req: { readonly raw: Request } }) => Promise<Response> {
  const handle = webHandler(receiver);
  return ({ req }) => handle(req.raw);
}
