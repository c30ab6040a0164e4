import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

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
