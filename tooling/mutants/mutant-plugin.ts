import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vitest/config';
import { applyMutant } from './apply-mutant.ts';
import type { Mutant } from './mutant.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Puts one mutant into the code that a run of vitest loads. Nothing on disk changes but a copy for worker threads. */
export function mutantPlugin(mutant: Mutant): Plugin {
  const inThreads = /^(packages\/[^/]+\/)dist\//.exec(mutant.file);
  if (inThreads !== null) return threadPlugin(mutant, inThreads[1]!);
  const file = root + mutant.file;
  return {
    name: 'tos:mutant',
    enforce: 'pre',
    transform: (code, id) => (id.split('?')[0] === file ? { code: applyMutant(code, mutant), map: null } : undefined),
  };
}

/**
 * Threads run what was built, where no plugin reaches. They get a copy of it with the mutant inside, and the sources, which say
 * `../dist` where they run from `.ts`, are led there.
 */
function threadPlugin(mutant: Mutant, packageFolder: string): Plugin {
  const copy = `node_modules/.mutants/${mutant.id}`;
  const folder = `${root}${packageFolder}${copy}`;
  rmSync(folder, { recursive: true, force: true });
  cpSync(`${root}${packageFolder}dist`, folder, { recursive: true });
  // Below node_modules Node looks no further up for what kind of modules these are.
  writeFileSync(`${folder}/package.json`, '{ "type": "module" }');
  const file = mutant.file.replace(`${packageFolder}dist`, folder);
  writeFileSync(file, applyMutant(readFileSync(file, 'utf8'), mutant));
  return {
    name: 'tos:mutant-in-threads',
    enforce: 'pre',
    transform: (code, id) =>
      id.startsWith(`${root}${packageFolder}src/`)
        ? { code: code.replaceAll('../dist', `../${copy}`), map: null }
        : undefined,
  };
}
