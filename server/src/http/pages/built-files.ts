import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

/** The build names such a file after its content, so a known address never changes. */
const ONE_YEAR = 'public, max-age=31536000, immutable';
const ASK_EACH_TIME = 'no-cache';

export interface BuiltFiles {
  /** Folder that a build wrote, with a `.br` and `.gz` beside what is worth it. */
  readonly dist: string;
  /** Below which address. */
  readonly prefix: string;
  /** Folder of `dist` whose files are named after their content. */
  readonly immutable: string;
}

/** Serves a built site as it is; a plugin of its own for each, since `sendFile` knows one folder. */
export async function addBuiltFiles(
  app: FastifyInstance,
  { dist, prefix, immutable }: BuiltFiles,
): Promise<void> {
  await app.register(fastifyStatic, {
    root: dist,
    prefix,
    // Every file is a route of its own: what is not there is refused like any unknown path.
    wildcard: false,
    globIgnore: ['**/*.br', '**/*.gz'],
    index: false,
    preCompressed: true,
    cacheControl: false,
    setHeaders: (reply, path) =>
      void reply.header('Cache-Control', path.startsWith(join(dist, immutable)) ? ONE_YEAR : ASK_EACH_TIME),
  });
}
