import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Exit, NodeProcess } from './node-process.ts';

const KEY = '0b'.repeat(32);
const folder = mkdtempSync(join(tmpdir(), 'tos-wallet-command-'));
let node: NodeProcess;
let url: string;

/** Runs a command of the wallet in the folder, with the passphrase in a file. */
async function wallet(...args: string[]): Promise<Exit> {
  return new NodeProcess({ folder }, 'wallet', ...args).exit();
}

const PASSPHRASE = ['--passphrase-file', 'passphrase'] as const;

beforeAll(async () => {
  writeFileSync(join(folder, 'passphrase'), 'correct horse\n');
  writeFileSync(join(folder, 'wrong'), 'battery staple\n');
  writeFileSync(join(folder, 'key'), `${KEY}\n`);
  node = new NodeProcess({ folder }, 'dev', '--rpc-port', '0', '--block-time', '0', '--datadir', 'devnet');
  url = await node.url();
});
afterAll(async () => {
  await NodeProcess.killAll();
  rmSync(folder, { recursive: true, force: true });
});

test('the way of coins: a new key, a gift, a transfer to an imported key, a burn, and what the chain says of it', async () => {
  const made = await wallet('new', ...PASSPHRASE);
  expect(made).toMatchObject({ code: 0, stderr: '' });
  const [address = ''] = made.stdout.split('\n');
  expect(address).toMatch(/^tst1[a-z0-9]+$/);
  expect((await wallet('address')).stdout).toBe(`${address}\n`);
  expect((await wallet('balance', '--url', url)).stdout).toBe('0 TOS\n');
  expect((await wallet('history', '--url', url)).stdout).toBe('No block has changed this account.\n');

  const imported = await wallet('import', '--file', 'other.json', '--key-file', 'key', ...PASSPHRASE, '--json');
  const { address: other } = JSON.parse(imported.stdout);
  await node.result('dev_fund', { address, amount: 1_000_000_000n });

  const sent = await wallet('send', other, '1.5', '--url', url, ...PASSPHRASE, '--yes', '--json');
  expect(sent.code, sent.stderr).toBe(0);
  const { hash, amount, fee } = JSON.parse(sent.stdout);
  expect(amount).toBe('150000000');
  const burnt = await wallet('burn', '0.00000001', '--url', url, ...PASSPHRASE, '--yes');
  expect(burnt.stdout).toMatch(/^Done, in block [0-9a-f]{64}\.\n$/);

  expect((await wallet('balance', '--url', url, '--file', 'other.json')).stdout).toBe('1.5 TOS\n');
  const left = JSON.parse((await wallet('balance', '--url', url, '--json')).stdout);
  expect(left.address).toBe(address);
  expect(BigInt(left.balance)).toBeLessThan(1_000_000_000n - 150_000_000n - BigInt(fee));
  const { stdout: history } = await wallet('history', '--url', url);
  expect(history.split('\n').map((line) => line.slice(31))).toEqual([
    '-0.00000001 TOS, burnt',
    `sent to ${other}`,
    expect.stringMatching(/^received from tst1/),
    '',
  ]);
  expect((await wallet('history', '--url', url, '--json')).stdout).toContain(hash);
});

test('what is wrong is said before anything is sent, and no message shows a key', async () => {
  writeFileSync(join(folder, 'slip'), KEY.slice(1));
  await wallet('import', '--file', 'mine.json', '--key-file', 'key', ...PASSPHRASE);
  const { stdout } = await wallet('address', '--file', 'mine.json');
  const mine = ['--file', 'mine.json', '--url', url] as const;
  const to = stdout.trim();
  const cases: readonly [args: string[], code: number, message: string][] = [
    [['new', '--file', 'mine.json', ...PASSPHRASE], 2, 'mine.json is there already'],
    [['import', '--file', 'x.json', '--key-file', 'slip', ...PASSPHRASE], 2, 'a private key has 64 hex digits'],
    [['import', '--file', 'x.json', '--key-file', 'nowhere', ...PASSPHRASE], 2, '--key-file'],
    [['new', '--file', 'x.json'], 2, 'there is no terminal to ask for the passphrase'],
    [['new', '--file', 'x.json', '--passphrase-file', '/dev/null'], 2, 'it is empty'],
    [['balance', '--file', 'nothing.json'], 2, 'make a key with: tos-node wallet new'],
    [['send', to, '1', ...mine, '--passphrase-file', 'wrong', '--yes'], 2, 'it does not open the key of'],
    [['send', to, '1', ...mine, ...PASSPHRASE], 2, 'give --yes to send without asking'],
    [
      ['send', `${to.slice(0, -1)}${to.endsWith('q') ? 'p' : 'q'}`, '1', ...mine, ...PASSPHRASE, '--yes'],
      1,
      'TOS_INVALID_ADDRESS',
    ],
    [['send', to, '1e3', ...mine, ...PASSPHRASE, '--yes'], 2, 'Give an amount of TOS above 0'],
    [['burn', '0', ...mine, ...PASSPHRASE, '--yes'], 2, 'Give an amount of TOS above 0'],
    [['send', to, '99999', ...mine, ...PASSPHRASE, '--yes'], 1, 'TOS_CALL_REFUSED'],
    [['balance', '--file', 'mine.json', '--url', 'http://127.0.0.1:1'], 1, 'TOS_NODE_UNREACHABLE'],
  ];
  for (const [args, code, message] of cases) {
    const exit = await wallet(...args);
    expect(exit, args.join(' ')).toMatchObject({ code, stdout: '', stderr: expect.stringContaining(message) });
    expect(exit.stderr).not.toContain(KEY.slice(1));
  }
});

test('what a foreign node answers does not steer the terminal, and a signal ends the wait for an answer', async () => {
  await wallet('import', '--file', 'foreign.json', '--key-file', 'key', ...PASSPHRASE);
  const evil = '\u001b]0;owned\u0007\u009b2J\u202e';
  const entry = { topoheight: 1, hash: evil, block_timestamp: 0, outgoing: { to: evil } };
  const answers = [{ result: [entry] }, { error: { code: -32004, message: evil } }];
  let asked = (): void => undefined;
  const isAsked = new Promise<void>((resolve) => {
    asked = resolve;
  });
  const foreign = createServer((_request, response) => {
    const answer = answers.shift();
    if (answer === undefined) asked();
    else response.end(JSON.stringify({ jsonrpc: '2.0', id: 1, ...answer }));
  });
  await new Promise<void>((resolve) => foreign.listen(0, '127.0.0.1', resolve));
  const at = ['--file', 'foreign.json', '--url', `http://127.0.0.1:${(foreign.address() as AddressInfo).port}`];
  const shown = [await wallet('history', ...at), await wallet('balance', ...at)];
  expect(shown).toMatchObject([
    { code: 0, stdout: expect.stringContaining('sent to \\u{1b}]0;owned\\u{7}\\u{9b}2J\\u{202e}') },
    { code: 1, stderr: expect.stringContaining('get_balance: \\u{1b}]0;owned') },
  ]);
  const waiting = new NodeProcess({ folder }, 'wallet', 'balance', ...at);
  await isAsked;
  waiting.kill('SIGTERM');
  expect(await waiting.exit()).toMatchObject({ code: 130, stderr: expect.stringContaining('Stopped by SIGTERM') });
  foreign.closeAllConnections();
  foreign.close();
});
