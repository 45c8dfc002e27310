import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{server,dashboard,docs,sdk}/test/**/*.test.ts', 'e2e/**/*.test.ts'],
    globalSetup: ['server/test/support/global-setup.ts'],
    // Tests start some 150 processes; compiled code of the last run saves each a third of its start.
    env: { NODE_COMPILE_CACHE: join(import.meta.dirname, 'node_modules/.cache/node-compile') },
    // Processes, not threads: a test may start hubs, change its environment and send signals.
    pool: 'forks',
    // All files share one PostgreSQL, which wants its share of the processor.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Above the 13 s that PostgreSQL may take to stop.
    teardownTimeout: 30_000,
  },
});
