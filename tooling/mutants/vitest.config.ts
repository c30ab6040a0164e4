import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import base from '../../vitest.config.ts';
import { allMutants } from './all-mutants.ts';
import { mutantPlugin } from './mutant-plugin.ts';
import { VerdictReporter } from './verdict-reporter.ts';

// There is one project per mutant, each with one test file, and one project without a mutant. This runs one mutant by hand:
// node_modules/.bin/vitest run --config tooling/mutants/vitest.config.ts --project executor/credits-exclude
const root = fileURLToPath(new URL('../../', import.meta.url));
const output = process.env['TOS_MUTANT_VERDICTS'];
const cache = join(output === undefined ? mkdtempSync(join(tmpdir(), 'tos-mutants-')) : dirname(output), 'modules');
const escaped = (name: string): string => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll(' > ', '( > | )');

// This does not use `extends`, which would add these files to those of the root, so that every project would run every test.
const project = (name: string, include: string[], rest: object = {}): TestProjectInlineConfiguration => ({
  root,
  resolve: base.resolve ?? {},
  ...rest,
  test: { name, include },
});

export default defineConfig({
  root,
  test: {
    projects: [
      project('none', [...new Set(allMutants.map(({ killedBy: [file] }) => file))]),
      ...allMutants.map((mutant) => project(mutant.id, [mutant.killedBy[0]], { plugins: [mutantPlugin(mutant)] })),
    ],
    testNamePattern: new RegExp(`^(${allMutants.map(({ killedBy: [, name] }) => escaped(name)).join('|')})$`),
    reporters: output === undefined ? ['default'] : [new VerdictReporter(output)],
    maxWorkers: 2,
    // Each run has a new folder, so that no code of an earlier run is used.
    experimental: { fsModuleCache: true, fsModuleCachePath: cache },
  },
});
