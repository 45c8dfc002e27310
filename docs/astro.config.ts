import starlight from '@astrojs/starlight';
import { defineConfig, passthroughImageService } from 'astro/config';

export default defineConfig({
  base: '/docs',
  trailingSlash: 'never',
  build: { format: 'file' },
  // No picture is transformed, so that the build needs no native image library.
  image: { service: passthroughImageService() },
  integrations: [starlight({ title: 'WatchTraderHub' })],
});
