import type { FastifyInstance } from 'fastify';
import type { Hub } from '../../operations/hub.ts';
import { readPostmanCollection } from '../openapi/postman.ts';
import { JSON_TYPE } from '../plugins/errors.ts';
import { dashboardApp } from './dashboard-app.ts';
import { docsSite } from './docs-site.ts';

/** What people open in a browser, and the Postman collection. */
export async function addPages(app: FastifyInstance, hub: Pick<Hub, 'publicUrl'>): Promise<void> {
  await app.register(dashboardApp);
  await app.register(docsSite);
  app.get('/openapi/v1.postman.json', async (_request, reply) =>
    reply.type(JSON_TYPE).send(await readPostmanCollection(hub.publicUrl())),
  );
}
