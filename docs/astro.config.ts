import { constants } from 'node:zlib';
import starlight from '@astrojs/starlight';
import { defineConfig, passthroughImageService } from 'astro/config';
import compressor from 'astro-compressor';
import linksValidator from 'starlight-links-validator';
import { apiReferenceScript } from './build/api-reference.ts';
import { externalScripts } from './build/external-scripts.ts';
import { sidebar } from './build/sidebar.ts';

/** Where the hub serves the site (server/src/http/pages/docs-site.ts). */
const BASE = '/docs';

export default defineConfig({
  base: BASE,
  trailingSlash: 'never',
  // No picture is transformed, so that the build needs no native image library.
  image: { service: passthroughImageService() },
  integrations: [
    starlight({
      title: 'WatchTraderHub',
      // The hub answers unknown addresses itself.
      disable404Route: true,
      customCss: ['./src/styles/theme.css'],
      components: { Head: './src/components/head.astro' },
      sidebar,
      plugins: [
        linksValidator({
          // Pages of the hub, not of this site; a test asks a started hub for each of them.
          exclude: [
            '/',
            '/api/**',
            '/openapi/**',
            '/channels/**',
            '/sign-up',
            '/sign-in',
            '/integrations/custom',
            // Not Markdown.
            '/docs/api/reference',
          ],
        }),
      ],
    }),
    apiReferenceScript(),
    externalScripts(BASE),
    // Last: what is compressed changes no more. The hub sends these files as they are.
    // At Brotli's highest quality the reference alone takes 15 s, for 8 % fewer bytes.
    compressor({ zstd: false, brotli: { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } } }),
  ],
});
