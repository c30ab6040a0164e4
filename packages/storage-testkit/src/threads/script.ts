// Node 20 loads no TypeScript: from the sources, threads and processes run what the build made of them.
const folder = import.meta.url.endsWith('.ts') ? '../../dist/threads' : '.';

/** URL of a script in this folder. */
export function scriptUrl(name: 'commit-forever' | 'import-forever' | 'read-on-demand'): URL {
  return new URL(`${folder}/${name}.js`, import.meta.url);
}
