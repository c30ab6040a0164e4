import { bytesToHex } from '@noble/hashes/utils.js';
import type { Network } from '@tos/protocol';
import { compareBytes, type Storage, type StoredBlock, type StoredMetadata, type Topoheight } from '@tos/state';
import type { Block } from '../block/block.ts';
import { blockHash } from '../block/block-hash.ts';
import { decodeBlockInfo } from '../block/block-info.ts';
import { blockRewards } from '../supply/emission.ts';
import type { SupplyBase } from '../supply/supply-base.ts';
import { burnedByAll, destroyedBy } from '../supply/supply-check.ts';
import { damageMessage } from './damage-message.ts';
import { decodedBlock, hasItsTransactions } from './decoded-block.ts';
import type { Finding } from './finding.ts';
import { infoProblem } from './info-problem.ts';
import { verifyLooseBlocks } from './verify-loose-blocks.ts';
import { verifyPoint } from './verify-point.ts';

export interface BlocksToVerify {
  readonly metadata: StoredMetadata;
  /** Where counting the coins begins. */
  readonly base: SupplyBase;
  /** Name of the network in the genesis file. */
  readonly network: Network['name'];
  /** Hash of the genesis block. */
  readonly genesisHash: Uint8Array;
  readonly onBlock: (topoheight: Topoheight) => void | Promise<void>;
}

/** The supply at the head as the blocks give it. */
export interface CountedSupply {
  readonly emitted: bigint;
  /** The part of `destroyed` that the counter of burned coins counts. */
  readonly burned: bigint;
  readonly destroyed: bigint;
}

/**
 * Walks the order of blocks and checks that every place is taken; that each block stands where the order says, its bytes give its hash, its
 * parent is the block before it, the indexes of heights and transactions find it, and its reward is the formula's.
 * @returns the supply that the blocks give; null when a block cannot be read
 */
export async function* verifyBlocks(
  storage: Storage,
  { metadata, base, network, genesisHash, onBlock }: BlocksToVerify,
): AsyncGenerator<Finding, CountedSupply | null> {
  const { head } = metadata;
  const lowest = await lowestOrdered(storage, metadata);
  const atHead = await storage.getBlock({ hash: head.hash });
  yield* metadataFindings(metadata, { network, genesisHash, atHead, lowest });
  let { emitted, burned } = base;
  let destroyed = burned;
  let isWhole = true;
  let parent: Uint8Array | null = null;
  for (let topoheight = lowest; topoheight <= head.topoheight; topoheight++) {
    await onBlock(topoheight);
    const at = `block at topoheight ${topoheight}`;
    const [hash] = await storage.hashesAt([topoheight]);
    const stored = hash && (await storage.getBlock({ hash }).catch(damageMessage));
    if (hash === undefined || stored === undefined || typeof stored === 'string') {
      const reason = hash === undefined ? 'the order has none' : (stored ?? `${bytesToHex(hash)} is not stored`);
      yield { part: 'blocks', message: `${at}: ${reason}` };
      isWhole = false;
      parent = null;
      continue;
    }
    const block = decodedBlock(stored);
    if (typeof block === 'string') {
      yield { part: 'blocks', message: `${at}: its bytes do not decode: ${block}` };
      isWhole = false;
    } else {
      for (const message of headerFindings(stored, block, {
        topoheight,
        parent,
        emitted: topoheight > base.topoheight ? emitted : null,
      })) {
        yield { part: 'blocks', message: `${at}: ${message}` };
      }
      if (topoheight > base.topoheight) {
        emitted += blockRewards(emitted, Number(block.header.height)).base;
        burned += burnedByAll(block.transactions);
        destroyed += destroyedBy(block.transactions);
      }
      const supply = isWhole && topoheight >= base.topoheight ? { emitted, burned } : null;
      yield* verifyPoint(storage, { metadata, stored, supply });
    }
    for await (const message of indexFindings(storage, stored)) yield { part: 'blocks', message: `${at}: ${message}` };
    parent = hash;
  }
  yield* verifyLooseBlocks(storage, head.height);
  return isWhole ? { emitted, burned, destroyed } : null;
}

