import type { FastifyInstance } from 'fastify';

/** Connections that fall idle while the server closes are looked for this often. */
const SWEEP_MS = 50;

/**
 * Node closes the connections that are idle when closing begins. One that carries a request just then would stay
 * open for its keep-alive time (72 s), and closing would wait for it. So its answer says that it is the last, and
 * what falls idle in spite of that is closed by a sweep.
 */
export function addClosingConnections(app: FastifyInstance): void {
  let isClosing = false;
  app.addHook('preClose', async () => {
    isClosing = true;
    if (!app.server.listening) return;
    const sweep = setInterval(() => app.server.closeIdleConnections(), SWEEP_MS);
    app.server.once('close', () => clearInterval(sweep));
  });
  app.addHook('onSend', async (_request, reply) => {
    if (isClosing) reply.header('Connection', 'close');
  });
}
