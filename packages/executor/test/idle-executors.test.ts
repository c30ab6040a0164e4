import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { createTaskExecutor } from '@tos/tasks';
import { decodeBatch } from '@tos/transaction';
import { expect, test } from 'vitest';
import { SCRIPT_TASKS } from '../../tasks/test/script.ts';
import { createBlockExecutor } from '../src/index.ts';
import { INJECTED_VERIFIER } from './block-fixture.ts';

/** Runs a module from stdin, which can import the packages. */
function run(source: string) {
  const cwd = fileURLToPath(new URL('..', import.meta.url));
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-'], {
    encoding: 'utf8',
    input: source,
    cwd,
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  return { status, stdout, stderr };
}

const tasks = `
  import { createTaskExecutor } from '@tos/tasks';
  const source = 'export const runTask = (input) => new Promise((resolve) => setTimeout(() => resolve(input), 50));';
  const workerModule = new URL('data:text/javascript,' + encodeURIComponent(source));
  const executor = createTaskExecutor({ workerModule, workers: 2, setting: 'parallel' });
  const run = () => executor.run([1, 2, 3].map((n) => ({ input: Uint8Array.of(n), access: {} })), { state: new Map() });
`;

test('a call that is under way keeps the process alive, an executor that was forgotten does not', () => {
  // Nothing but the calls themselves keeps the process alive.
  const source = `${tasks}
    import { createBlockExecutor } from '@tos/executor';
    const blocks = createBlockExecutor({ workers: 1 });
    await Promise.all([executor.started(), blocks.metrics()]);
    const { results } = await run();
    process.stdout.write(results.length + ' results, ' + (await blocks.metrics()).workersHealthy + ' worker');
  `;
  expect(run(source)).toEqual({ status: 0, stdout: '3 results, 1 worker', stderr: '' });
});

test('one that nobody waits for comes to its end, too', () => {
  const source = `${tasks} run().then(({ results }) => process.stdout.write(results.length + ' results'));`;
  expect(run(source)).toEqual({ status: 0, stdout: '3 results', stderr: '' });
});

test('await using closes an executor', async () => {
  const left: (() => Promise<unknown>)[] = [];
  {
    await using executor = createTaskExecutor({ workerModule: SCRIPT_TASKS, workers: 1 });
    await using blocks = createBlockExecutor({ workers: 1, verifierModule: INJECTED_VERIFIER });
    await blocks.metrics();
    left.push(
      () => executor.run([], { state: new Map() }),
      () => blocks.verifySignatures(decodeBatch([])),
    );
  }
  for (const call of left) await expect(call()).rejects.toMatchObject({ code: 'TOS_NOT_OPEN' });
});
