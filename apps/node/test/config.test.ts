import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ExitCode } from '../src/cli/exit-code.ts';
import { NodeProcess } from './node-process.ts';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tos-config-'));
  file = join(folder, 'tos.config.toml');
});

afterEach(async () => {
  await NodeProcess.killAll();
  rmSync(folder, { recursive: true, force: true });
});

function start(environment: NodeJS.ProcessEnv, ...args: string[]): NodeProcess {
  return new NodeProcess({ folder, environment }, ...args);
}

test('a node runs by the file of its working folder, the environment and its flags', async () => {
  writeFileSync(file, 'datadir = "mine"\nrpc-port = 0\nblocks = 3\nblock-time = "1s"\nload-accounts = 20\n');
  const node = start({ TOS_LOAD: '4', TOS_LOAD_ACCOUNTS: '10' }, 'dev', '--block-time', '0');
  const { code, stdout } = await node.exit();
  expect(code, stdout).toBe(ExitCode.OK);
  expect(stdout).toMatch(/^block +3 /m);
  const stats = await start({}, 'db', 'stats').exit();
  expect(stats.code).toBe(ExitCode.OK);
});

test('a node takes the hosts and origins that its settings list', async () => {
  writeFileSync(file, 'rpc-port = 0\nallow-host = ["tos-node"]\nload-accounts = 20\n');
  const node = start({}, 'dev', '--storage', 'memory', '--allow-origin', 'https://wallet.example');
  const url = new URL('/health/live', await node.url());
  const statusOf = (headers: { readonly [name: string]: string }): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      get(url, { headers }, (response) => resolve(response.resume().statusCode)).on('error', reject);
    });
  expect(await statusOf({ host: 'tos-node:8080' })).toBe(200);
  expect(await statusOf({ host: 'other:8080' })).toBe(403);
  expect(await statusOf({ origin: 'https://wallet.example' })).toBe(200);
  expect(await statusOf({ origin: 'https://other.example' })).toBe(403);
});

test('config prints what a node would run by, and where it comes from', async () => {
  writeFileSync(file, '# a comment\nworkers = 4\n');
  const table = await start({ TOS_LOAD: '4' }, 'config', '--block-time', '250ms').exit();
  expect(table.stdout).toMatch(/^workers +4 +tos\.config\.toml:2$/m);
  expect(table.stdout).toMatch(/^load +4 +TOS_LOAD$/m);
  expect(table.stdout).toMatch(/^block-time +250ms +--block-time$/m);
  const json = await start({ TOS_CONFIG: file }, 'config', '--json').exit();
  expect(JSON.parse(json.stdout)).toMatchObject({ file, settings: { workers: { value: 4, origin: `${file}:2` } } });
});

test.each([
  [{ TOS_WORKER: '2' }, '', 'TOS_WORKER: there is no such setting. Did you mean TOS_WORKERS?'],
  [{ TOS_RPC_PORT: 'http' }, '', 'TOS_RPC_PORT: "http" is not accepted. Give a whole number from 0 to 65535.'],
  [{}, 'worker = 2', 'tos.config.toml:1: worker: there is no such setting. Did you mean workers?'],
  [{}, 'workers 2', 'tos.config.toml:1: this is no TOML'],
])(
  'a wrong environment or file stops every command before anything is made: %j %j',
  async (environment, toml, message) => {
    writeFileSync(file, toml);
    for (const args of [['dev'], ['db', 'stats'], ['config']]) {
      const { code, stdout, stderr } = await start(environment, ...args).exit();
      expect(stderr, args.join(' ')).toContain(`error TOS_INVALID_CONFIG: ${message}`);
      expect(stderr.trim().split('\n')).toHaveLength(1);
      expect([code, stdout]).toEqual([ExitCode.USAGE, '']);
    }
  },
);
