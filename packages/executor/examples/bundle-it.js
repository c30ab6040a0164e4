import { join } from 'node:path';
import { build } from 'esbuild';
import { rolldown } from 'rolldown';

const entries = {
  main: './main.js',
  // What threads run, under this name, beside the bundle.
  'executor-thread': '@tos/executor/executor-thread',
};

export async function withEsbuild(folder) {
  const outdir = join(folder, 'out');
  await build({ entryPoints: entries, absWorkingDir: folder, outdir, bundle: true, platform: 'node', format: 'esm' });
}

export async function withRolldown(folder) {
  const bundle = await rolldown({ input: entries, cwd: folder, platform: 'node' });
  await bundle.write({ dir: join(folder, 'out') });
}
