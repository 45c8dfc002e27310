import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { addBuiltFiles } from './built-files.ts';
import { HTML_TYPE, renderUnbuilt } from './unbuilt.ts';

/** Where `npm run build` puts the dashboard; `npm ci` runs it. */
const DIST = join(import.meta.dirname, '../../../../dashboard/dist');

/** First steps of the dashboard's own paths (dashboard/src/routes.tsx): each leads to its one HTML file. */
const PAGES = [
  'account',
  'channels',
  'customers',
  'forgot-password',
  'inventory',
  'orders',
  'reset-password',
  'sign-in',
  'sign-up',
  'two-factor',
];

/** The dealer's dashboard, a single-page application of static files. */
export async function dashboardApp(app: FastifyInstance): Promise<void> {
  if (!existsSync(join(DIST, 'index.html'))) {
    app.get('/', async (_request, reply) => reply.type(HTML_TYPE).send(renderUnbuilt()));
    return;
  }
  await addBuiltFiles(app, { dist: DIST, prefix: '/', immutable: 'assets' });
  const pages = PAGES.flatMap((page) => [`/${page}`, `/${page}/*`]);
  for (const path of ['/', ...pages]) {
    app.get(path, async (_request, reply) => reply.sendFile('index.html'));
  }
}
