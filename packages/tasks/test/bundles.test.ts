import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BundledProgram, bundlerNames, tasksSource, tasksWithoutThreads, tasksWithThreads } from './bundle-program.ts';

// Programs as users bundle them, of the built package, run by Node.
const source = `
import { createTaskExecutor } from '@tos/tasks';
${tasksSource}
async function main() {
  console.log(JSON.stringify({ parallel: await tasks('parallel'), auto: await tasks('auto') }));
}
`;
let program: BundledProgram;
beforeAll(() => {
  program = new BundledProgram(['tasks'], source);
});
afterAll(() => program.remove());

const main = { main: './main.js' };
const thread = { 'tasks-thread': '@tos/tasks/tasks-thread' };
const mainOfCommonJs = { main: './main-of-commonjs.js' };

describe.each(bundlerNames)('%s', (bundler) => {
  test('as the README shows', async () => {
    const example = await import(new URL('../examples/bundle-it.js', import.meta.url).href);
    const { folder } = program;
    await example[bundler === 'esbuild' ? 'withEsbuild' : 'withRolldown'](folder);
    expect(program.run(join(folder, 'out/main.js'), join(folder, 'out/my-tasks.js'))).toEqual(tasksWithThreads);
  });

  test('with the file of threads beside it, under another ending', async () => {
    const entries = { ...main, ...thread, 'my-tasks': './my-tasks.js' };
    expect(await program.outcomeOf(bundler, { entries })).toEqual(tasksWithThreads);
  });

  test('with the package left out', async () => {
    expect(await program.outcomeOf(bundler, { entries: main, external: ['@tos/tasks'] })).toEqual(tasksWithThreads);
  });

  test('without the file of threads: all goes on without them, or the error names the file', async () => {
    expect(await program.outcomeOf(bundler, { entries: main })).toEqual(tasksWithoutThreads('tasks-thread.mjs'));
  });
});

test('as CommonJS by rolldown, with the file of threads', async () => {
  const entries = { ...mainOfCommonJs, ...thread, 'my-tasks': './my-tasks.js' };
  expect(await program.outcomeOf('rolldown', { entries, format: 'cjs', ending: '.cjs' })).toEqual(tasksWithThreads);
});

test('as CommonJS by esbuild, which leaves import.meta.url empty', async () => {
  const entries = { ...mainOfCommonJs, ...thread };
  const outcome = await program.outcomeOf('esbuild', { entries, format: 'cjs', ending: '.cjs' });
  expect(outcome).toEqual(tasksWithoutThreads('import.meta.url is empty'));
});
