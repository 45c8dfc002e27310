import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import scalar from '@scalar/fastify-api-reference';
import type { AstroIntegration } from 'astro';
import fastify from 'fastify';

/** Where the page looks for it. */
export const REFERENCE_SCRIPT = '_reference/scalar.js';

/**
 * Writes Scalar's script beside the pages. Its Fastify plugin holds the whole of it in 5 MB; the package it is built from brings
 * 150 MB to every `npm ci`.
 */
export function apiReferenceScript(): AstroIntegration {
  return {
    name: 'api-reference-script',
    hooks: {
      'astro:build:done': async ({ dir }) => {
        const file = new URL(REFERENCE_SCRIPT, dir);
        await mkdir(fileURLToPath(new URL('.', file)), { recursive: true });
        await writeFile(file, await readScript());
      },
    },
  };
}

async function readScript(): Promise<string> {
  const app = fastify();
  await app.register(scalar, { routePrefix: '/', configuration: { url: '/api/v1/openapi.json' } });
  const response = await app.inject('/js/scalar.js');
  await app.close();
  if (response.statusCode !== 200) throw new Error(`Scalar answered ${response.statusCode} for its script`);
  // Its source map is not part of the package.
  return response.body.replace(/\n\/\/# sourceMappingURL=\S*\s*$/, '\n');
}
