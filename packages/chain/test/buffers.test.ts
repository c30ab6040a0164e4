import { bytesToHex } from '@tos/crypto';
import { rowAt } from '@tos/transaction';
import { expect, test } from 'vitest';
import { decodeBlockHeader, encodeBlockHeader } from '../src/block/block-header.ts';
import { createDevnetGenesis, decodeBlock, encodeBlock, Mempool } from '../src/index.ts';
import { alice, batch, bob, burn, carol, genesis, miner, openChain, START, testExecutor, transfer } from './devnet.ts';
import { sampleBlock, sampleHeader } from './sample-block.ts';

// A Buffer is a Uint8Array to whoever passes one, but its slice() is a view: what is copied must be copied another way.

const limits = { maxCount: 100, maxBytes: 100_000, maxPerSender: 50, maxAgeMs: 1_000_000 };

test('a block that is decoded', () => {
  const expected = decodeBlock(encodeBlock(sampleBlock));
  const buffer = Buffer.from(encodeBlock(sampleBlock));
  const block = decodeBlock(buffer);
  buffer.fill(0xff);
  expect(block).toStrictEqual(expected);

  const header = Buffer.from(encodeBlockHeader(sampleHeader));
  const decoded = decodeBlockHeader(header);
  header.fill(0xff);
  expect(decoded).toStrictEqual(sampleHeader);
});

test('a block that is imported, its memory used again while it is', async () => {
  const { chain: source } = await openChain();
  const reference = source.head;
  const candidates = batch(
    transfer({ from: alice, to: carol.publicKey, amount: 5n, nonce: 0n, reference }),
    burn({ from: bob, amount: 7n, nonce: 0n, reference }),
  );
  const { bytes, digest, hash, header } = await source.produceBlock({ candidates, miner: miner.publicKey });

  const { chain, storage } = await openChain();
  const buffer = Buffer.from(bytes);
  const importing = chain.importBlock(buffer);
  buffer.fill(0xff);
  const imported = await importing;
  expect(imported).toMatchObject({ digest, hash });
  expect(imported.bytes).toStrictEqual(bytes);
  expect(imported.header).toStrictEqual(header);
  expect(imported.transactions.bytes).toStrictEqual(candidates.bytes);
  expect((await storage.getBlock({ hash }))?.bytes).toStrictEqual(bytes);
});

test('the miner of a block that is built', async () => {
  const { chain } = await openChain();
  const { chain: same } = await openChain();
  const expected = await same.produceBlock({ candidates: batch(), miner: miner.publicKey });
  const buffer = Buffer.from(miner.publicKey);
  const building = chain.buildBlock({ candidates: batch(), miner: buffer });
  const producing = chain.produceBlock({
    candidates: batch(),
    miner: buffer,
    timestamp: Number(expected.header.timestamp),
  });
  buffer.fill(0xff);
  expect((await building).header.miner).toStrictEqual(miner.publicKey);
  const produced = await producing;
  expect(produced.header).toStrictEqual(expected.header);
  expect(produced.digest).toStrictEqual(expected.digest);
});

test('a transaction that waits in the mempool', async () => {
  const executor = testExecutor();
  const { chain } = await openChain({ executor });
  const mempool = new Mempool(limits, { chain, executor, clock: () => START });
  const wire = burn({ from: alice, amount: 1n, nonce: 0n, reference: chain.head });
  const buffer = Buffer.from(wire);
  const adding = mempool.add(buffer);
  buffer.fill(0xff);
  const entry = await adding;
  expect(entry).toStrictEqual({
    ...rowAt(batch(wire), 0),
    source: alice.publicKey,
    sender: bytesToHex(alice.publicKey),
    nonce: 0n,
    fee: 10_000n,
    feeRate: (10_000n << 20n) / BigInt(wire.length),
    reference: 0,
    reach: [],
    firstSeen: START,
    arrival: 0,
  });
  expect(mempool.take(100_000, 10)).toStrictEqual(batch(wire));
});

test('a genesis', () => {
  const salt = Buffer.from(genesis.salt);
  const publicKey = Buffer.from(alice.publicKey);
  const made = createDevnetGenesis({ allocations: [{ publicKey, amount: 1n }], timestamp: START, salt });
  salt.fill(0xff);
  publicKey.fill(0xff);
  expect(made.salt).toStrictEqual(genesis.salt);
  expect(made.allocations).toStrictEqual([{ publicKey: alice.publicKey, amount: 1n }]);
});
