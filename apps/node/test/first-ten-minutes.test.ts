import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { NodeProcess, plainEnvironment } from './node-process.ts';

// Runs the commands of "The first ten minutes" in the README as they stand there, but for the port, against a running node.

const ROOT = new URL('../../..', import.meta.url).pathname;
const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');
const [, section = ''] = /## The first ten minutes\n([\s\S]*?)\n## /.exec(readme) ?? [];
const [accounts = '', curl = '', subscribe = '', transfer = ''] = [...section.matchAll(/```sh\n([\s\S]*?)```/g)].map(
  ([, block]) => block!,
);
const ALICE = 'tst1z3cncs8n7vy30epep5fxeyqye06a8093lyjwlhwvz6n86wfaspqqqzn7lef';
const HAD = 100_000_000_000_000n;

let node: NodeProcess;
let host: string;
let watcher: ChildProcess | undefined;

beforeAll(async () => {
  node = NodeProcess.inMemory();
  host = new URL(await node.url()).host;
});

afterAll(async () => {
  watcher?.kill();
  await NodeProcess.killAll();
});

/** What a block of commands prints. */
async function run(block: string): Promise<string> {
  const command = block.replaceAll('127.0.0.1:8080', host);
  const options = { cwd: ROOT, env: plainEnvironment() };
  return (await promisify(execFile)('bash', ['-ec', command], options)).stdout;
}

async function balance(): Promise<unknown> {
  return node.result('get_balance', { address: ALICE });
}

test('the commands of the README do what it says, in their order', async () => {
  expect(await run(accounts)).toContain(ALICE);

  const answers = (await run(curl)).replace(/\}\{/g, '}\n{').split('\n');
  expect(answers[0]).toBe(`{"jsonrpc":"2.0","id":1,"result":{"balance":${HAD},"topoheight":0}}`);
  expect(answers[1]).toMatch(/^\{"jsonrpc":"2.0","id":2,"result":/);
  expect(await balance()).toMatchObject({ balance: HAD + 250_000_000n });

  const command = subscribe.trim().replaceAll('127.0.0.1:8080', host).split(' ');
  watcher = spawn(process.execPath, command.slice(1), { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
  let seen = '';
  watcher.stdout!.setEncoding('utf8').on('data', (text: string) => {
    seen += text;
  });
  while (!seen.includes('subscribed')) await once(watcher.stdout!, 'data');

  expect(await run(transfer)).toMatch(/^[0-9a-f]{64}\n$/);
  while (!/block \d+: 1 transactions, [0-9a-f]{64}/.test(seen)) await once(watcher.stdout!, 'data');
  expect(await balance()).toMatchObject({ balance: HAD + 400_000_000n });
});
