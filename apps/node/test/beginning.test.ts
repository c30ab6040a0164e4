import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { devAccounts, keyPairOf, privateKeyOf } from '../src/accounts/dev-accounts.ts';
import { ExitCode } from '../src/cli/exit-code.ts';
import { type Exit, NodeProcess } from './node-process.ts';

let folder: string;
let datadir: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tos-node-'));
  datadir = join(folder, 'chain');
});

afterEach(async () => {
  await NodeProcess.killAll();
  rmSync(folder, { recursive: true, force: true });
});

/** A run of one block. */
const run = (...args: string[]): Promise<Exit> =>
  NodeProcess.dev(datadir, '--blocks', '1', '--block-time', '0', ...args).exit();

const genesis = (): string => readFileSync(join(datadir, 'genesis.json'), 'utf8');

async function accounts(...args: string[]): Promise<Record<string, unknown>[]> {
  const exit = await new NodeProcess('accounts', '--datadir', datadir, '--json', ...args).exit();
  expect(exit).toMatchObject({ code: ExitCode.OK, stderr: '' });
  return JSON.parse(exit.stdout);
}

test('the first screen fits 80 columns and 24 lines, and has no private key', async () => {
  const { stdout } = await run();
  const screen = stdout.slice(0, stdout.search(/^block +\d/m)).split('\n');
  // The table of blocks begins with a head and a row on the same screen.
  expect(screen.length + 2).toBeLessThanOrEqual(24);
  const [, ...rest] = screen;
  for (const line of rest) expect(line.length, line).toBeLessThanOrEqual(80);
  for (let i = 0; i < devAccounts.count; i++) {
    expect(stdout).not.toContain(Buffer.from(privateKeyOf(devAccounts, i)).toString('hex'));
  }
});

