import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bytesToHex } from '@noble/hashes/utils.js';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { devAccounts, loadAccounts, privateKeyOf } from '../src/accounts/dev-accounts.ts';
import { ExitCode } from '../src/cli/exit-code.ts';
import { NodeProcess } from './node-process.ts';
import { AS_PROCESS_1, namespaceRefusal, signalProcess1 } from './pid-namespace.ts';

let datadir: string;

beforeEach(() => {
  datadir = mkdtempSync(join(tmpdir(), 'tos-shutdown-'));
});

afterEach(async () => {
  await NodeProcess.killAll();
  rmSync(datadir, { recursive: true, force: true });
});

const load = ['--load', '300', '--load-accounts', '100', '--rpc-port', '0'];

/** Checks that a stopped chain is whole. */
async function expectWhole(): Promise<void> {
  const { code, stdout } = await new NodeProcess('db', 'verify', '--datadir', datadir).exit();
  expect(code, stdout).toBe(ExitCode.OK);
}

const refusal = namespaceRefusal();

describe.skipIf(refusal !== null)(`as process 1${refusal === null ? '' : ` (skipped: ${refusal})`}`, () => {
  test.each(['SIGTERM', 'SIGINT'] as const)('%s finishes the block and ends with 0', async (signal) => {
    const node = new NodeProcess({ through: AS_PROCESS_1 }, 'dev', '--datadir', datadir, ...load);
    await node.printed(/^block +2 /m);
    signalProcess1(node.pid, signal);
    const { code, stdout } = await node.exit();
    expect(code, stdout).toBe(ExitCode.OK);
    expect(stdout).toMatch(new RegExp(`^stopping: ${signal}$`, 'm'));
    expect(stdout).toMatch(/^supply .+\n.+OK$/m);
    await expectWhole();
  });

  test('a stop before the first block ends with 0 too', async () => {
    const node = new NodeProcess({ through: AS_PROCESS_1 }, 'dev', '--datadir', datadir, '--rpc-port', '0');
    await node.url();
    signalProcess1(node.pid, 'SIGTERM');
    expect((await node.exit()).code).toBe(ExitCode.OK);
    await expectWhole();
  });
});

test('the log of a node, at its most talkative, has no private key', async () => {
  const node = NodeProcess.dev(datadir, ...load, '--log-level', 'debug', '--metrics-port', '0');
  await node.printed(/^block +3 /m);
  const key = bytesToHex(privateKeyOf(devAccounts, 0));
  // What a confused caller may send.
  await node.call('submit_transaction', { data: key });
  await node.call(key, { privateKey: key });
  await node.post(`{"private_key":"${key}"`);
  node.kill('SIGTERM');
  const { code, stderr } = await node.exit();
  expect(code).toBe(ExitCode.OK);
  const lines = stderr
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines.map(({ msg }) => msg)).toEqual(expect.arrayContaining(['the node takes calls', 'block', 'stopping']));
  const keys = [
    ...Array.from({ length: devAccounts.count }, (_, i) => privateKeyOf(devAccounts, i)),
    ...Array.from({ length: 100 }, (_, i) => privateKeyOf(loadAccounts, i)),
  ];
  for (const one of keys) {
    expect(stderr).not.toContain(bytesToHex(one));
    expect(stderr).not.toContain(Buffer.from(one).toString('base64'));
    expect(stderr).not.toContain(one.join(','));
  }
});
