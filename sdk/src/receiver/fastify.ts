import { headerOf, type NodeRequest } from './node.ts';
import { BODY_BYTES_MAX } from './read-body.ts';
import type { Receiver } from './receiver.ts';

interface FastifyReplyLike {
  code(status: number): unknown;
  header(name: string, value: string): unknown;
  send(body: string): unknown;
}

type ParseBody = (request: unknown, body: unknown) => Promise<unknown>;

/** What is needed of a Fastify instance, version 4 or 5. */
export interface FastifyLike {
  removeAllContentTypeParsers(): void;
  addContentTypeParser(
    type: string,
    options: { parseAs: 'buffer'; bodyLimit: number },
    parse: ParseBody,
  ): unknown;
  post(
    path: string,
    handler: (
      request: { readonly headers: NodeRequest['headers']; readonly body: unknown },
      reply: FastifyReplyLike,
    ) => Promise<unknown>,
  ): unknown;
}

export interface FastifyReceiverOptions {
  readonly receiver: Receiver;
  /** Below the prefix of `register`; `/` by default. */
  readonly path?: string;
}

/** For `app.register(fastifyReceiver, { receiver, path })`. Keeps raw bodies inside this plugin alone. */
export async function fastifyReceiver(app: FastifyLike, options: FastifyReceiverOptions): Promise<void> {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    '*',
    { parseAs: 'buffer', bodyLimit: BODY_BYTES_MAX },
    async (_request, body) => body,
  );
  app.post(options.path ?? '/', async (request, reply) => {
    const rawBody = (request.body as Uint8Array | undefined) ?? '';
    const { status, body } = await options.receiver.receive({ rawBody, header: headerOf(request.headers) });
    reply.code(status);
    reply.header('content-type', 'application/json');
    return reply.send(body);
  });
}
