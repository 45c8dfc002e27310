import { globSync } from 'node:fs';
import { dirname, join, posix, sep } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { addBuiltFiles } from './built-files.ts';

/** Where `npm run build` puts the documentation; `npm ci` runs it. */
const DIST = join(import.meta.dirname, '../../../../docs/dist');
/** The site's `base` (docs/astro.config.ts). */
const BASE = '/docs';
/** Pages of the site that stand outside its base. */
const PUBLIC_PAGES: ReadonlySet<string> = new Set(['integrations/custom']);

/** The documentation and the public pages: static files, one address per page, without a slash at its end. */
export async function docsSite(app: FastifyInstance): Promise<void> {
  allowSearch(app);
  await addBuiltFiles(app, { dist: DIST, prefix: BASE, immutable: '_astro' });
  for (const file of globSync('**/index.html', { cwd: DIST })) {
    const page = dirname(file).split(sep).join(posix.sep);
    const address = addressOf(page);
    app.get(address, async (_request, reply) => reply.sendFile(file));
    app.get(`${address}/`, async (_request, reply) => reply.redirect(address, 301));
  }
}

function addressOf(page: string): string {
  if (page === '.') return BASE;
  return PUBLIC_PAGES.has(page) ? `/${page}` : `${BASE}/${page}`;
}

/** The search runs in the page as WebAssembly, which needs a word in the policy; scripts stay those of this origin. */
function allowSearch(app: FastifyInstance): void {
  app.addHook('onRequest', async (_request, reply) => {
    const policy = String(reply.getHeader('Content-Security-Policy'));
    reply.header(
      'Content-Security-Policy',
      policy.replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'"),
    );
  });
}
