import { bytesToHex } from '@noble/hashes/utils.js';
import type { KeyPair } from '@tos/crypto';
import { ErrorCode, MAX_BLOCK_SIZE, networks, TosError } from '@tos/protocol';
import {
  balanceRef,
  contentDigest,
  decodeBalance,
  decodeU64Record,
  domains,
  NATIVE_ASSET,
  nonceRef,
  type Storage,
  SupplyCounter,
  supplyRef,
} from '@tos/state';
import { buildTransaction, encodeTransaction, hashAt } from '@tos/transaction';
import { expect, test, vi } from 'vitest';
import { genesisSupply } from '../src/genesis/genesis.ts';
import { genesisBlock } from '../src/genesis/genesis-block.ts';
import {
  actualSupply,
  blockHash,
  blockRewards,
  type Chain,
  createDevnetGenesis,
  DEV_FEE_KEY,
  decodeBlock,
  decodeBlockInfo,
  expectedSupply,
  genesisCommit,
  type ProducedBlock,
} from '../src/index.ts';
import {
  alice,
  batch,
  bob,
  burn,
  carol,
  genesis,
  miner,
  NATIVE,
  network,
  openChain,
  openStorage,
  outcome,
  START,
  testExecutor,
  transfer,
} from './devnet.ts';

async function balance(storage: Storage, key: Uint8Array): Promise<bigint> {
  const [version] = await storage.readMany([balanceRef(key, NATIVE_ASSET)]);
  return version?.value == null ? 0n : decodeBalance(version.value).final;
}

async function nonce(storage: Storage, key: Uint8Array): Promise<bigint | undefined> {
  const [version] = await storage.readMany([nonceRef(key)]);
  return version?.value == null ? undefined : decodeU64Record(version.value);
}

/** Five blocks: transfers, burns, coins spent in the block that brought them, the miner as sender and receiver. */
async function fiveBlocks(chain: Chain): Promise<ProducedBlock[]> {
  const reference = chain.head;
  const to = (key: { publicKey: Uint8Array }) => key.publicKey;
  const [a, b, c, m] = [alice, bob, carol, miner].map((from) => ({ from, reference }));
  const contents = [
    [
      transfer({ ...a!, to: to(bob), amount: 1_000_000n, nonce: 0n }),
      transfer({ ...a!, to: to(carol), amount: 5_000_000n, nonce: 1n }),
      burn({ ...b!, amount: 123_456n, nonce: 0n, fee: 50_000n }),
    ],
    [transfer({ ...c!, to: to(miner), amount: 1_000_000n, nonce: 0n })],
    [],
    [
      transfer({ ...m!, to: to(alice), amount: 80_000_000n, nonce: 0n }),
      transfer({ ...a!, to: to(miner), amount: 3n, nonce: 2n, fee: 1_000_000n }),
      transfer({ ...m!, to: to(bob), amount: 2n, nonce: 1n }),
    ],
    [burn({ ...m!, amount: 1_000n, nonce: 2n }), burn({ ...a!, amount: 1n, nonce: 3n })],
  ];
  const blocks: ProducedBlock[] = [];
  for (const wires of contents) {
    blocks.push(await chain.produceBlock({ candidates: batch(...wires), miner: miner.publicKey }));
  }
  return blocks;
}

test('blocks that one chain produces, another imports, to the same state', async () => {
  const { chain, storage } = await openChain();
  const blocks = await fiveBlocks(chain);
  expect(blocks.map(({ height, topoheight, transactions }) => [height, topoheight, transactions.count])).toEqual([
    [1, 1, 3],
    [2, 2, 1],
    [3, 3, 0],
    [4, 4, 3],
    [5, 5, 2],
  ]);
  expect(blocks.flatMap(({ leftOut }) => leftOut)).toEqual([]);
  expect(blocks[0]).toMatchObject({ info: { gasFee: 2n * 15_000n + 50_000n }, digest: expect.any(Uint8Array) });

  const other = await openChain();
  for (const [i, block] of blocks.entries()) {
    const imported = await other.chain.importBlock(block.bytes);
    const { leftOut, leftOutCounts, report, commitMs, trace, ...produced } = block;
    expect(imported, `block ${i + 1}`).toMatchObject(produced);
  }
  expect(other.chain.head).toEqual(chain.head);
  expect(await contentDigest(other.storage)).toEqual(await contentDigest(storage));
});

