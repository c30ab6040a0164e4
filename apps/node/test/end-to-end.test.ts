import { execFileSync } from 'node:child_process';
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
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { Chain, parseGenesis } from '@tos/chain';
import { createKeyPair, encodeAddress, type KeyPair } from '@tos/crypto';
import { createBlockExecutor } from '@tos/executor';
import { COIN, ErrorCode, type Network, networks } from '@tos/protocol';
import { NATIVE_ASSET } from '@tos/state';
import { createLmdbStorage } from '@tos/storage-lmdb';
import { buildTransaction, encodeTransaction, transactionHash } from '@tos/transaction';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { devAccounts, keyPairOf, privateKeyOf } from '../src/accounts/dev-accounts.ts';
import { NodeProcess } from './node-process.ts';

let datadir: string;

beforeEach(() => {
  datadir = mkdtempSync(join(tmpdir(), 'tos-node-'));
});

afterEach(async () => {
  await NodeProcess.killAll();
  rmSync(datadir, { recursive: true, force: true });
});

const info = z.object({ topoheight: z.bigint(), top_block_hash: z.string(), mempool_size: z.bigint() });
const balance = z.object({ balance: z.bigint(), topoheight: z.bigint() });
const nonce = z.object({ nonce: z.bigint(), topoheight: z.bigint(), previous_topoheight: z.bigint().nullable() });
const summary = z.strictObject({
  blocks: z.number(),
  transactions: z.number(),
  txPerSecond: z.number(),
  parallelBlocks: z.number(),
  sequentialBlocks: z.number(),
  digest: z.string().regex(/^[0-9a-f]{64}$/),
  supply: z.strictObject({ expected: z.string().regex(/^\d+$/), actual: z.string().regex(/^\d+$/) }),
});

interface Account {
  readonly address: string;
  readonly keyPair: KeyPair;
}

/** Two of the accounts that every new devnet funds; the first one of all receives the rewards. */
const [alice, bob] = [accountAt(1), accountAt(2)];

function accountAt(index: number): Account {
  const keyPair = keyPairOf(devAccounts, index);
  return { address: encodeAddress(keyPair.publicKey, networks.devnet), keyPair };
}

async function signedTransfer(
  node: NodeProcess,
  from: Account,
  to: Account,
  given: { nonce: bigint; amount?: bigint; network?: Network },
): Promise<Uint8Array> {
  const { topoheight, top_block_hash } = info.parse(await node.result('get_info'));
  const { amount = COIN, network = networks.devnet } = given;
  const destination = to.keyPair.publicKey;
  return encodeTransaction(
    buildTransaction({
      network,
      keyPair: from.keyPair,
      payload: { type: 'transfers', transfers: [{ asset: NATIVE_ASSET, destination, amount, extraData: null }] },
      nonce: given.nonce,
      reference: { hash: hexToBytes(top_block_hash), topoheight },
    }),
  );
}

const submit = (node: NodeProcess, wire: Uint8Array) => node.call('submit_transaction', { data: bytesToHex(wire) });

/** A run of one block; its summary describes the chain. */
async function finalRun(): Promise<z.infer<typeof summary>> {
  const json = join(datadir, 'summary.json');
  const exit = await NodeProcess.dev(datadir, '--blocks', '1', '--block-time', '0', '--json', json).exit();
  expect(exit).toMatchObject({ code: 0, stderr: '' });
  return summary.parse(JSON.parse(readFileSync(json, 'utf8')));
}

test('a load run says what it did, in lines and as JSON', async () => {
  const json = join(datadir, 'deep', 'out.json');
  const exit = await NodeProcess.dev(datadir, '--load', '50', '--blocks', '3', '--json', json).exit();
  expect(exit).toMatchObject({ code: 0, stderr: '' });
  const banner = exit.stdout.slice(0, exit.stdout.search(/^block +\d/m));
  expect(banner.trimEnd().split('\n').length).toBeLessThanOrEqual(25);
  expect(banner).toContain('50 transfers per block of 1,000 accounts; tx/s includes signing');
  expect(exit.stdout).toMatch(/^tx\/s +[\d,]+ from wire bytes to disk, signing of the load included$/m);
  expect(exit.stdout.match(/^block +[123] +50 txs +[\d,]+ tx\/s /gm)).toHaveLength(3);
  expect(exit.stdout).toMatch(/ TOS {2}OK\n$/);
  const result = summary.parse(JSON.parse(readFileSync(json, 'utf8')));
  expect(result).toMatchObject({ blocks: 3, transactions: 150 });
  expect(result.parallelBlocks + result.sequentialBlocks).toBe(3);
  expect(result.txPerSecond).toBeGreaterThan(0);
  expect(result.supply.actual).toBe(result.supply.expected);
  expect(readdirSync(datadir).sort()).toEqual(['begun.json', 'chain', 'deep', 'genesis.json']);
});

