import { join } from 'node:path';
import { build } from 'esbuild';
import { rolldown } from 'rolldown';

const entries = {
  main: './main.js',
  // What threads run, under this name, beside the bundle.
  'tasks-thread': '@tos/tasks/tasks-thread',
  // What the program names by its URL: new URL('./my-tasks.js', import.meta.url).
  'my-tasks': './my-tasks.js',
};

export async function withEsbuild(folder) {
  const outdir = join(folder, 'out');
  await build({ entryPoints: entries, absWorkingDir: folder, outdir, bundle: true, platform: 'node', format: 'esm' });
}

export async function withRolldown(folder) {
  const bundle = await rolldown({ input: entries, cwd: folder, platform: 'node' });
  await bundle.write({ dir: join(folder, 'out') });
}
