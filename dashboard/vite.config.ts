import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { compression } from 'vite-plugin-compression2';

/** Where `npm run dev` finds the hub; a hub that was started with PUBLIC_URL=http://localhost:5173 accepts its writes. */
const HUB = 'http://localhost:4000';

export default defineConfig({
  // The hub sends the compressed files as they are, so nothing is compressed twice.
  plugins: [react(), compression({ algorithms: ['gzip', 'brotliCompress'], threshold: 1024 })],
  // Browsers that know what the code uses: no transforms for older ones.
  build: { target: 'es2023', sourcemap: false, chunkSizeWarningLimit: 700 },
  server: { proxy: { '/api': HUB, '/docs': HUB, '/openapi': HUB } },
});