test('signed transfers change balances and nonces', async () => {
  const ready = join(datadir, 'ready.json');
  const node = NodeProcess.dev(datadir, '--block-time', '0', '--ready-file', ready);
  const url = await node.url();
  const accounts = expect.arrayContaining([
    {
      address: alice.address,
      privateKey: bytesToHex(privateKeyOf(devAccounts, 1)),
      publicKey: bytesToHex(alice.keyPair.publicKey),
    },
  ]);
  expect(JSON.parse(readFileSync(ready, 'utf8'))).toEqual({
    rpcUrl: url.replace('/json_rpc', ''),
    pid: node.pid,
    accounts,
  });
  expect(statSync(ready).mode & 0o777).toBe(0o600);

  for (let i = 0n; i < 3n; i++) {
    const wire = await signedTransfer(node, alice, bob, { nonce: i, amount: 7n });
    expect(await submit(node, wire)).toMatchObject({ result: true });
  }
  await expect
    .poll(async () => balance.parse(await node.result('get_balance', { address: bob.address })).balance)
    .toBe(1_000_000n * COIN + 21n);
  expect(nonce.parse(await node.result('get_nonce', { address: alice.address })).nonce).toBe(3n);
  // Each transfer costs 10,000 for its started kilobyte and 5,000 for its output.
  expect(balance.parse(await node.result('get_balance', { address: alice.address })).balance).toBe(
    1_000_000n * COIN - 3n * (7n + 15_000n),
  );
  expect(info.parse(await node.result('get_info')).mempool_size).toBe(0n);
  node.kill('SIGTERM');
  expect(await node.exit()).toMatchObject({ code: 0, stderr: '' });
  expect((await finalRun()).blocks).toBe(1);
});

test('a submitted block is committed as those of the node are', async () => {
  // The node makes no block of its own meanwhile.
  const node = NodeProcess.dev(datadir, '--block-time', '3600s');
  const miner = accountAt(0);
  const wire = await signedTransfer(node, alice, bob, { nonce: 0n });
  expect(await submit(node, wire)).toMatchObject({ result: true });
  const { template } = z
    .object({ template: z.string() })
    .parse(await node.result('get_block_template', { address: miner.address }));
  expect(await node.result('submit_block', { block_template: template })).toBe(true);
  await node.printed(/^block +1 +1 tx/m);
  expect(info.parse(await node.result('get_info'))).toMatchObject({ topoheight: 1n, mempool_size: 0n });
  expect(await node.result('get_transaction', { hash: bytesToHex(transactionHash(wire)) })).toMatchObject({
    in_mempool: false,
    data: { transfers: [{ destination: bob.address, amount: COIN }] },
  });
  node.kill('SIGTERM');
  expect(await node.exit()).toMatchObject({ code: 0, stderr: '' });
});

test('the example of the README sends coins', async () => {
  const node = NodeProcess.dev(datadir, '--block-time', '0');
  await node.url();
  const key = bytesToHex(privateKeyOf(devAccounts, 0));
  const receiver = bob.address;
  const example = new URL('../examples/transfer.mjs', import.meta.url).pathname;
  const hash = execFileSync(process.execPath, [example, await node.url(), key, receiver, '12345'], {
    encoding: 'utf8',
  });
  expect(hash).toMatch(/^[0-9a-f]{64}\n$/);
  await expect
    .poll(async () => balance.parse(await node.result('get_balance', { address: receiver })).balance)
    .toBe(1_000_000n * COIN + 12_345n);
});