test('the balances, nonces, counters and indexes that come out', async () => {
  const { chain, storage } = await openChain();
  const blocks = await fiveBlocks(chain);
  const rewards = [];
  let emitted = genesisSupply(genesis);
  for (const { height, info } of blocks) {
    const { base, dev, miner: share } = blockRewards(emitted, height);
    rewards.push({ dev, miner: share + info.gasFee });
    emitted += base;
    expect(info, `block ${height}`).toEqual({
      baseReward: base,
      devReward: dev,
      minerReward: share,
      gasFee: info.gasFee,
    });
  }
  const sum = (amounts: readonly bigint[]) => amounts.reduce((a, b) => a + b, 0n);
  const mined = sum(rewards.map((reward) => reward.miner));
  expect(await balance(storage, DEV_FEE_KEY)).toBe(sum(rewards.map(({ dev }) => dev)));
  expect(await balance(storage, miner.publicKey)).toBe(
    mined + 1_000_000n + 3n - 80_000_000n - 2n - 1_000n - 15_000n - 15_000n - 10_000n,
  );
  expect(await balance(storage, alice.publicKey)).toBe(
    1_000_000_000n - 6_000_000n - 30_000n + 80_000_000n - 3n - 1_000_000n - 1n - 10_000n,
  );
  expect(await nonce(storage, alice.publicKey)).toBe(4n);
  expect(await nonce(storage, miner.publicKey)).toBe(3n);
  expect(await nonce(storage, DEV_FEE_KEY)).toBe(0n);

  const burned = 123_456n + 1_000n + 1n;
  expect(chain.head.supply).toEqual({ emitted, burned });
  const metadata = await storage.metadata();
  const { hash, height, topoheight, supply, digest } = chain.head;
  expect(metadata).toMatchObject({
    head: { hash, height, topoheight },
    tips: [hash],
    supply,
    digest,
    network: 'devnet',
  });
  const counters = await storage.readMany([supplyRef(SupplyCounter.EMITTED), supplyRef(SupplyCounter.BURNED)]);
  expect(counters.map((version) => version?.value && decodeU64Record(version.value))).toEqual([emitted, burned]);

  const first = blocks[0]!;
  const stored = await storage.getBlock({ topoheight: 1 });
  expect(stored).toMatchObject({ hash: first.hash, bytes: first.bytes, digest: first.digest, height: 1 });
  expect(decodeBlockInfo(stored?.info ?? new Uint8Array(0))).toEqual(first.info);
  expect(await storage.locateTransaction(hashAt(first.transactions, 2))).toEqual([
    { block: first.hash, executed: true },
  ]);
});

test('what exists is what must exist, counted from outside the counters', async () => {
  const { chain, storage } = await openChain();
  expect(await expectedSupply(storage, genesis)).toBe(1_500_000_000n);
  expect(await actualSupply(storage)).toBe(1_500_000_000n);
  await fiveBlocks(chain);
  const { emitted, burned } = chain.head.supply;
  expect(await actualSupply(storage)).toBe(emitted - burned);
  expect(await expectedSupply(storage, genesis)).toBe(emitted - burned);
});

test('leaves out what fails, with its code, and executes once', async () => {
  const executor = testExecutor();
  const execute = vi.spyOn(executor, 'execute');
  const { chain } = await openChain({ executor });
  const reference = chain.head;
  const a = { from: alice, reference };
  const good = transfer({ ...a, to: bob.publicKey, amount: 1n, nonce: 0n });
  const forged = transfer({ ...a, to: bob.publicKey, amount: 1n, nonce: 1n });
  forged[forged.length - 1]! ^= 1;
  const candidates = batch(
    good,
    transfer({ from: carol, reference, to: bob.publicKey, amount: 1n, nonce: 0n }),
    good,
    transfer({ ...a, to: alice.publicKey, amount: 1n, nonce: 1n }),
    transfer({ ...a, to: bob.publicKey, amount: 2n ** 60n, nonce: 1n }),
    forged,
    transfer({ ...a, to: bob.publicKey, amount: 1n, nonce: 1n, reference: { hash: reference.hash, topoheight: 1 } }),
    burn({ ...a, amount: 9n, nonce: 1n }),
    burn({ ...a, amount: 9n, nonce: 3n }),
  );
  const block = await chain.produceBlock({ candidates, miner: miner.publicKey });
  expect(block.leftOut.map(({ index, error }) => [index, error])).toEqual([
    [1, ErrorCode.ACCOUNT_NOT_FOUND],
    [2, ErrorCode.NONCE_TOO_LOW],
    [3, ErrorCode.SELF_OPERATION],
    [4, ErrorCode.INSUFFICIENT_BALANCE],
    [5, ErrorCode.INVALID_SIGNATURE],
    [6, ErrorCode.INVALID_PAYLOAD],
    [8, ErrorCode.NONCE_TOO_HIGH],
  ]);
  expect(block.leftOut[1]?.hash).toEqual(hashAt(candidates, 2));
  expect(block.leftOutCounts).toMatchObject({ NONCE_TOO_LOW: 1, INVALID_SIGNATURE: 1 });
  expect(block.transactions.count).toBe(2);
  expect(block.info.gasFee).toBe(25_000n);
  expect(execute).toHaveBeenCalledTimes(1);
  const other = await openChain();
  await other.chain.importBlock(block.bytes);
  expect(other.chain.head.digest).toEqual(chain.head.digest);
});

