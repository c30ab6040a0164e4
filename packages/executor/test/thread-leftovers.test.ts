import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createTaskExecutor, type Task } from '@tos/tasks';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { VerificationPool } from '../src/verification/verification-pool.ts';
import { loadVerifier } from '../src/verification/verifier-module.ts';
import { signature } from './block-parts.ts';
import { manyRecords } from './worker-blocks.ts';

// What a task or a verifier leaves behind after a good answer. An error that reached this process would fail the run of the tests.
const leftovers: Record<string, string> = {
  'a rejection': "Promise.reject(new Error('left'))",
  'a rejection with nothing': 'Promise.reject()',
  'an async function that throws': "(async () => { throw new Error('left'); })()",
  'a timer that throws': "setTimeout(() => { throw new Error('left'); }, 0)",
  'a timer that throws null': 'setTimeout(() => { throw null; }, 0)',
  'a timer that throws what cannot be sent': 'setTimeout(() => { throw () => undefined; }, 0)',
  'a timer that throws an error that throws':
    "setTimeout(() => { throw Object.defineProperty(new Error(), 'message', { get() { throw 1; } }); }, 0)",
  'an immediate that throws': "setImmediate(() => { throw new Error('left'); })",
  'a tick that throws': "process.nextTick(() => { throw new Error('left'); })",
  'a timer that exits': 'setTimeout(() => process.exit(5), 0)',
  'a timer that exits with 0': 'setTimeout(() => process.exit(0), 0)',
  'an interval': 'setInterval(() => undefined, 5)',
  'an exit handler that never ends': "process.on('exit', () => { for (;;); })",
  'an event without a listener': "new (require('node:events'))().emit('nothing')",
  'an error event later': "setTimeout(() => new (require('node:events'))().emit('error', new Error('left')), 0)",
  'messages to whoever listens': "parentPort.postMessage({ ready: true }); parentPort.postMessage('left')",
  'a closed parent port': 'parentPort.close()',
  'a listener of all errors': "process.on('uncaughtException', () => undefined)",
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tos-leftovers-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const head = `
import { createRequire } from 'node:module';
import { isMainThread, parentPort } from 'node:worker_threads';
const require = createRequire(import.meta.url);
`;

function moduleOf(name: string, source: string): URL {
  const file = join(folder, `${name.replaceAll(/\W/g, '-')}.mjs`);
  writeFileSync(file, head + source);
  return pathToFileURL(file);
}

/** Tasks of which some leave something behind, and others wait, so that the leftovers act while a task runs. */
const tasks: Task[] = Array.from({ length: 12 }, (_, i) => ({ input: Uint8Array.of(i), access: { writes: ['k'] } }));

describe.each(Object.entries(leftovers))('%s', (name, leave) => {
  test('of tasks: every result is that of main, later runs too, and closing ends', async () => {
    const workerModule = moduleOf(
      `task ${name}`,
      `export function runTask(input, scope) {
        scope.set('k', input);
        if (input[0] % 3 !== 0) return new Promise((resolve) => setTimeout(() => resolve(input), 4));
        if (!isMainThread) { ${leave}; }
        return input;
      }`,
    );
    const expected = tasks.map(({ input }) => ({ ok: true, output: input }));
    const executor = createTaskExecutor({ workerModule, mode: 'parallel', workers: 1 });
    for (let run = 0; run < 2; run++) {
      const { results, changes } = await executor.run(tasks, { state: new Map() });
      expect(results).toEqual(expected);
      expect(changes).toEqual([['k', Uint8Array.of(11)]]);
    }
    await executor.close();
  });

  test('of a verifier: every verdict is right, later ones too, and closing ends', async () => {
    const url = moduleOf(
      `verifier ${name}`,
      `export const createVerifier = () => ({
        name: 'leaves something behind',
        verify: () => true,
        verifyBatch(_, from, to, verdicts) {
          if (!isMainThread) { ${leave}; }
          verdicts.fill(1, from, to);
        },
      });`,
    ).href;
    const options = { cacheBytes: 0 };
    const pool = new VerificationPool(
      { workers: 1, verifierUrl: url, verifierOptions: options },
      await loadVerifier(url, options),
    );
    await pool.started();
    expect(pool.healthyWorkers).toBe(1);
    for (let run = 0; run < 3; run++) {
      const records = manyRecords(40, () => signature(true));
      const { verdicts } = await pool.start(records, false).finish();
      for (let slot = 0; slot < records.count; slot++) expect(pool.verdictOf(records, verdicts, slot)).toBe(1);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    await pool.close();
  });
});

describe('before a task has answered', () => {
  test.each([
    [
      'a microtask that throws',
      "queueMicrotask(() => { throw new Error('too early'); }); return new Promise(() => {});",
      'Error: too early',
    ],
    [
      'a timer that throws',
      "setTimeout(() => { throw new Error('too early'); }); return new Promise(() => {});",
      'Error: too early',
    ],
    ['a rejection', "Promise.reject(new Error('too early')); return new Promise(() => {});", 'Error: too early'],
    ['an exit', 'process.exit(9);', 'Error: it exited with code 9'],
    ['an exit with 0', 'process.exit(0);', 'Error: it exited with code 0'],
  ])('%s: its task fails alone, and its error names the cause', async (name, suffer, reason) => {
    const source = `export function runTask(input) { if (input[0] !== 5) return input; ${suffer} }`;
    const workerModule = moduleOf(`early ${name}`, source);
    const executor = createTaskExecutor({ workerModule, mode: 'parallel', workers: 1 });
    const free = tasks.map(({ input }) => ({ input, access: {} }));
    const { results } = await executor.run(free, { state: new Map() });
    expect(results[5]).toMatchObject({ error: { code: 'TOS_TASK_LOST', details: { attempts: 2, reason } } });
    expect(results.toSpliced(5, 1).every(({ ok }) => ok)).toBe(true);
    await executor.close();
  });
});