test('what was committed before a SIGKILL is there after it, and nothing is torn', async () => {
  let reported = 0;
  const seen: { topoheight: bigint; top_block_hash: string }[] = [];
  for (const run of ['first', 'second']) {
    const node = NodeProcess.dev(datadir, '--load', '80', '--load-accounts', '200');
    await node.url();
    if (run === 'second') expect(height0(node)).toBeGreaterThanOrEqual(reported);
    // Two blocks of this run, however many the run before has made.
    await node.printed(/^block .+\n(?:.*\n)*block /m);
    seen.push(info.parse(await node.result('get_info')));
    // Killed somewhere in signing, verifying or committing.
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 200));
    node.kill('SIGKILL');
    const { stdout, signal } = await node.exit();
    expect(signal).toBe('SIGKILL');
    reported = Number([...stdout.matchAll(/^block +(\d+) /gm)].at(-1)?.[1]);
    expect(readdirSync(datadir)).toContain('LOCK');
  }
  const { supply, digest } = await finalRun();
  expect(supply.actual).toBe(supply.expected);

  // Each block that was ever reported is in the order, and the same blocks on another storage give the same state.
  const storage = createLmdbStorage({ location: join(datadir, 'chain') });
  await storage.open();
  const head = (await storage.metadata())!.head.topoheight;
  expect(head).toBeGreaterThan(reported);
  const hashes = await storage.hashesAt(seen.map(({ topoheight }) => Number(topoheight)));
  expect(hashes.map((hash) => hash && bytesToHex(hash))).toEqual(seen.map((block) => block.top_block_hash));
  const blocks = await Promise.all(Array.from({ length: head }, (_, i) => storage.getBlock({ topoheight: i + 1 })));
  await storage.close();
  expect(await digestOf(blocks.map((block) => block!.bytes))).toBe(digest);
});

/** The block at which a node begins, as it prints it. */
function height0(node: NodeProcess): number {
  return Number(/ · at block ([\d,]+)$/m.exec(node.stdout)?.[1]?.replaceAll(',', ''));
}

/** State digest after importing blocks into a new chain of the same genesis. */
async function digestOf(blocks: readonly Uint8Array[]): Promise<string> {
  const storage = createLmdbStorage({ location: join(datadir, 'copy') });
  const executor = createBlockExecutor();
  await storage.open();
  try {
    const genesis = parseGenesis(readFileSync(join(datadir, 'genesis.json'), 'utf8'));
    const chain = await Chain.open({ storage, executor, network: networks.devnet, genesis });
    for (const bytes of blocks) await chain.importBlock(bytes);
    return bytesToHex(chain.head.digest);
  } finally {
    await executor.close();
    await storage.close();
  }
}

test.each(['SIGINT', 'SIGTERM'] as const)('%s ends it with 0, also under load', async (signal) => {
  const node = NodeProcess.dev(datadir, '--load', '100');
  await node.printed(/^block +2 /m);
  node.kill(signal);
  // npm and a terminal both pass a signal on: the second one is an echo.
  node.kill(signal);
  const exit = await node.exit();
  expect(exit).toMatchObject({ code: 0, signal: null, stderr: '' });
  expect(exit.stdout).toContain(`stopping: ${signal}\n`);
  expect(exit.stdout).toMatch(/ TOS {2}OK\n$/);
  expect(readdirSync(datadir)).not.toContain('LOCK');
});

test('a second signal after more than a second does not wait', async () => {
  const node = NodeProcess.dev(datadir);
  const { hostname, port } = new URL(await node.url());
  // When the node stops it waits for a call whose body never comes.
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  socket.write('POST /json_rpc HTTP/1.1\r\nhost: localhost\r\ncontent-length: 9\r\n\r\n');
  await node.result('get_height');
  node.kill('SIGINT');
  await node.printed(/^stopping: SIGINT$/m);
  // The process is stopped meanwhile, so that it cannot have ended by itself when the second signal comes.
  node.kill('SIGSTOP');
  await new Promise((resolve) => setTimeout(resolve, 1100));
  node.kill('SIGINT');
  node.kill('SIGCONT');
  expect(await node.exit()).toMatchObject({ code: 130, stderr: '' });
  // Nobody holds its lock any more.
  expect((await finalRun()).blocks).toBe(1);
});

