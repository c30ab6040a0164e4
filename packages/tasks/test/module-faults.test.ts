import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTaskExecutor } from '../src/index.ts';
import { outcomeOf, settings } from './odd-tasks.ts';

// Whatever is wrong with a worker module rejects each run once, with its cause, alike in every setting.

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tos-modules-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const faults: [name: string, source: string, reason: RegExp][] = [
  ['throws', "throw new Error('at import');", /^Error: at import$/],
  ['throws no error', "throw 'text';", /^text$/],
  ['throws nothing', 'throw undefined;', /^undefined$/],
  ['throws later', "await 0; throw new Error('later');", /^Error: later$/],
  ['does not parse', 'export const = 5;', /Unexpected token/],
  [
    'imports what is not there',
    "import './nowhere.mjs'; export const runTask = () => {};",
    /Cannot find module .*nowhere/,
  ],
  [
    'imports a name that is not there',
    "import { nothing } from 'node:fs'; export const runTask = nothing;",
    /nothing|it exports no function/,
  ],
  ['exports nothing', '', /^it exports no function runTask, but nothing$/],
  [
    'exports another name',
    'export const run = () => {}; export default 1;',
    /^it exports no function runTask, but default, run$/,
  ],
  [
    'exports a default with runTask',
    'export default { runTask() {} };',
    /^it exports no function runTask, but default$/,
  ],
  ['exports no function', 'export const runTask = 5;', /^it exports no function runTask, but runTask$/],
  [
    'exports a then that gives nothing',
    'export const then = (resolve) => resolve();',
    /^it exports no function runTask, but nothing$/,
  ],
];

const input = new Uint8Array(0);
const tasks = [1, 2, 3].map(() => ({ input, access: {} }));
const options = { state: new Map() };

describe.each(faults)('a module that %s', (name, source, reason) => {
  test.each(settings)('%s', async (setting) => {
    const file = join(folder, `${name.replaceAll(' ', '-')}.mjs`);
    writeFileSync(file, source);
    const workerModule = pathToFileURL(file);
    const executor = createTaskExecutor({ workerModule, setting, workers: 1 });
    const runs = [tasks, tasks, []].map((some) => outcomeOf(() => executor.run(some, options)));
    for (const outcome of await Promise.all(runs)) {
      const message = expect.stringContaining(`The worker module ${workerModule.href} cannot be used: `);
      const details = { module: workerModule.href, reason: expect.stringMatching(reason) };
      expect(outcome).toMatchObject({ thrown: { code: 'TOS_TASK_MODULE', message, details } });
    }
    await executor.close();
  });
});

test('a module whose import never ends rejects the runs within the limit, and an abort ends the wait at once', async () => {
  const file = join(folder, 'never.mjs');
  writeFileSync(file, 'await new Promise(() => {}); export const runTask = () => {};');
  const executors = settings.map((setting) =>
    createTaskExecutor({ workerModule: pathToFileURL(file), setting, workers: 1 }),
  );
  const signal = AbortSignal.abort(new Error('enough'));
  for (const executor of executors) await expect(executor.run(tasks, { ...options, signal })).rejects.toThrow('enough');
  const outcomes = await Promise.all(executors.map((executor) => outcomeOf(() => executor.run(tasks, options))));
  for (const outcome of outcomes) {
    expect(outcome).toMatchObject({
      thrown: { code: 'TOS_TASK_MODULE', message: expect.stringContaining('within 10 s') },
    });
  }
  await Promise.all(executors.map((executor) => executor.close()));
}, 60_000);

test('a module that takes longer than a run waits for is there for a later one', async () => {
  const file = join(folder, 'slow.mjs');
  const gate = `globalThis[Symbol.for(${JSON.stringify(file)})]`;
  writeFileSync(file, `await new Promise((open) => { ${gate} = open; }); export const runTask = () => {};`);
  const executor = createTaskExecutor({ workerModule: pathToFileURL(file), setting: 'sequential' });
  await expect(executor.run(tasks, options)).rejects.toMatchObject({ code: 'TOS_TASK_MODULE' });
  const open: unknown = Reflect.get(globalThis, Symbol.for(file));
  if (typeof open === 'function') open();
  expect((await executor.run(tasks, options)).results).toHaveLength(3);
  await executor.close();
}, 60_000);
