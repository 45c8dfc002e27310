import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { renderHome } from './home.ts';
import { HTML_TYPE } from './html.ts';

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

/** Vite names a built file after its content, so a known address never changes. */
const ONE_YEAR = 'public, max-age=31536000, immutable';
const ASK_EACH_TIME = 'no-cache';

/** The dealer's dashboard, a single-page application of static files. @param dist the folder that was built */
export async function addDashboardApp(app: FastifyInstance, dist: string = DIST): Promise<void> {
  if (!existsSync(join(dist, 'index.html'))) {
    app.get('/', async (_request, reply) => reply.type(HTML_TYPE).send(renderHome()));
    return;
  }
  await app.register(fastifyStatic, {
    root: dist,
    // Every file is a route of its own: what is not there is refused like any unknown path.
    wildcard: false,
    index: false,
    preCompressed: true,
    cacheControl: false,
    setHeaders: (reply, path) =>
      void reply.header('Cache-Control', path.startsWith(join(dist, 'assets')) ? ONE_YEAR : ASK_EACH_TIME),
  });
  const pages = PAGES.flatMap((page) => [`/${page}`, `/${page}/*`]);
  for (const path of ['/', ...pages]) {
    app.get(path, async (_request, reply) => reply.sendFile('index.html'));
  }
}
