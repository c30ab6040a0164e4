import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

// Tests run on the sources of every package, by an alias. The condition `@tos/source` would apply to worker threads too, and Node 20 loads no
// TypeScript there: worker threads run the compiled code.
const packages = fileURLToPath(new URL('./packages/', import.meta.url));
const alias = readdirSync(packages).map((name) => ({
  find: new RegExp(`^@tos/${name}(/[a-z-]+)?$`),
  replacement: `${packages}${name}/src$1/index.ts`,
}));

export default defineConfig({
  resolve: { alias },
  test: {
    include: [
      'tooling/**/*.test.ts',
      'packages/*/src/**/*.test.ts',
      'packages/*/test/**/*.test.ts',
      'apps/*/src/**/*.test.ts',
      'apps/*/test/**/*.test.ts',
      'examples/*/test/**/*.test.ts',
    ],
    // Two processes for two cores: a third one would only slow down the suites that use threads of their own.
    maxWorkers: 2,
    // The limit ends a test that hangs, and does not judge a machine: the longest test takes about a minute on two idle cores.
    testTimeout: 900_000 * Math.max(1, Number(process.env['TOS_TEST_FACTOR'] ?? 1)),
    hookTimeout: 900_000,
    expect: { poll: { timeout: 600_000 } },
  },
});