/** Transfers to Carol. @param extra bytes of data in the first output, which take 2 more bytes for their length */
function large({ from, nonce, outputs, extra }: { from: KeyPair; nonce: number; outputs: number; extra?: number }) {
  const output = { asset: NATIVE, destination: carol.publicKey, amount: 1n, extraData: null };
  const first = { ...output, extraData: extra === undefined ? null : new Uint8Array(extra) };
  const transaction = buildTransaction({
    network,
    keyPair: from,
    payload: { type: 'transfers', transfers: [first, ...new Array<typeof output>(outputs - 1).fill(output)] },
    nonce: BigInt(nonce),
    reference: { hash: blockHash(genesisBlock(genesis).header), topoheight: 0n },
  });
  return encodeTransaction(transaction);
}

test('fills a block to its last byte, and leaves out what does not fit', async () => {
  const { chain } = await openChain();
  // A transaction takes up 159 bytes, 73 per output, and 32 of the header, which itself has 125: 12 bytes are missing.
  const wires = Array.from({ length: 35 }, (_, nonce) => large({ from: alice, nonce, outputs: 500 }));
  const exact = large({ from: bob, nonce: 0, outputs: 359, extra: 10 });
  const over = large({ from: bob, nonce: 0, outputs: 359, extra: 11 });
  const full = await chain.buildBlock({ candidates: batch(...wires, exact), miner: miner.publicKey });
  expect(full.bytes.length).toBe(MAX_BLOCK_SIZE);
  expect(full.leftOut).toEqual([]);
  expect(chain.head.height, 'building commits nothing').toBe(0);
  const other = await openChain();
  expect((await other.chain.importBlock(full.bytes)).transactions.count).toBe(36);

  // Bob's next transaction would fit, but it is not valid without the one before it.
  const next = burn({ from: bob, amount: 1n, nonce: 1n, reference: chain.head });
  const candidates = batch(...wires, over, next, large({ from: alice, nonce: 35, outputs: 1 }));
  const block = await chain.produceBlock({ candidates, miner: miner.publicKey });
  expect(block.leftOut.map(({ index, error }) => [index, error])).toEqual([
    [35, null],
    [36, null],
  ]);
  expect(block.leftOutCounts).toEqual({ DOES_NOT_FIT: 2 });
  expect(block.transactions.count).toBe(36);
});

test('takes the bytes as they are when it is called', async () => {
  const { chain } = await openChain();
  const { bytes, hash } = await chain.buildBlock({ candidates: batch(), miner: miner.publicKey });
  const importing = chain.importBlock(bytes);
  const before = bytes.slice();
  bytes.fill(0);
  expect(await importing).toMatchObject({ hash, bytes: before });
});

test('a block without burns keeps the burned supply', async () => {
  const { chain } = await openChain();
  await fiveBlocks(chain);
  const { burned } = chain.head.supply;
  await chain.produceBlock({ candidates: batch(), miner: miner.publicKey });
  expect(chain.head.supply.burned).toBe(burned);
});

test('continues at the head after a restart', async () => {
  const storage = await openStorage();
  const first = await openChain({ storage });
  await fiveBlocks(first.chain);
  const second = await openChain({ storage });
  expect(second.chain.head).toEqual(first.chain.head);
  const block = await second.chain.produceBlock({ candidates: batch(), miner: miner.publicKey });
  expect(block.height).toBe(6);
  expect(await actualSupply(storage)).toBe(await expectedSupply(storage, genesis));
});