test.each(['../../../README.md', '../README.md'])('%s shows the first screen as it is', async (readme) => {
  const text = readFileSync(new URL(readme, import.meta.url), 'utf8');
  const shown = /^TOS devnet [^`]+?\n\n(?= +block )/m.exec(text)?.[0] ?? '';
  const node = new NodeProcess({ folder }, 'dev', '--rpc-port', '0', '--workers', '1');
  const url = await node.url();
  await node.printed(/more: tos-node accounts\n\n/);
  expect(node.stdout).toBe(shown.replaceAll(':8080', `:${new URL(url).port}`));
});

test('accounts of a chain, and of a chain that is not there yet', async () => {
  expect(await accounts()).toHaveLength(devAccounts.count);
  expect(existsSync(datadir)).toBe(false);
  expect(await run('--accounts', '3', '--balance', '7')).toMatchObject({ code: ExitCode.OK });
  const listed = await accounts('--private');
  expect(listed).toHaveLength(3);
  expect(listed[2]).toMatchObject({
    index: 2,
    funds: '700000000',
    privateKey: Buffer.from(privateKeyOf(devAccounts, 2)).toString('hex'),
    publicKey: Buffer.from(keyPairOf(devAccounts, 2).publicKey).toString('hex'),
  });
  expect(JSON.stringify(await accounts())).not.toContain('privateKey');

  const [open, secret] = await Promise.all(
    [[], ['--private']].map((args) => new NodeProcess('accounts', '--datadir', datadir, ...args).exit()),
  );
  expect(open!.stdout).not.toContain(listed[0]!['privateKey']);
  expect(secret!.stdout).toMatch(/^ANYBODY KNOWS THESE KEYS/);
  expect(secret!.stdout).toContain(listed[0]!['privateKey']);
  for (const line of secret!.stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
});

test('a chain that began otherwise is named and left alone', async () => {
  expect(await run('--accounts', '3', '--balance', '7')).toMatchObject({ code: ExitCode.OK });
  const before = genesis();
  const other = join(folder, 'other.json');
  writeFileSync(other, before.replace(/"salt": "\w{4}/, '"salt": "0000'));
  for (const [args, flag] of [
    [['--accounts', '4'], '--accounts'],
    [['--balance', '8'], '--balance'],
    [['--accounts', '3', '--balance', '8'], '--accounts'],
    [['--genesis', other], '--genesis'],
  ] as const) {
    const exit = await run(...args);
    expect(exit, args.join(' ')).toMatchObject({ code: ExitCode.USAGE, stdout: '' });
    expect(exit.stderr, args.join(' ')).toMatch(new RegExp(`^error TOS_INVALID_CONFIG: ${flag}: .+ --reset\\. .+\\n$`));
    if (flag !== '--genesis') expect(exit.stderr).toContain('3 accounts with 7 TOS each');
  }
  expect(genesis()).toBe(before);
  // The same values are no other ones.
  expect(await run('--accounts', '3', '--balance', '7')).toMatchObject({ code: ExitCode.OK });
  expect(await run('--genesis', join(datadir, 'genesis.json'))).toMatchObject({ code: ExitCode.OK });
});

test('a genesis file is the beginning of a chain', async () => {
  expect(await run('--accounts', '2')).toMatchObject({ code: ExitCode.OK });
  const own = join(folder, 'own.json');
  writeFileSync(own, genesis());
  datadir = join(folder, 'second');
  expect(await run('--genesis', own)).toMatchObject({ code: ExitCode.OK });
  expect(genesis()).toBe(readFileSync(own, 'utf8'));
});

test.each([
  ['--genesis', 'missing.json'],
  ['--genesis', '.'],
  ['--balance', '184000000'],
])('%s %s is refused before anything is made or deleted', async (flag, value) => {
  const exit = await run(flag, flag === '--genesis' ? join(folder, value) : value);
  expect(exit).toMatchObject({ code: ExitCode.USAGE, stdout: '' });
  expect(exit.stderr).toMatch(new RegExp(`^error TOS_INVALID_CONFIG: ${flag}: .+\\n$`));
  expect(existsSync(datadir)).toBe(false);
});

test('reset deletes the chain, says so, and nothing else', async () => {
  expect((await run('--reset')).stdout).toMatch(/^reset: there was no chain\n/);
  writeFileSync(join(datadir, 'notes.txt'), 'mine');
  const before = genesis();
  const elsewhere = join(folder, 'elsewhere');
  mkdirSync(elsewhere);
  writeFileSync(join(elsewhere, 'data.mdb'), 'not to be deleted');
  // A link in the place of a database, as of a chain on another disk.
  symlinkSync(elsewhere, join(datadir, 'chain-sqlite'));
  writeFileSync(join(datadir, 'begun.json'), '["lmdb","sqlite"]');

  const running = NodeProcess.dev(datadir, '--storage', 'lmdb');
  await running.url();
  expect(await run('--reset')).toMatchObject({ code: ExitCode.FAILURE, stdout: '' });
  running.kill('SIGTERM');
  await running.exit();

  writeFileSync(join(datadir, 'mempool.bin'), 'what waits for the old chain');
  const exit = await run('--reset', '--accounts', '2');
  expect(exit).toMatchObject({ code: ExitCode.OK, stderr: '' });
  // Otherwise the new chain would find it damaged, and say so on stderr.
  expect(exit.stdout).toMatch(/^reset: deleted .+mempool\.bin.+genesis\.json\n/);
  expect(exit.stdout).toContain(' · new\n');
  expect(genesis()).not.toBe(before);
  expect(readFileSync(join(datadir, 'notes.txt'), 'utf8')).toBe('mine');
  expect(readFileSync(join(elsewhere, 'data.mdb'), 'utf8')).toBe('not to be deleted');
  expect(await accounts()).toHaveLength(2);
});

test('reset refuses what is no data directory, and deletes nothing', async () => {
  mkdirSync(join(datadir, 'chain'), { recursive: true });
  writeFileSync(join(datadir, 'chain', 'data.mdb'), 'of another program');
  const link = join(folder, 'link');
  symlinkSync(datadir, link);
  for (const path of [datadir, link]) {
    const exit = await NodeProcess.dev(path, '--reset', '--blocks', '1').exit();
    expect(exit, path).toMatchObject({ code: ExitCode.USAGE, stdout: '' });
    expect(exit.stderr, path).toMatch(/^error TOS_INVALID_CONFIG: --reset: .+\n$/);
  }
  writeFileSync(join(datadir, 'genesis.json'), '{"of":"another program"}');
  expect(await run('--reset')).toMatchObject({ code: ExitCode.USAGE, stdout: '' });
  expect(readdirSync(datadir).sort()).toEqual(['chain', 'genesis.json']);
  expect(readFileSync(join(datadir, 'chain', 'data.mdb'), 'utf8')).toBe('of another program');
});

test('a quiet node prints nothing, and works as any other', async () => {
  const ready = join(folder, 'ready.json');
  const node = NodeProcess.dev(datadir, '--quiet', '--ready-file', ready);
  await expect.poll(() => existsSync(ready)).toBe(true);
  expect(statSync(ready).mode & 0o777).toBe(0o600);
  expect(JSON.parse(readFileSync(ready, 'utf8')).accounts).toHaveLength(devAccounts.count);
  node.kill('SIGTERM');
  expect(await node.exit()).toMatchObject({ code: ExitCode.OK, stdout: '', stderr: '' });
});
