import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  BundledProgram,
  bundlerNames,
  tasksSource,
  tasksWithoutThreads,
  tasksWithThreads,
} from '../../tasks/test/bundle-program.ts';

// Programs as users bundle them, of the built packages, run by Node: threads of blocks beside threads of tasks, in one bundle.
const source = `
import { createKeyPair } from '@tos/crypto';
import { createBlockExecutor } from '@tos/executor';
import { networks } from '@tos/protocol';
import { createTaskExecutor } from '@tos/tasks';
import { buildTransaction, decodeBatch, encodeTransaction } from '@tos/transaction';
${tasksSource}
async function signatures() {
  const executor = createBlockExecutor({ workers: 1 });
  const keyPair = createKeyPair(Uint8Array.of(2, ...new Uint8Array(31)));
  const wires = [0n, 1n, 2n].map((nonce) => encodeTransaction(buildTransaction({
    network: networks.devnet, keyPair, nonce, payload: { type: 'burn', asset: new Uint8Array(32), amount: 1n },
    reference: { hash: new Uint8Array(32), topoheight: 0n },
  })));
  const verdicts = await executor.verifySignatures(decodeBatch(wires));
  const { workersHealthy, lastWorkerFault } = await executor.metrics();
  await executor.close();
  return { verdicts: [...verdicts], workersHealthy, lastWorkerFault };
}

async function main() {
  const outcome = { parallel: await tasks('parallel'), auto: await tasks('auto'), signatures: await signatures() };
  console.log(JSON.stringify(outcome));
}
`;
let program: BundledProgram;
beforeAll(() => {
  program = new BundledProgram(['crypto', 'executor', 'protocol', 'tasks', 'transaction'], source);
});
afterAll(() => program.remove());

const withThreads = {
  ...tasksWithThreads,
  signatures: { verdicts: [1, 1, 1], workersHealthy: 1, lastWorkerFault: '' },
};

function withoutThreads(causeOfTasks: string, causeOfBlocks: string) {
  const fault: unknown = expect.stringContaining(causeOfBlocks);
  const signatures = { verdicts: [1, 1, 1], workersHealthy: 0, lastWorkerFault: fault };
  return { ...tasksWithoutThreads(causeOfTasks), signatures };
}

const main = { main: './main.js' };
const mainOfCommonJs = { main: './main-of-commonjs.js' };
const threads = {
  'executor-thread': '@tos/executor/executor-thread',
  'tasks-thread': '@tos/tasks/tasks-thread',
};

describe.each(bundlerNames)('%s', (bundler) => {
  test('as the README shows', async () => {
    const example = await import(new URL('../examples/bundle-it.js', import.meta.url).href);
    const { folder } = program;
    await example[bundler === 'esbuild' ? 'withEsbuild' : 'withRolldown'](folder);
    // The bundle of the example lacks the file that threads of tasks run.
    const outcome = program.run(join(folder, 'out/main.js'), join(folder, 'my-tasks.js'));
    expect(outcome).toEqual({ ...withThreads, ...tasksWithoutThreads('tasks-thread.js') });
  });

  test('with the files of threads beside it, under another ending', async () => {
    const entries = { ...main, ...threads, 'my-tasks': './my-tasks.js' };
    expect(await program.outcomeOf(bundler, { entries })).toEqual(withThreads);
  });

  test('with the packages left out', async () => {
    const external = ['@tos/executor', '@tos/tasks'];
    expect(await program.outcomeOf(bundler, { entries: main, external })).toEqual(withThreads);
  });

  test('without the files of threads: all goes on without them, or the error names the file', async () => {
    const outcome = await program.outcomeOf(bundler, { entries: main });
    expect(outcome).toEqual(withoutThreads('tasks-thread.mjs', 'executor-thread.mjs'));
  });
});

test('as CommonJS by rolldown, with the files of threads', async () => {
  const entries = { ...mainOfCommonJs, ...threads, 'my-tasks': './my-tasks.js' };
  expect(await program.outcomeOf('rolldown', { entries, format: 'cjs', ending: '.cjs' })).toEqual(withThreads);
});

test('as CommonJS by esbuild, which leaves import.meta.url empty', async () => {
  const entries = { ...mainOfCommonJs, ...threads };
  const outcome = await program.outcomeOf('esbuild', { entries, format: 'cjs', ending: '.cjs' });
  expect(outcome).toEqual(withoutThreads('import.meta.url is empty', 'import.meta.url is empty'));
});