/** The first topoheight of the order: 0, or that of the first block that came with an imported state. */
async function lowestOrdered(storage: Storage, { prunedBelow }: StoredMetadata): Promise<Topoheight> {
  for (let topoheight = 0; topoheight <= prunedBelow; topoheight++) {
    const [hash] = await storage.hashesAt([topoheight]);
    if (hash !== undefined) return topoheight;
  }
  return prunedBelow;
}

function* metadataFindings(
  { network, head, tips, digest, genesis }: StoredMetadata,
  known: {
    readonly network: Network['name'];
    readonly genesisHash: Uint8Array;
    readonly atHead: StoredBlock | undefined;
    readonly lowest: Topoheight;
  },
): Generator<Finding> {
  if (network !== known.network)
    yield { part: 'blocks', message: `metadata: the network is ${network}, not that of the genesis file` };
  if (compareBytes(genesis, known.genesisHash) !== 0)
    yield { part: 'blocks', message: 'metadata: the genesis is not that of the genesis file' };
  if (known.atHead === undefined) yield { part: 'blocks', message: `head ${bytesToHex(head.hash)}: it is not stored` };
  else if (known.atHead.digest !== null && compareBytes(known.atHead.digest, digest) !== 0) {
    yield { part: 'blocks', message: 'metadata: the digest is not that of the block at the head' };
  }
  if (known.atHead !== undefined && head.topoheight >= known.lowest && known.atHead.topoheight !== head.topoheight) {
    yield {
      part: 'blocks',
      message: `head ${bytesToHex(head.hash)}: topoheight ${known.atHead.topoheight} in its row`,
    };
  }
  if (!tips.some((tip) => compareBytes(tip, head.hash) === 0))
    yield { part: 'blocks', message: 'metadata: the head is no tip' };
}

function* headerFindings(
  stored: StoredBlock,
  block: Block,
  known: { readonly topoheight: Topoheight; readonly parent: Uint8Array | null; readonly emitted: bigint | null },
): Generator<string> {
  const { header } = block;
  const { topoheight, parent } = known;
  if (compareBytes(blockHash(header), stored.hash) !== 0) yield 'its bytes give another hash';
  if (stored.topoheight !== topoheight) yield `topoheight ${stored.topoheight} in its row`;
  // On the devnet height and topoheight are the same.
  if (stored.height !== topoheight || header.height !== BigInt(topoheight)) {
    yield `height ${stored.height} in its row, ${header.height} in its header`;
  }
  if (parent !== null && !header.tips.some((tip) => compareBytes(tip, parent) === 0))
    yield 'its parent is not the block before it';
  if (!hasItsTransactions(stored, block)) yield 'other transactions in its row than in its bytes';
  if (stored.digest === null) yield 'it has no digest';
  const problem = infoProblem(stored, block);
  if (problem !== null) yield problem;
  if (known.emitted === null) return;
  const expected = blockRewards(known.emitted, topoheight).base;
  if (decodeBlockInfo(stored.info).baseReward !== expected) yield `its reward is not the formula's ${expected}`;
}

async function* indexFindings(
  storage: Storage,
  { hash, height, transactionHashes }: StoredBlock,
): AsyncGenerator<string> {
  const isHash = (other: Uint8Array): boolean => compareBytes(other, hash) === 0;
  if (!(await storage.blocksAtHeight(height)).some(isHash)) yield `the index of heights does not have it at ${height}`;
  for (const transaction of transactionHashes) {
    const found = await storage.locateTransaction(transaction).catch(damageMessage);
    if (typeof found === 'string') yield `transaction ${bytesToHex(transaction)}: ${found}`;
    else if (!found.some(({ block, executed }) => executed && isHash(block))) {
      yield `transaction ${bytesToHex(transaction)}: the index of transactions does not name this block`;
    }
  }
}
