// Compiles the AssemblyScript of this folder in memory.
import { readFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const folder = dirname(fileURLToPath(import.meta.url));

/**
 * Compiles an entry file to a WebAssembly binary. It throws the compiler's messages when the file does not compile.
 *
 * `change(name, source)` may return another text for a file of this folder, for tests that break the code on purpose.
 */
export async function compile({ entry = 'index.ts', flavour, optimize = true, change = (_name, source) => source }) {
  let binary;
  const flags = [
    entry,
    ...(optimize ? ['-O3', '--noAssert'] : ['-O1', '--noAssert']),
    ...['--runtime', 'stub'],
    ...[flavour === 'simd' ? '--enable' : '--disable', 'simd'],
    // AS201: sizes are constants of the type usize, and the compiler's own memory.data takes an i32.
    ...['--disableWarning', '201'],
    ...['--outFile', 'out.wasm'],
  ];
  const { error, stderr } = await asc.main(flags, {
    async readFile(name, base) {
      const path = resolve(base === '.' ? folder : resolve(folder, base), name);
      try {
        const source = await readFile(path, 'utf8');
        return dirname(path) === folder ? change(basename(path), source) : source;
      } catch {
        return null;
      }
    },
    writeFile(_name, contents) {
      binary = contents;
    },
    listFiles: () => [],
  });
  if (error) throw new Error(`${join(folder, entry)} does not compile:\n${stderr.toString()}`);
  return binary;
}
