import { fileURLToPath } from 'node:url';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import base from '../../vitest.config.ts';
import { allMutants } from './all-mutants.ts';
import { mutantPlugin } from './mutant-plugin.ts';
import { VerdictReporter } from './verdict-reporter.ts';

// One project a mutant, each with one test file, and one project without any. By hand, for one mutant:
// node_modules/.bin/vitest run --config tooling/mutants/vitest.config.ts --project executor/credits-exclude
const root = fileURLToPath(new URL('../../', import.meta.url));
const output = process.env['TOS_MUTANT_VERDICTS'];
const escaped = (name: string): string => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll(' > ', '( > | )');

// Not `extends`: it would add our files to those of the root, and every project would run every test.
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
  },
});
