// Node 20 loads no TypeScript, so under the sources threads and processes run the compiled scripts.
const folder = import.meta.url.endsWith('.ts') ? '../../dist/threads' : '.';

/** URL of a script in this folder. */
export function scriptUrl(name: 'write-forever' | 'import-forever' | 'read-on-demand'): URL {
  return new URL(`${folder}/${name}.js`, import.meta.url);
}
