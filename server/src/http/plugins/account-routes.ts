import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Accounts } from '../dependencies.ts';
import { toHeaders } from './dashboard-session.ts';

/** Sign-up and sign-in bodies are a few hundred bytes. */
const BODY_LIMIT_BYTES = 64 * 1024;

/** Hands `/api/auth/*` to the account library, which speaks the web platform's Request and Response. */
export function addAccountRoutes(app: FastifyInstance, accounts: Accounts, publicUrl: () => string): void {
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, async (_request: unknown, body: Buffer) => body);
    scope.route({
      method: ['GET', 'POST'],
      url: '/api/auth/*',
      bodyLimit: BODY_LIMIT_BYTES,
      schema: { hide: true },
      handler: async (request, reply) => {
        const response = await accounts.handle(toWebRequest(request, publicUrl()), request.ip);
        return await sendWebResponse(response, reply);
      },
    });
  });
}

function toWebRequest(request: FastifyRequest, publicUrl: string): Request {
  const body = request.body instanceof Buffer && request.body.length > 0 ? request.body : null;
  return new Request(new URL(request.url, publicUrl), {
    method: request.method,
    headers: toHeaders(request),
    ...(body === null ? {} : { body: new Uint8Array(body) }),
  });
}

async function sendWebResponse(response: Response, reply: FastifyReply): Promise<FastifyReply> {
  reply.code(response.status);
  for (const [name, value] of response.headers) {
    if (name !== 'set-cookie') reply.header(name, value);
  }
  const cookies = response.headers.getSetCookie();
  if (cookies.length > 0) reply.header('set-cookie', cookies);
  return reply.send(Buffer.from(await response.arrayBuffer()));
}