test('refuses a storage of another genesis, naming both', async () => {
  const { chain, storage } = await openChain();
  const other = createDevnetGenesis({ allocations: genesis.allocations, timestamp: START });
  const error = await openChain({ storage, genesis: other }).catch((reason: unknown) => reason);
  expect(error).toMatchObject({
    code: 'TOS_STORAGE_NETWORK',
    details: { found: `devnet ${bytesToHex(chain.genesisHash)}` },
  });
  expect(error).toMatchObject({ details: { expected: expect.stringMatching(/^devnet [0-9a-f]{64}$/) } });
});

test('refuses networks that need more than there is, and a genesis of another network', async () => {
  expect(await outcome(() => openChain({ network: networks.testnet }))).toBe('TOS_NOT_SUPPORTED');
  const testnet = { ...genesis, network: 'testnet' } as const;
  expect(await outcome(() => openChain({ genesis: testnet }))).toBe('TOS_INVALID_CONFIG');
});

test('a commit that fails leaves the head where it was, and the next block works', async () => {
  const { chain, storage } = await openChain();
  await fiveBlocks(chain);
  const { head } = chain;
  const before = await contentDigest(storage);
  const candidates = batch(burn({ from: bob, amount: 1n, nonce: 1n, reference: head }));
  const failure = new TosError('TOS_STORAGE_FAILURE', { operation: 'commit' });
  const commit = vi.spyOn(storage, 'commit').mockRejectedValueOnce(failure);
  expect(await outcome(() => chain.produceBlock({ candidates, miner: miner.publicKey }))).toBe('TOS_STORAGE_FAILURE');
  expect(chain.head).toBe(head);
  expect(await contentDigest(storage)).toEqual(before);
  const block = await chain.produceBlock({ candidates, miner: miner.publicKey });
  expect([block.height, block.transactions.count]).toEqual([6, 1]);

  commit.mockRejectedValueOnce(failure);
  const next = await chain.buildBlock({ candidates: batch(), miner: miner.publicKey });
  expect(await outcome(() => chain.importBlock(next.bytes))).toBe('TOS_STORAGE_FAILURE');
  expect((await chain.importBlock(next.bytes)).height).toBe(7);
});

test('one atomic commit a block', async () => {
  const { chain, storage } = await openChain();
  const commit = vi.spyOn(storage, 'commit');
  await fiveBlocks(chain);
  expect(commit.mock.calls.map(([change]) => change.blocks.length)).toEqual([1, 1, 1, 1, 1]);
});

test('operations queue up', async () => {
  const { chain } = await openChain();
  const produce = () => chain.produceBlock({ candidates: batch(), miner: miner.publicKey });
  const [first, failed, second, third] = await Promise.allSettled([
    produce(),
    chain.importBlock(Uint8Array.of(1)),
    produce(),
    produce(),
  ]);
  expect(failed).toMatchObject({ status: 'rejected', reason: { code: 'TOS_INVALID_FORMAT' } });
  expect([first, second, third]).toMatchObject([1, 2, 3].map((height) => ({ value: { height } })));
});

test('the timestamp is the clock, but never before the parent', async () => {
  let now = START + 5000;
  const { chain } = await openChain({ clock: () => now });
  const produce = async (timestamp?: number) => {
    const args = { candidates: batch(), miner: miner.publicKey };
    return (await chain.produceBlock(timestamp === undefined ? args : { ...args, timestamp })).header.timestamp;
  };
  expect(await produce()).toBe(BigInt(START + 5000));
  now = START + 10.5;
  expect(await produce()).toBe(BigInt(START + 5000));
  now = START + 6000;
  expect(await produce(START + 8000)).toBe(BigInt(START + 8000));
  for (const wrong of [START + 7999, START + 8001, 0.5, Number.NaN]) {
    expect(await outcome(() => produce(wrong)), `${wrong}`).toBe('TOS_INVALID_ARGUMENT');
  }
  expect(chain.head.timestamp).toBe(START + 8000);

  // The clock is set back by more than blocks may be ahead: this node goes on producing, and received blocks wait for the clock.
  now = START;
  expect(await produce()).toBe(BigInt(START + 8000));
  const { bytes } = await chain.buildBlock({ candidates: batch(), miner: miner.publicKey });
  expect(await outcome(() => chain.importBlock(bytes))).toBe(ErrorCode.TIMESTAMP_TOO_NEW);
  now = START + 6000;
  expect(await outcome(() => chain.importBlock(bytes))).toBe('ok');
});

