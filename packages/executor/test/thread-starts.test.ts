import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createTaskExecutor } from '@tos/tasks';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { VerificationPool } from '../src/verification/verification-pool.ts';
import { loadVerifier } from '../src/verification/verifier-module.ts';
import { signature } from './block-parts.ts';
import { manyRecords } from './worker-blocks.ts';

const program = fileURLToPath(new URL('./fixtures/thread-program.mjs', import.meta.url));
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tos-thread-starts-'));
  writeFileSync(join(folder, 'tasks.mjs'), 'export const runTask = (input) => input;');
  const inThreads = "if (!require('node:worker_threads').isMainThread)";
  writeFileSync(join(folder, 'throws.cjs'), `${inThreads} throw new Error('no preloading in threads');`);
  writeFileSync(join(folder, 'exits.cjs'), `${inThreads} process.exit(7);`);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Circumstances {
  readonly flags?: () => string[];
  readonly env?: () => Record<string, string>;
  /** Whether the program comes from stdin, as a module. */
  readonly isPiped?: boolean;
  /** A command of the shell that sets limits. */
  readonly limits?: string;
}

/** Runs the program, which must end without an error. @returns what it printed */
function outcomeOf({ flags = () => [], env = () => ({}), isPiped = false, limits = ':' }: Circumstances) {
  const input = isPiped ? readFileSync(program, 'utf8') : '';
  const command = [process.execPath, ...flags(), isPiped ? '-' : program];
  // A module from stdin has no folder of its own: its imports are resolved from the current folder.
  const cwd = fileURLToPath(new URL('..', import.meta.url));
  const { status, stdout, stderr } = spawnSync('/bin/sh', ['-c', `${limits}; exec "$@"`, 'sh', ...command], {
    encoding: 'utf8',
    input,
    cwd,
    env: {
      ...process.env,
      NODE_OPTIONS: '',
      NODE_NO_WARNINGS: '1',
      TASKS: pathToFileURL(join(folder, 'tasks.mjs')).href,
      FOLDER: join(folder, 'gone-'),
      ...env(),
    },
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return JSON.parse(stdout);
}

const withThreads = {
  parallel: { ok: true, mode: 'threads', fault: null },
  deadline: { ok: true, mode: 'threads', fault: null },
  // With one worker besides main, threads do not pay.
  auto: { ok: true, mode: 'inline', fault: null },
  signatures: { verdicts: [1, 1, 1], workersHealthy: 1, lastWorkerFault: '' },
};

function withoutThreads(cause: string) {
  const fault: unknown = expect.stringContaining(cause);
  return {
    parallel: { code: 'TOS_NO_THREADS', message: fault },
    deadline: { code: 'TOS_NO_THREADS', message: fault },
    auto: { ok: true, mode: 'inline', fault },
    signatures: { verdicts: [1, 1, 1], workersHealthy: 0, lastWorkerFault: fault },
  };
}

const permission = process.allowedNodeEnvironmentFlags.has('--permission')
  ? '--permission'
  : '--experimental-permission';

describe.skipIf(process.platform === 'win32')('a program whose threads', () => {
  test.each<[string, Circumstances]>([
    ['inherit nothing special', {}],
    ['inherit --input-type from a module on stdin', { isPiped: true, flags: () => ['--input-type=module'] }],
    [
      'inherit it besides flags that threads may not be given',
      { isPiped: true, flags: () => ['--max-old-space-size=300', '--expose-gc', '--input-type=module'] },
    ],
    ['inherit a flag of the heap', { flags: () => ['--max-old-space-size=300', '--stack-size=900'] }],
    ['inherit a preloaded module', { flags: () => ['--require', join(folder, 'tasks.mjs')] }],
  ])('%s: work', (_name, circumstances) => {
    expect(outcomeOf(circumstances)).toEqual(withThreads);
  });

  test.each<[string, string, Circumstances]>([
    [
      'are refused by the permission model',
      'permission WorkerThreads',
      { flags: () => [permission, '--allow-fs-read=*'] },
    ],
    [
      'have a preloaded module that throws',
      'no preloading in threads',
      { flags: () => ['--require', join(folder, 'throws.cjs')] },
    ],
    [
      'have an imported module that throws',
      'no preloading in threads',
      { flags: () => ['--import', join(folder, 'throws.cjs')] },
    ],
    ['have a preloaded module that exits', 'code 7', { flags: () => ['--require', join(folder, 'exits.cjs')] }],
    [
      'have one by NODE_OPTIONS',
      'no preloading in threads',
      { env: () => ({ NODE_OPTIONS: `--require ${join(folder, 'throws.cjs')}` }) },
    ],
    ['have no current folder', 'uv_cwd', { env: () => ({ PRELUDE: 'no folder' }) }],
    ['have no file descriptors', 'EMFILE', { limits: 'ulimit -n 500', env: () => ({ PRELUDE: 'no descriptors' }) }],
  ])('%s: goes on without, and says why', (_name, cause, circumstances) => {
    expect(outcomeOf(circumstances)).toEqual(withoutThreads(cause));
  });
});

const suffering: Record<string, [code: string, cause: string]> = {
  'it throws': ["throw new Error('no native code in threads');", 'no native code in threads'],
  'it throws null': ['throw null;', 'null'],
  'it exits': ['process.exit(3);', 'exited with code 3'],
  'it waits for nothing': ['await new Promise(() => undefined);', 'it '],
  'it waits for ever': [
    'setInterval(() => undefined, 1000); await new Promise(() => undefined);',
    'not ready within 10 seconds',
  ],
  'it does not export what it should': ['isWhole = false;', ''],
};

function moduleOf(name: string, code: string, exported: string): string {
  const file = join(folder, `${name.replaceAll(/\W/g, '-')}.mjs`);
  const head = "import { isMainThread } from 'node:worker_threads';\nlet isWhole = true;";
  writeFileSync(file, `${head}\nif (!isMainThread) { ${code} }\n${exported}`);
  return pathToFileURL(file).href;
}

describe.each(Object.entries(suffering))('a module of which in threads: %s', (name, [code, cause]) => {
  test('of tasks: auto runs them on main, else the run rejects with the cause, again and again', async () => {
    const exported = 'export const runTask = isWhole ? (input) => input : undefined;';
    const workerModule = new URL(moduleOf(`tasks ${name}`, code, exported));
    const tasks = [{ input: Uint8Array.of(1), access: {} }];
    const fault: unknown = expect.stringContaining(cause === '' ? 'exports no function runTask' : cause);
    const auto = createTaskExecutor({ workerModule, workers: 2 });
    await auto.started();
    for (let run = 0; run < 2; run++) {
      const { results, report } = await auto.run(tasks, { state: new Map() });
      expect(results).toEqual([{ ok: true, output: Uint8Array.of(1) }]);
      expect(report).toMatchObject({ mode: 'inline', threadFault: fault });
    }
    await auto.close();
    // Each of these takes ten seconds where a module hangs.
    if (name.startsWith('it waits')) return;
    const forced = [{ mode: 'parallel' }, { deadlineMs: 60_000 }] as const;
    for (const options of forced) {
      const executor = createTaskExecutor({ workerModule, workers: 2, ...options });
      for (let run = 0; run < 2; run++) {
        await expect(executor.run(tasks, { state: new Map() })).rejects.toMatchObject({
          code: 'TOS_NO_THREADS',
          message: fault,
        });
      }
      await executor.close();
    }
  });

  test('of a verifier: main verifies, and metrics say why', async () => {
    const exported = `export const createVerifier = () => {
      if (!isWhole) throw new Error('not whole');
      return { name: 'x', verify: () => true, verifyBatch: (_, from, to, verdicts) => void verdicts.fill(1, from, to) };
    };`;
    const verifierUrl = moduleOf(`verifier ${name}`, code, exported);
    const options = { cacheBytes: 0 };
    const settings = { workers: 2, verifierUrl, verifierOptions: options };
    const pool = new VerificationPool(settings, await loadVerifier(verifierUrl, options));
    await pool.started();
    const { verdicts } = await pool
      .start(
        manyRecords(20, () => signature(true)),
        false,
      )
      .finish();
    expect(new Set(verdicts)).toEqual(new Set([1]));
    expect(pool.metrics()).toMatchObject({
      workersHealthy: 0,
      lastWorkerFault: expect.stringContaining(cause === '' ? 'not whole' : cause),
    });
    await pool.close();
  });
});
