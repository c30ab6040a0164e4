/**
 * Where the module lies that a thread runs: beside the bundle that the caller has become part of, with the ending of that bundle, or
 * beside the caller itself. Node 20 loads no TypeScript, so a caller that runs from its sources names the file that the build made.
 * @param caller `import.meta.url` of the module that starts the thread
 * @param name of the file, without its ending
 * @param built where the build puts the file, relative to the caller's source
 * @throws Error in a bundle in which `import.meta.url` is empty
 */
export function threadFile(caller: string | undefined, name: string, built: string): URL {
  if (!caller) {
    throw new Error('this bundle does not know where it lies (import.meta.url is empty): bundle as an ES module');
  }
  if (caller.endsWith('.ts')) return new URL(built, caller);
  const ending = /\.[cm]?js$/.exec(caller)?.[0] ?? '.js';
  return new URL(`./${name}${ending}`, caller);
}