test('refuses a miner that is no key', async () => {
  const { chain } = await openChain();
  const args = { candidates: batch(), miner: new Uint8Array(31) };
  expect(await outcome(() => chain.buildBlock(args))).toBe('TOS_INVALID_ARGUMENT');
});

test('logs the counts of each block', async () => {
  const log = vi.fn();
  const { chain } = await openChain({ log });
  await fiveBlocks(chain);
  expect(log).toHaveBeenCalledTimes(5);
  expect(log.mock.calls[0]?.[0]).toMatchObject({
    topoheight: 1,
    // The accounts of the developers, the miner and Carol are new; the nonces of Alice and Bob rose.
    records: { nonce: 5, balance: 5, multisig: 0, supply: 2 },
    gasFee: 80_000n,
    burnedSupply: 123_456n,
  });
});

test('rewards that overflow a balance refuse the block with 0304', async () => {
  const { chain, storage } = await openChain();
  const readMany = storage.readMany.bind(storage);
  const full = Uint8Array.of(0, ...new Uint8Array(8).fill(0xff));
  const overflowing = vi.spyOn(storage, 'readMany').mockImplementation(async (refs, at) => {
    const versions = await readMany(refs, at);
    const key = bytesToHex(balanceRef(alice.publicKey, NATIVE_ASSET).key);
    return versions.map((version, i) =>
      bytesToHex(refs[i]!.key) === key ? { topoheight: 0, previous: null, value: full } : version,
    );
  });
  const args = { candidates: batch(), miner: alice.publicKey };
  expect(await outcome(() => chain.produceBlock(args))).toBe(ErrorCode.OVERFLOW);
  expect(chain.head.height).toBe(0);
  overflowing.mockRestore();
  // Another chain on the storage: the first one has read the records already.
  const again = await openChain({ storage });
  expect((await again.chain.produceBlock(args)).height).toBe(1);
});

test('simulates without a trace', async () => {
  const { chain, storage } = await openChain();
  const { head } = chain;
  const before = await contentDigest(storage);
  const { results } = await chain.simulate(
    batch(
      burn({ from: alice, amount: 1n, nonce: 0n, reference: head }),
      burn({ from: alice, amount: 1n, nonce: 0n, reference: head }),
    ),
  );
  expect([...results.errors]).toEqual([ErrorCode.OK, ErrorCode.NONCE_TOO_LOW]);
  expect(chain.head).toBe(head);
  expect(await contentDigest(storage)).toEqual(before);
});

test('a block built from its own bytes is the block', async () => {
  const { chain } = await openChain();
  const candidates = batch(burn({ from: alice, amount: 1n, nonce: 0n, reference: chain.head }));
  const built = await chain.buildBlock({ candidates, miner: miner.publicKey });
  expect(decodeBlock(built.bytes)).toEqual({ header: built.header, transactions: candidates });
  expect((await chain.importBlock(built.bytes)).hash).toEqual(built.hash);
});

test('nobody changes the chain through what it gave away', async () => {
  const { chain } = await openChain();
  const block = await chain.produceBlock({ candidates: batch(), miner: miner.publicKey });
  const { hash, digest } = structuredClone(chain.head);
  for (const bytes of [block.hash, block.digest, block.bytes, ...block.header.tips]) bytes.fill(0);
  expect(chain.head).toMatchObject({ hash, digest });
  expect((await chain.produceBlock({ candidates: batch(), miner: miner.publicKey })).header.tips).toEqual([hash]);
});

test('a chain from before there was a registry of assets is refused, and nothing is written', async () => {
  const storage = await openStorage();
  const commit = genesisCommit(genesis);
  const writes = commit.writes.filter(({ ref }) => ref.domain !== domains.asset);
  await storage.commit({ blocks: [{ ...commit, writes }] });
  const before = await contentDigest(storage);
  await expect(openChain({ storage })).rejects.toThrow('begun by an older version: it has no registry of assets');
  expect(await contentDigest(storage)).toEqual(before);
});
