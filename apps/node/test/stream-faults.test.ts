import { type ChildProcess, type StdioOptions, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { MAIN, NodeProcess, plainEnvironment } from './node-process.ts';

// A standard stream that is closed, full, slow or never read ends no command, stops none, and changes nothing of what the command does.

const FULL = '/dev/full';

let folder: string;
let chain: string;
let state: string;
const running: Set<ChildProcess> = new Set();

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tos-streams-'));
  chain = join(folder, 'chain');
  state = join(folder, 'state');
  const made = await NodeProcess.dev(chain, '--blocks', '3', '--block-time', '0').exit();
  expect(made).toMatchObject({ code: 0, stderr: '' });
  expect(await new NodeProcess('db', 'export', state, '--datadir', chain).exit()).toMatchObject({ code: 0 });
});

// Waits for `exit`: the event `close` does not come while nobody reads.
afterEach(async () => {
  for (const child of running) child.kill('SIGKILL');
  await Promise.all([...running].map((child) => once(child, 'exit')));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function start(args: readonly string[], stdio: StdioOptions): ChildProcess {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio, env: plainEnvironment() });
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}

async function heightOf(rpcUrl: string): Promise<number> {
  const body = '{"jsonrpc":"2.0","id":1,"method":"get_height"}';
  const answer = await fetch(`${rpcUrl}/json_rpc`, { method: 'POST', body });
  const { result } = JSON.parse(await answer.text());
  return result;
}

/** A new path for the file or folder that a command makes. */
let made = 0;
const fresh = (): string => join(folder, `made-${made++}`);

/** Every command, its exit code, and whether printing is its purpose. */
const commands: readonly (readonly [string, () => string[], number, 'answers' | 'works' | 'complains'])[] = [
  ['help', () => ['--help'], 0, 'answers'],
  ['version', () => ['--version'], 0, 'answers'],
  ['a wrong flag', () => ['dev', '--lod'], 2, 'complains'],
  ['dev', () => ['dev', '--datadir', chain, '--rpc-port', '0', '--blocks', '2', '--block-time', '0'], 0, 'works'],
  ['db stats', () => ['db', 'stats', '--datadir', chain], 0, 'answers'],
  ['db verify', () => ['db', 'verify', '--datadir', chain], 0, 'answers'],
  ['db export', () => ['db', 'export', fresh(), '--datadir', chain], 0, 'answers'],
  ['db import', () => ['db', 'import', state, '--datadir', fresh()], 0, 'answers'],
  ['db migrate', () => ['db', 'migrate', '--to', 'lmdb', fresh(), '--datadir', chain], 0, 'answers'],
  ['db prune', () => ['db', 'prune', '--keep', '240', '--datadir', chain], 0, 'answers'],
  ['replay', () => ['replay', join(folder, 'nothing')], 2, 'complains'],
];

describe.each(commands)('%s', (_name, args, code, purpose) => {
  test.each([1, 2] as const)('stream %i is closed', async (fd) => {
    const child = start(args(), ['ignore', 'pipe', 'pipe']);
    (fd === 1 ? child.stdout : child.stderr)?.destroy();
    let other = '';
    (fd === 1 ? child.stderr : child.stdout)?.on('data', (text) => {
      other += text;
    });
    expect(await once(child, 'close'), other).toEqual([code, null]);
    expect(other).not.toMatch(/^\s+at |EPIPE/m);
  });

  test.runIf(existsSync(FULL)).each([1, 2] as const)('stream %i goes to a disk that is full', async (fd) => {
    const full = openSync(FULL, 'w');
    const child = start(args(), ['ignore', fd === 1 ? full : 'pipe', fd === 2 ? full : 'pipe']);
    closeSync(full);
    let other = '';
    (fd === 1 ? child.stderr : child.stdout)?.on('data', (text) => {
      other += text;
    });
    const loses = fd === 1 && purpose === 'answers';
    expect(await once(child, 'close'), other).toEqual([loses ? 1 : code, null]);
    expect(other).not.toMatch(/^\s+at /m);
    if (loses) expect(other).toMatch(/^error TOS_OUTPUT_FAILURE: The answer could not be written to stdout: ENOSPC/m);
    else if (fd === 1 && purpose === 'works') expect(other).toContain('stdout cannot be written');
  });
});

