import { type ChainHead, decodeBlock, decodeBlockInfo, stableTopoheight, storedHeader } from '@tos/chain';
import { bytesToHex, encodeAddress } from '@tos/crypto';
import type { Network } from '@tos/protocol';
import {
  decodeU64Record,
  type StorageReader,
  type StoredBlock,
  SupplyCounter,
  supplyRef,
  type Topoheight,
} from '@tos/state';
import { z } from 'zod';
import { mapInTurns } from '../limits/in-turns.ts';
import { addressText, hashText, hexText, safeInteger, u64Number } from './result-values.ts';
import { type TransactionJson, toTransactionJson, transactionJson } from './transaction-json.ts';

/** A block in the original's form. Amounts are in atomic units. */
export type BlockJson = {
  hash: string;
  /** The place in the order; null for a block without one. */
  topoheight: number | null;
  /** `Orphaned` for a block without a place in the order; `Sync` once the block is stable. A line has no `Side` blocks. */
  block_type: 'Sync' | 'Side' | 'Orphaned' | 'Normal';
  /** Decimal: 1, because there is no proof of work. */
  difficulty: string;
  /** What was emitted up to this block; null without a place in the order, and in the pruned part. */
  supply: bigint | null;
  /** The sum of the parts; null without a place in the order, as they are. */
  reward: bigint | null;
  miner_reward: bigint | null;
  dev_reward: bigint | null;
  /** Decimal: the sum of the difficulties up to this block. */
  cumulative_difficulty: string;
  /** What the transactions paid; null where they are not asked for. */
  total_fees: bigint | null;
  total_size_in_bytes: number;
  version: number;
  tips: string[];
  /** Milliseconds since 1970. */
  timestamp: number;
  height: number;
  nonce: bigint;
  extra_nonce: string;
  miner: string;
  txs_hashes: string[];
  /** Left out where they are not asked for, and where there are none. */
  transactions?: TransactionJson[] | undefined;
};

export const blockJson: z.ZodType<BlockJson, BlockJson> = z.strictObject({
  hash: hashText,
  topoheight: safeInteger.nullable(),
  block_type: z.enum(['Sync', 'Side', 'Orphaned', 'Normal']),
  difficulty: z.string(),
  supply: u64Number.nullable(),
  reward: u64Number.nullable(),
  miner_reward: u64Number.nullable(),
  dev_reward: u64Number.nullable(),
  cumulative_difficulty: z.string(),
  total_fees: u64Number.nullable(),
  total_size_in_bytes: safeInteger,
  version: safeInteger,
  tips: z.array(hashText),
  timestamp: safeInteger,
  height: safeInteger,
  nonce: u64Number,
  extra_nonce: hexText,
  miner: addressText,
  txs_hashes: z.array(hashText),
  transactions: z.array(transactionJson).optional(),
});

/** The chain that a block belongs to. */
export interface BlockSurroundings {
  readonly chain: { readonly head: ChainHead; readonly network: Network };
  readonly storage: Pick<StorageReader, 'readMany' | 'metadata'>;
}

/**
 * A stored block as it goes out.
 * @param includeTransactions adds fees and transactions; thousands of them are made in turns
 */
export async function toBlockJson(
  block: StoredBlock,
  includeTransactions: boolean,
  { chain, storage }: BlockSurroundings,
): Promise<BlockJson> {
  const { network, head } = chain;
  const { topoheight } = block;
  const header = storedHeader(block);
  const info = topoheight === null ? null : decodeBlockInfo(block.info);
  return {
    hash: bytesToHex(block.hash),
    topoheight,
    block_type: blockTypeOf(block, head),
    difficulty: '1',
    supply: topoheight === null ? null : await emittedAt(topoheight, storage),
    reward: info?.baseReward ?? null,
    miner_reward: info?.minerReward ?? null,
    dev_reward: info?.devReward ?? null,
    // Each block of a line adds a difficulty of 1, beginning with the genesis at height 0.
    cumulative_difficulty: String(block.height + 1),
    // As in the original, a block without a place in the order has earned nothing.
    total_fees: includeTransactions ? (info?.gasFee ?? 0n) : null,
    total_size_in_bytes: block.bytes.length,
    version: header.version,
    tips: header.tips.map(bytesToHex),
    timestamp: Number(header.timestamp),
    height: block.height,
    nonce: header.nonce,
    extra_nonce: bytesToHex(header.extraNonce),
    miner: encodeAddress(header.miner, network),
    txs_hashes: block.transactionHashes.map(bytesToHex),
    transactions: includeTransactions ? await transactionsOf(block, network) : undefined,
  };
}

/** On a line a block is alone at its height, so that it is `Sync` once it is stable, as the genesis always is. */
function blockTypeOf({ topoheight, height }: StoredBlock, head: ChainHead): BlockJson['block_type'] {
  if (topoheight === null) return 'Orphaned';
  return height <= stableTopoheight(head.height) ? 'Sync' : 'Normal';
}

/** What was emitted up to a block; null in the pruned part, where the storage has forgotten it, and above a head that went back meanwhile. */
async function emittedAt(topoheight: Topoheight, storage: BlockSurroundings['storage']): Promise<bigint | null> {
  const metadata = await storage.metadata();
  if (metadata === undefined || topoheight < metadata.prunedBelow || topoheight > metadata.head.topoheight) return null;
  const [version] = await storage.readMany([supplyRef(SupplyCounter.EMITTED)], topoheight);
  return version?.value == null ? null : decodeU64Record(version.value);
}

async function transactionsOf({ bytes }: StoredBlock, network: Network): Promise<TransactionJson[] | undefined> {
  const { transactions } = decodeBlock(bytes);
  if (transactions.count === 0) return undefined;
  const indices = Array.from({ length: transactions.count }, (_, i) => i);
  return mapInTurns(indices, (i) => toTransactionJson(transactions, i, network));
}
