import type { FastifyInstance } from 'fastify';
import type { Hub } from '../../operations/hub.ts';
import { readPostmanCollection } from '../openapi/postman.ts';
import { JSON_TYPE } from '../plugins/errors.ts';
import { addDashboardApp } from './dashboard-app.ts';
import { renderErrorReference } from './error-reference.ts';
import { HTML_TYPE } from './html.ts';

/** What people open in a browser, and the Postman collection. */
export async function addPages(app: FastifyInstance, hub: Pick<Hub, 'publicUrl'>): Promise<void> {
  await addDashboardApp(app);
  const errorReference = renderErrorReference();
  app.get('/docs/api/errors', async (_request, reply) => reply.type(HTML_TYPE).send(errorReference));
  app.get('/openapi/v1.postman.json', async (_request, reply) =>
    reply.type(JSON_TYPE).send(await readPostmanCollection(hub.publicUrl())),
  );
}
