import { bytesToHex } from '@noble/hashes/utils.js';
import { ErrorCode, isTosError } from '@tos/protocol';
import { contentDigest } from '@tos/state';
import { decodeBatch, type PackedBatch } from '@tos/transaction';
import { expect, test } from 'vitest';
import { encodeBlockHeader } from '../src/block/block-header.ts';
import { genesisBlock } from '../src/genesis/genesis-block.ts';
import { type BlockHeader, blockHash, type Chain, decodeBlock, encodeBlock } from '../src/index.ts';
import { alice, batch, bob, burn, genesis, miner, openChain, outcome, START, transfer } from './devnet.ts';

const unknown = new Uint8Array(32).fill(0xee);

/** The next block of the chain, with a part of the header replaced. */
async function nextBlock(
  chain: Chain,
  change: Partial<BlockHeader> = {},
  transactions: PackedBatch = batch(),
): Promise<Uint8Array> {
  const { header } = await chain.buildBlock({ candidates: batch(), miner: miner.publicKey });
  return encodeBlock({ header: { ...header, transactionHashes: transactions.hash, ...change }, transactions });
}

async function produce(chain: Chain, count: number): Promise<Uint8Array[]> {
  const hashes = [chain.genesisHash];
  for (let i = 0; i < count; i++) {
    hashes.push((await chain.produceBlock({ candidates: batch(), miner: miner.publicKey })).hash);
  }
  return hashes;
}

test('on genesis', async () => {
  const { chain } = await openChain({ clock: () => START });
  const refusal = async (change: Partial<BlockHeader>) => chain.importBlock(await nextBlock(chain, change));
  const tips = [chain.genesisHash];
  expect(await outcome(() => refusal({ version: 1 }))).toBe(ErrorCode.INVALID_BLOCK_VERSION);
  expect(await outcome(() => chain.importBlock(encodeBlock(genesisBlock(genesis))))).toBe(ErrorCode.UNKNOWN);
  expect(await outcome(() => refusal({ timestamp: BigInt(START + 2001) }))).toBe(ErrorCode.TIMESTAMP_TOO_NEW);
  expect(await outcome(() => refusal({ timestamp: 2n ** 64n - 1n }))).toBe(ErrorCode.TIMESTAMP_TOO_NEW);
  expect(await outcome(() => refusal({ height: 0n }))).toBe(ErrorCode.INVALID_BLOCK_HEIGHT);
  expect(await outcome(() => refusal({ tips: [] }))).toBe(ErrorCode.INVALID_TIPS_COUNT);
  expect(await outcome(() => refusal({ tips: [], height: 0n }))).toBe(ErrorCode.INVALID_BLOCK_HEIGHT);
  expect(await outcome(() => refusal({ tips: [unknown] }))).toBe(ErrorCode.TIP_NOT_FOUND);
  expect(await outcome(() => refusal({ tips: [...tips, unknown] }))).toBe(ErrorCode.TIP_NOT_FOUND);
  expect(await outcome(() => refusal({ height: 2n }))).toBe(ErrorCode.INVALID_BLOCK_HEIGHT);
  expect(await outcome(() => refusal({ height: 2n ** 64n - 1n }))).toBe(ErrorCode.INVALID_BLOCK_HEIGHT);
  expect(await outcome(() => refusal({ timestamp: BigInt(START - 1) }))).toBe(ErrorCode.TIMESTAMP_TOO_OLD);
  expect(chain.head.height).toBe(0);
  expect(await outcome(() => refusal({ timestamp: BigInt(START + 2000) }))).toBe('ok');
});

test('on a longer chain', async () => {
  const { chain, storage } = await openChain();
  const hashes = await produce(chain, 26);
  const { head } = chain;
  const before = await contentDigest(storage);
  const refusal = async (change: Partial<BlockHeader>) => chain.importBlock(await nextBlock(chain, change));
  const on = (height: number, ...others: Uint8Array[]) => ({
    tips: [hashes[height]!, ...others],
    height: BigInt(height + 1),
  });
  const four = [1, 2, 3, 4].map((fill) => new Uint8Array(32).fill(fill));
  const stored = await storage.getBlock({ topoheight: 5 });
  expect(await outcome(() => chain.importBlock(stored?.bytes ?? unknown))).toBe(ErrorCode.UNKNOWN);
  expect(await outcome(() => refusal({ tips: four }))).toBe(ErrorCode.INVALID_TIPS_COUNT);
  expect(await outcome(() => refusal({ tips: [] }))).toBe(ErrorCode.TIPS_EXPECTED);
  expect(await outcome(() => refusal({ tips: [], height: 0n }))).toBe(ErrorCode.TIPS_EXPECTED);
  expect(await outcome(() => refusal(on(1))), 'height 2 is stable').toBe(ErrorCode.INVALID_BLOCK_HEIGHT);
  expect(await outcome(() => refusal(on(2)))).toBe(ErrorCode.INVALID_TIP_DIFFICULTY);
  expect(await outcome(() => refusal(on(25)))).toBe(ErrorCode.INVALID_TIP_DIFFICULTY);
  expect(await outcome(() => refusal(on(26, hashes[25]!)))).toBe(ErrorCode.INVALID_REACHABILITY);
  expect(await outcome(() => refusal({ ...on(25), timestamp: 0n }))).toBe(ErrorCode.TIMESTAMP_TOO_OLD);
  expect(chain.head).toBe(head);
  expect(await contentDigest(storage)).toEqual(before);
  expect(await outcome(() => refusal(on(26)))).toBe('ok');
});