describe('what a running node refuses', () => {
  let folder: string;
  let node: NodeProcess;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tos-node-'));
  });

  beforeEach(async () => {
    node = NodeProcess.dev(folder);
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('bad transactions, each with its code, and stays as it was', async () => {
    const good = await signedTransfer(node, alice, bob, { nonce: 0n });
    const forged = good.slice();
    forged[forged.length - 1]! ^= 1;
    const otherNetwork = await signedTransfer(node, alice, bob, { nonce: 0n, network: networks.testnet });
    const tooMuch = await signedTransfer(node, alice, bob, { nonce: 0n, amount: 1_000_001n * COIN });
    const broken: [string, Uint8Array, ErrorCode][] = [
      ['bad signature', forged, ErrorCode.INVALID_SIGNATURE],
      ['another network', otherNetwork, ErrorCode.INVALID_TYPE],
      ['nonce ahead', await signedTransfer(node, alice, bob, { nonce: 1n }), ErrorCode.NONCE_TOO_HIGH],
      ['more than there is', tooMuch, ErrorCode.INSUFFICIENT_BALANCE],
    ];
    for (const [what, wire, code] of broken) {
      const data = { code: 'TOS_RULE_VIOLATION', error_code: BigInt(code) };
      expect(await submit(node, wire), what).toMatchObject({ error: { code: -32004n, data } });
    }
    for (const wire of [good.subarray(0, -1), Uint8Array.of(...good, 0)]) {
      const error = { code: -32000n, data: { code: 'TOS_INVALID_FORMAT' } };
      expect(await submit(node, wire), `${wire.length} bytes`).toMatchObject({ error });
    }
    expect(info.parse(await node.result('get_info')).mempool_size).toBe(0n);
    expect(await submit(node, good)).toMatchObject({ result: true });
  });

  test('malformed JSON and addresses of nobody', async () => {
    expect(await node.post('{"jsonrpc":')).toMatchObject({ id: null, error: { code: -32700n } });
    const address = encodeAddress(createKeyPair(new Uint8Array(32).fill(9)).publicKey, networks.devnet);
    expect(await node.call('get_balance', { address })).toMatchObject({ error: { code: -32004n } });
    const elsewhere = encodeAddress(alice.keyPair.publicKey, networks.mainnet);
    expect(await node.call('get_nonce', { address: elsewhere })).toMatchObject({ error: { code: -32602n } });
  });

  test('a second process on its folder or port', async () => {
    // Whichever of two processes comes first holds the folder.
    await node.url();
    const sameFolder = await NodeProcess.dev(folder).exit();
    expect(sameFolder).toMatchObject({ code: 1, stdout: '' });
    expect(sameFolder.stderr).toMatch(
      new RegExp(`^error TOS_DATADIR_LOCKED: Process ${node.pid} uses the data directory .+\\n$`),
    );
    const port = new URL(await node.url()).port;
    const samePort = await new NodeProcess('dev', '--datadir', datadir, '--rpc-port', port).exit();
    expect(samePort).toMatchObject({ code: 1, stdout: '' });
    expect(samePort.stderr).toMatch(new RegExp(`^error TOS_PORT_IN_USE: Port ${port} on 127.0.0.1 is in use. .+\\n$`));
    // It has released the lock of its folder.
    expect(readdirSync(datadir)).not.toContain('LOCK');
  });
});

test.each([
  ['garbage', '{"network":', /genesis\.json: genesis: not JSON/],
  ['of another shape', '{}', /genesis\.json: genesis\.network: /],
  [
    'of another network',
    JSON.stringify({ network: 'testnet', salt: '00'.repeat(32), timestamp: 1, allocations: [] }),
    /genesis\.json: genesis\.network: it is of testnet, this node runs a devnet/,
  ],
])('a genesis file that is %s is a setting that is wrong', async (_, text, message) => {
  writeFileSync(join(datadir, 'genesis.json'), text);
  const exit = await NodeProcess.dev(datadir).exit();
  expect(exit).toMatchObject({ code: 2, stdout: '' });
  expect(exit.stderr).toMatch(message);
  expect(exit.stderr).toMatch(/^error TOS_INVALID_CONFIG: .+\n$/);
});

test('the chain of another genesis, one without its genesis, and too many load accounts are told apart', async () => {
  await finalRun();
  const file = join(datadir, 'genesis.json');
  const genesis = readFileSync(file, 'utf8');

  writeFileSync(file, genesis.replace(/"salt": "\w{4}/, '"salt": "0000'));
  expect(await NodeProcess.dev(datadir).exit()).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^error TOS_STORAGE_NETWORK: .+\n$/),
  });

  rmSync(file);
  expect(await NodeProcess.dev(datadir).exit()).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^error TOS_INVALID_CONFIG: .+genesis\.json.+\n$/),
  });

  writeFileSync(file, genesis);
  expect(await NodeProcess.dev(datadir, '--load', '1', '--load-accounts', '1001').exit()).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^error TOS_INVALID_CONFIG: --load-accounts: .+1001.+\n$/),
  });
});

test('a database of a newer format is left alone', async () => {
  await finalRun();
  const location = join(datadir, 'chain');
  raiseFormatVersion(location);
  const before = readFileSync(join(location, 'data.mdb'));
  const exit = await NodeProcess.dev(datadir).exit();
  expect(exit).toMatchObject({ code: 1, stdout: '' });
  expect(exit.stderr).toMatch(/^error TOS_STORAGE_FORMAT: The database has format 99.+\n$/);
  expect(readFileSync(join(location, 'data.mdb')).equals(before)).toBe(true);
});

