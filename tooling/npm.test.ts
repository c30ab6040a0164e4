import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';

// Tests of the root's commands as people type them: through npm, from any folder.

const root = fileURLToPath(new URL('..', import.meta.url));

let folder: string;
/** The process groups of the npm processes that are running. */
const groups: Set<number> = new Set();

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tos-npm-'));
});

afterEach(() => {
  for (const group of groups) kill(-group, 'SIGKILL');
  groups.clear();
  rmSync(folder, { recursive: true, force: true });
});

function kill(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

/** Starts npm in `folder`, in a process group of its own as a shell does. Its output goes to a file in that folder. */
function npm(...args: string[]): ChildProcess {
  const output = openSync(join(folder, 'output'), 'a');
  const { INIT_CWD, ...env } = process.env;
  const child = spawn('npm', ['--prefix', root, ...args], {
    cwd: folder,
    env,
    detached: true,
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  groups.add(child.pid!);
  return child;
}

const output = (): string => readFileSync(join(folder, 'output'), 'utf8');

async function runningNode(): Promise<{ readonly npm: ChildProcess; readonly pid: number }> {
  const child = npm('start', '--', '--datadir', 'chain', '--rpc-port', '0', '--ready-file', 'ready');
  const ready = join(folder, 'ready');
  await expect.poll(() => existsSync(ready)).toBe(true);
  return { npm: child, pid: JSON.parse(readFileSync(ready, 'utf8')).pid };
}

test.each(['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGKILL'] as const)(
  '%s to npm alone ends the node, which finishes its work',
  async (signal) => {
    const { npm: child, pid } = await runningNode();
    child.kill(signal);
    await expect.poll(() => kill(pid, 0)).toBe(false);
    expect(output()).toMatch(/^stopping: SIG/m);
    expect(output()).toMatch(/ TOS {2}OK$/m);
  },
);

test('a terminal that goes takes npm along, but no node that prints to a file', async () => {
  const { npm: child, pid } = await runningNode();
  const ended = once(child, 'exit');
  kill(-child.pid!, 'SIGHUP');
  await ended;
  const { rpcUrl } = JSON.parse(readFileSync(join(folder, 'ready'), 'utf8'));
  const body = '{"jsonrpc":"2.0","id":1,"method":"get_height"}';
  // The wait is longer than the script needs to notice that npm has ended.
  for (let i = 0; i < 20; i++) {
    expect((await fetch(`${rpcUrl}/json_rpc`, { method: 'POST', body })).status).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  kill(pid, 'SIGTERM');
  await expect.poll(() => kill(pid, 0)).toBe(false);
});

test('files that people name are where they are', async () => {
  const end = async (...args: string[]): Promise<unknown> => (await once(npm(...args), 'exit'))[0];
  const dev = ['start', '--', '--datadir', 'chain', '--rpc-port', '0', '--blocks', '1', '--block-time', '0'];
  expect(await end(...dev, '--json', 'out/run.json'), output()).toBe(0);
  expect(await end('run', 'db', '--', 'export', 'state', '--datadir', 'chain'), output()).toBe(0);
  mkdirSync(join(folder, 'suite', 'p2p'), { recursive: true });
  const vectors = [{ name: 'peer', runnable: false, input: { kind: 'p2p' }, expected: {} }];
  writeFileSync(join(folder, 'suite', 'p2p', 'a.json'), JSON.stringify({ test_vectors: vectors }));
  expect(await end('run', 'conformance', '--', '--vectors', 'suite', '--json', 'report'), output()).toBe(0);
  expect(await end('run', 'bench', '--', 'verify', '--json', 'nowhere/report')).toBe(1);
  expect(output()).toContain(`--json: ENOENT: no such file or directory, open '${join(folder, 'nowhere/report')}'`);
  expect(readdirSync(folder).sort()).toEqual(['chain', 'out', 'output', 'report', 'state', 'suite']);
  expect(readdirSync(join(folder, 'out'))).toEqual(['run.json']);
});

test.each(['SIGTERM', 'SIGHUP', 'SIGINT'] as const)('%s reaches a command that a script waits for', async (signal) => {
  const script = `
    import { run } from ${JSON.stringify(join(root, 'tooling/scripts/run-child.mjs'))};
    await run(process.execPath, ['-e', 'console.log(process.pid); setInterval(() => {}, 1000)']);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [text] = await once(child.stdout, 'data');
  child.kill(signal);
  expect(await once(child, 'exit')).toEqual([null, signal]);
  expect(kill(Number(String(text)), 0)).toBe(false);
});

test('a command that fails, or cannot be started, ends the script', async () => {
  const script = (command: string): string =>
    `import { run } from ${JSON.stringify(join(root, 'tooling/scripts/run-child.mjs'))}; await run(${command});`;
  const end = (command: string): Promise<{ code: unknown; stderr: string }> =>
    new Promise((resolve) => {
      execFile(process.execPath, ['--input-type=module', '-e', script(command)], (error, _stdout, stderr) =>
        resolve({ code: error?.code ?? 0, stderr }),
      );
    });
  expect(await end(`process.execPath, ['-e', 'process.exit(7)']`)).toEqual({ code: 7, stderr: '' });
  expect(await end(`'/no/such/command', []`)).toEqual({
    code: 1,
    stderr: '/no/such/command could not be started: spawn /no/such/command ENOENT.\n',
  });
});