test('the first rule broken is the one that is named', async () => {
  const { chain } = await openChain({ clock: () => START });
  await produce(chain, 1);
  const changes: [Partial<BlockHeader>, ErrorCode][] = [
    [{ version: 1 }, ErrorCode.INVALID_BLOCK_VERSION],
    [{ timestamp: BigInt(START + 9999) }, ErrorCode.TIMESTAMP_TOO_NEW],
    [{ tips: [1, 2, 3, 4].map((fill) => new Uint8Array(32).fill(fill)) }, ErrorCode.INVALID_TIPS_COUNT],
    [{ tips: [unknown] }, ErrorCode.TIP_NOT_FOUND],
    [{ height: 7n }, ErrorCode.INVALID_BLOCK_HEIGHT],
    [{ timestamp: 0n }, ErrorCode.TIMESTAMP_TOO_OLD],
  ];
  for (const [i, [, code]] of changes.entries()) {
    // The later fault is put in first, so that an earlier fault of the same field replaces it.
    const change = Object.assign(
      {},
      ...changes
        .slice(i)
        .map(([fault]) => fault)
        .toReversed(),
    );
    expect(await outcome(async () => chain.importBlock(await nextBlock(chain, change))), `fault ${i}`).toBe(code);
  }
});

test('names the transaction that breaks a rule, and changes nothing', async () => {
  const { chain, storage } = await openChain();
  const before = await contentDigest(storage);
  const reference = chain.head;
  const good = burn({ from: bob, amount: 1n, nonce: 0n, reference });
  const forged = burn({ from: alice, amount: 1n, nonce: 0n, reference });
  forged[forged.length - 1]! ^= 1;
  const cases: [string, Uint8Array, ErrorCode][] = [
    ['forged', forged, ErrorCode.INVALID_SIGNATURE],
    ['nonce', burn({ from: alice, amount: 1n, nonce: 1n, reference }), ErrorCode.NONCE_TOO_HIGH],
    ['zero', burn({ from: alice, amount: 0n, nonce: 0n, reference }), ErrorCode.INVALID_AMOUNT],
    ['reference', burn({ from: alice, amount: 1n, nonce: 0n, reference: { hash: unknown, topoheight: 0 } }), 0x0107],
    ['balance', transfer({ from: alice, to: bob.publicKey, amount: 2n ** 40n, nonce: 0n, reference }), 0x0300],
  ];
  for (const [name, bad, code] of cases) {
    const transactions = decodeBatch([good, bad]);
    const block = await nextBlock(chain, {}, transactions);
    const error = await chain.importBlock(block).catch((reason: unknown) => reason);
    expect(isTosError(error, 'TOS_RULE_VIOLATION') && error.details, name).toMatchObject({
      code,
      index: 1,
      hash: bytesToHex(transactions.hash.subarray(32)),
    });
    expect(chain.head.height, name).toBe(0);
  }
  expect(await contentDigest(storage)).toEqual(before);
});

test('a tampered block is refused, or is another valid block', async () => {
  const { chain } = await openChain({ clock: () => START });
  const reference = chain.head;
  const candidates = batch(
    transfer({ from: alice, to: bob.publicKey, amount: 5n, nonce: 0n, reference }),
    burn({ from: bob, amount: 7n, nonce: 0n, reference }),
  );
  const { bytes, header, hash } = await chain.buildBlock({ candidates, miner: miner.publicKey });
  const headerSize = encodeBlockHeader(header).length;
  const { chain: target, storage } = await openChain({ clock: () => START });
  const { head } = target;
  const before = await contentDigest(storage);
  // Without proof of work nothing protects timestamp (within what rules allow), nonce, extra nonce and miner.
  const free = (at: number) => (at >= 9 && at < 57) || (at >= headerSize - 33 && at < headerSize - 1);
  for (let at = 0; at < bytes.length; at++) {
    const flipped = bytes.slice();
    flipped[at]! ^= 1 << (at & 7);
    if (free(at)) {
      expect(blockHash(decodeBlock(flipped).header), `byte ${at}`).not.toEqual(hash);
    } else {
      expect(await outcome(() => target.importBlock(flipped)), `byte ${at}`).not.toBe('ok');
      expect(target.head, `byte ${at}`).toBe(head);
    }
  }
  // The header lists the hash of the transaction with the forged signature, so that the block decodes.
  const forged = candidates.bytes.slice();
  forged[forged.length - 1]! ^= 1;
  const split = candidates.offset[1]!;
  const transactions = decodeBatch([forged.subarray(0, split), forged.subarray(split)]);
  const consistent = encodeBlock({ header: { ...header, transactionHashes: transactions.hash }, transactions });
  expect(await outcome(() => target.importBlock(consistent))).toBe(ErrorCode.INVALID_SIGNATURE);
  expect(await contentDigest(storage)).toEqual(before);
  expect((await target.importBlock(bytes)).hash).toEqual(hash);
});