test('a reader that begins when all is done gets everything', async () => {
  const json = fresh();
  const options = ['--storage', 'memory', '--rpc-port', '0', '--block-time', '0', '--blocks', '4000', '--json', json];
  const child = start(['dev', '--datadir', fresh(), ...options], ['ignore', 'pipe', 'ignore']);
  const ended = once(child, 'close');
  await expect.poll(() => existsSync(json)).toBe(true);
  expect(child.exitCode).toBeNull();
  let printed = '';
  child.stdout?.setEncoding('utf8').on('data', (text) => {
    printed += text;
  });
  expect(await ended).toEqual([0, null]);
  const heights = [...printed.matchAll(/^block +([\d,]+) /gm)].map(([, height = '']) =>
    Number(height.replace(',', '')),
  );
  expect(heights).toEqual(Array.from({ length: 4000 }, (_, i) => i + 1));
  expect(printed).toMatch(/ TOS {2}OK\n$/);
});

test.each([
  ['stdout', []],
  ['stderr', ['--log-level', 'debug']],
  ['both', ['--log-level', 'debug']],
])('blocks go on, and calls are answered, while nobody reads: %s', async (which, more) => {
  const ready = fresh();
  const options = ['--storage', 'memory', '--rpc-port', '0', '--block-time', '0', '--blocks', '1000000', ...more];
  const unread = (name: string): 'pipe' | 'ignore' => (which === name || which === 'both' ? 'pipe' : 'ignore');
  const args = ['dev', '--datadir', fresh(), '--ready-file', ready, ...options];
  const child = start(args, ['ignore', unread('stdout'), unread('stderr')]);
  const ended = once(child, 'exit');
  await expect.poll(() => existsSync(ready)).toBe(true);
  const { rpcUrl } = JSON.parse(readFileSync(ready, 'utf8'));
  // A pipe holds 64 KiB, its other end 64 KiB more, and a line has 24 bytes or more.
  await expect.poll(() => heightOf(rpcUrl)).toBeGreaterThan(6000);
  child.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
});

// `script` of util-linux gives a terminal to a program.
const hasTerminals = spawnSync('script', ['--version']).status === 0;

describe.runIf(hasTerminals)('a terminal', () => {
  function inTerminal(args: readonly string[], env: NodeJS.ProcessEnv): ChildProcess {
    const command = [process.execPath, MAIN, ...args].map((part) => `'${part}'`).join(' ');
    const child = spawn('script', ['-qec', command, '/dev/null'], {
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...plainEnvironment(), TERM: 'xterm', ...env },
    });
    running.add(child);
    child.once('exit', () => running.delete(child));
    return child;
  }

  test.each([
    [{}, true],
    [{ NO_COLOR: '1' }, false],
    [{ FORCE_COLOR: '0' }, false],
    [{ TERM: 'dumb' }, false],
  ])('%j: are there colours in blocks and diagnostics: %j', async (env, hasColours) => {
    const options = ['--blocks', '2', '--block-time', '0', '--log-level', 'debug'];
    const child = inTerminal(['dev', '--datadir', chain, '--rpc-port', '0', ...options], env);
    let text = '';
    child.stdout?.setEncoding('utf8').on('data', (part) => {
      text += part;
    });
    expect((await once(child, 'close'))[0]).toBe(0);
    expect(text).toContain('merged');
    const coloured = text.split('\n').filter((line) => line.includes('\u001b['));
    expect(coloured.length > 0).toBe(hasColours);
    for (const what of ['merged', 'empty']) {
      expect(
        coloured.some((line) => line.includes(what)),
        what,
      ).toBe(hasColours);
    }
  });

  test.each(['stops', 'goes'] as const)(
    'that %s holds up no block, and the node ends when it is told to',
    async (how) => {
      const [ready, json] = [fresh(), fresh()];
      const files = ['--ready-file', ready, '--json', json, '--datadir', fresh()];
      const child = inTerminal(['dev', ...files, '--rpc-port', '0', '--block-time', '0', '--blocks', '1000000'], {});
      await expect.poll(() => existsSync(ready)).toBe(true);
      const { pid, rpcUrl } = JSON.parse(readFileSync(ready, 'utf8'));
      // A pipe and a terminal hold less than that.
      await expect.poll(() => heightOf(rpcUrl)).toBeGreaterThan(how === 'stops' ? 6000 : 5);
      if (how === 'stops') process.kill(pid, 'SIGTERM');
      // The kernel sends SIGHUP.
      else child.kill('SIGKILL');
      await expect.poll(() => existsSync(json)).toBe(true);
    },
  );
});
