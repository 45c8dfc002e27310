import type { FastifyInstance } from 'fastify';
import type { Hub } from '../../operations/hub.ts';
import { readPostmanCollection } from '../openapi/postman.ts';
import { JSON_TYPE } from '../plugins/errors.ts';
import { renderErrorReference } from './error-reference.ts';
import { renderHome } from './home.ts';

const HTML_TYPE = 'text/html; charset=utf-8';

/** What people open in a browser, and the Postman collection. */
export function addPages(app: FastifyInstance, hub: Pick<Hub, 'publicUrl'>): void {
  const errorReference = renderErrorReference();
  const home = renderHome();
  app.get('/', async (_request, reply) => reply.type(HTML_TYPE).send(home));
  app.get('/docs/api/errors', async (_request, reply) => reply.type(HTML_TYPE).send(errorReference));
  app.get('/openapi/v1.postman.json', async (_request, reply) =>
    reply.type(JSON_TYPE).send(await readPostmanCollection(hub.publicUrl())),
  );
}
