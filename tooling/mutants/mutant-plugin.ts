import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vitest/config';
import type { VitestPluginContext } from 'vitest/node';
import { applyMutant } from './apply-mutant.ts';
import type { Mutant } from './mutant.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Puts one mutant into the code that a run of vitest loads. On disk it changes only a copy for worker threads. */
export function mutantPlugin(mutant: Mutant): Plugin {
  const inThreads = /^(packages\/[^/]+\/)dist\//.exec(mutant.file);
  if (inThreads !== null) return threadPlugin(mutant, inThreads[1]!);
  const file = root + mutant.file;
  return {
    name: 'tos:mutant',
    enforce: 'pre',
    configureVitest: neverCached((id) => id === file),
    transform: (code, id) => (id.split('?')[0] === file ? { code: applyMutant(code, mutant), map: null } : undefined),
  };
}

/**
 * Threads run the compiled code, which no plugin changes. They get a copy of it that contains the mutant, and the sources, which name
 * `../dist` when they run as `.ts`, are directed to the copy.
 */
function threadPlugin(mutant: Mutant, packageFolder: string): Plugin {
  const copy = `node_modules/.mutants/${mutant.id}`;
  const folder = `${root}${packageFolder}${copy}`;
  rmSync(folder, { recursive: true, force: true });
  cpSync(`${root}${packageFolder}dist`, folder, { recursive: true });
  // The copy needs a package.json, because below node_modules Node does not search further up for the type of modules.
  writeFileSync(`${folder}/package.json`, '{ "type": "module" }');
  const file = mutant.file.replace(`${packageFolder}dist`, folder);
  writeFileSync(file, applyMutant(readFileSync(file, 'utf8'), mutant));
  return {
    name: 'tos:mutant-in-threads',
    enforce: 'pre',
    configureVitest: neverCached((id) => id.startsWith(`${root}${packageFolder}src/`)),
    transform: (code, id) =>
      id.startsWith(`${root}${packageFolder}src/`)
        ? { code: code.replaceAll('../dist', `../${copy}`), map: null }
        : undefined,
  };
}

/** All projects of a run share the cache of transformed modules, so a module that one project changes must stay out of it. */
function neverCached(isMutated: (id: string) => boolean): (context: VitestPluginContext) => void {
  return ({ experimental_defineCacheKeyGenerator: define }) => define(({ id }) => (isMutated(id) ? false : undefined));
}
