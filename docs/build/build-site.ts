import { join } from 'node:path';
import { build } from 'astro';

// Not `astro build`: the command reports its use to Astro's makers, the function does not.
await build({ root: join(import.meta.dirname, '..'), logLevel: 'error' });
