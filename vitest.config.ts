import { defineConfig } from 'vitest/config';

// Tests run on the sources of every package; worker threads, which Node 20 cannot load from TypeScript, on dist/.
const conditions = ['@tos/source', 'node', 'import', 'module', 'default'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: [
      'packages/*/src/**/*.test.ts',
      'packages/*/test/**/*.test.ts',
      'apps/*/src/**/*.test.ts',
      'apps/*/test/**/*.test.ts',
    ],
    // Two cores: a third process would only slow the suites that measure threads against each other.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: ['default'],
  },
});