/** Runs in a process of its own: lmdb is a dependency of the storage, not of the node. */
function raiseFormatVersion(location: string): void {
  const script = `
    import { open } from 'lmdb';
    const binary = { keyEncoding: 'binary', encoding: 'binary' };
    const root = open({ path: ${JSON.stringify(location)}, noSubdir: false, ...binary });
    root.openDB({ name: 'metadata', ...binary }).putSync(Uint8Array.of(0), Uint8Array.of(0, 0, 0, 99));
    await root.close();`;
  const cwd = new URL('../../../packages/storage-lmdb/', import.meta.url);
  execFileSync(process.execPath, ['--input-type=module', '-e', script], { cwd });
}

test('a file that cannot be written and a folder that is none are told before the first block', async () => {
  const file = join(datadir, 'file');
  const folder = join(datadir, 'folder');
  writeFileSync(file, '');
  mkdirSync(folder);
  const link = join(datadir, 'link');
  symlinkSync(file, link);
  for (const args of [
    ['--datadir', file],
    ...['--json', '--ready-file'].flatMap((flag) =>
      [
        '',
        folder,
        link,
        `${join(datadir, 'new')}/`,
        join(file, 'out'),
        join(datadir, 'x'.repeat(300)),
        '/proc/out',
        '/dev/null',
      ].map((path) => [flag, path]),
    ),
    ['--json', join(datadir, 'same'), '--ready-file', `${datadir}/./same`],
  ]) {
    const exit = await NodeProcess.dev(datadir, '--blocks', '1', ...args).exit();
    expect(exit, args.join(' ')).toMatchObject({ code: 2, stdout: '' });
    expect(exit.stderr, args.join(' ')).toMatch(new RegExp(`^error TOS_INVALID_CONFIG: ${args.at(-2)}: .+\\n$`));
  }
  expect(readdirSync(datadir).sort()).toEqual(['file', 'folder', 'link']);
});

test('a name as long as a name can be is written', async () => {
  const json = join(datadir, 'x'.repeat(255));
  expect(await NodeProcess.dev(datadir, '--blocks', '1', '--block-time', '0', '--json', json).exit()).toMatchObject({
    code: 0,
  });
  expect(summary.parse(JSON.parse(readFileSync(json, 'utf8'))).blocks).toBe(1);
});

test('the ready file is there while the node answers, and at no other time', async () => {
  const ready = join(datadir, 'ready');
  const dev = (...args: string[]): NodeProcess => NodeProcess.dev(datadir, '--ready-file', ready, ...args);
  const killed = dev();
  await expect.poll(() => existsSync(ready)).toBe(true);
  killed.kill('SIGKILL');
  await killed.exit();
  expect(existsSync(ready)).toBe(true);

  // A start that fails: with the file of the killed node, and with a file that no node has written.
  for (const stale of [readFileSync(ready, 'utf8'), 'garbage', '{"pid":-1}', `{"pid":${process.pid}}`]) {
    writeFileSync(ready, stale);
    expect(await dev('--load', '1', '--load-accounts', '9999').exit(), stale).toMatchObject({ code: 2 });
    expect(existsSync(ready), stale).toBe(false);
  }

  const node = dev();
  await expect.poll(() => existsSync(ready)).toBe(true);
  expect(JSON.parse(readFileSync(ready, 'utf8'))).toMatchObject({
    rpcUrl: (await node.url()).replace('/json_rpc', ''),
    pid: node.pid,
  });
  // Nobody else may remove it: neither another node on the same chain
  expect((await dev().exit()).stderr).toMatch(/^error TOS_DATADIR_LOCKED: /);
  expect(JSON.parse(readFileSync(ready, 'utf8'))).toMatchObject({ pid: node.pid });
  // nor this node the file of another one.
  writeFileSync(ready, `{"pid":${process.pid}}`);
  node.kill('SIGTERM');
  expect(await node.exit()).toMatchObject({ code: 0 });
  expect(readFileSync(ready, 'utf8')).toBe(`{"pid":${process.pid}}`);

  expect(await dev('--blocks', '1', '--block-time', '0').exit()).toMatchObject({ code: 0 });
  expect(existsSync(ready)).toBe(false);
});

test.each([
  ['--lod', '5'],
  ['--load', 'many'],
])('%s %s is a usage error', async (...args) => {
  const exit = await NodeProcess.dev(datadir, ...args).exit();
  expect(exit).toMatchObject({ code: 2, stdout: '' });
  expect(exit.stderr).toMatch(/^error: .+ See: tos-node dev --help\n$/);
  expect(readdirSync(datadir)).toEqual([]);
});
