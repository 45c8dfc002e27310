import type { Receiver } from './receiver.ts';
import { webHandler } from './web.ts';

/** For `export const POST = …` in a `route.ts` of the App Router. */
export const nextHandler = (receiver: Receiver): ((request: Request) => Promise<Response>) =>
  webHandler(receiver);
