import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { BLOCK_VERSION, type BlockHeader, blockHash, encodeBlock } from '@tos/chain';
import type { BlockExecutor } from '@tos/executor';
import { ErrorCode, type ExactJson, isTosError, MAX_BLOCK_TRANSACTIONS, U64_MAX } from '@tos/protocol';
import { accountOfKey, domains } from '@tos/state';
import type { PackedBatch } from '@tos/transaction';
import { u64Json } from '@tos/transaction/json';
import { z } from 'zod';
import { type HarnessChain, openHarnessChain } from './harness-chain.ts';
import { HARNESS_MINER } from './harness-miner.ts';
import { failure, failureOf, type HarnessResult, SUCCESS } from './harness-result.ts';
import type { HarnessState } from './harness-state.ts';
import { optionalList } from './json-shapes.ts';
import { type DecodedInputs, decodeBlockInputs, readTransactionInput } from './transaction-input.ts';

/** A block as the suite describes it. */
export interface BlockInput {
  readonly id: string;
  /** Each is the id of an earlier block, the word "genesis", or a hash. */
  readonly parents: readonly string[];
  readonly height?: bigint | null | undefined;
  readonly timestamp_ms?: bigint | null | undefined;
  readonly txs: readonly ExactJson[];
}

/** The largest count of tips that a header can encode; a rule refuses more than three (0607). */
const MAX_ENCODED_TIPS = 255;

export const blockJson: z.ZodType<BlockInput> = z.object({
  id: z.string(),
  parents: optionalList(z.string(), MAX_ENCODED_TIPS),
  height: u64Json.nullish(),
  timestamp_ms: u64Json.nullish(),
  txs: optionalList(
    z.custom<ExactJson>((value) => value !== undefined),
    MAX_BLOCK_TRANSACTIONS,
  ),
});

/** The result of an import, with one result per block, up to the first failure. */
export interface ImportResult extends HarnessResult {
  readonly results: readonly (HarnessResult & { readonly id: string })[];
}

interface KnownBlock {
  readonly hash: Uint8Array;
  readonly height: bigint;
  readonly timestamp: bigint;
}

/**
 * Imports blocks one after the other into the node's chain, over the loaded state, until a block is refused. Accepted blocks stay: the
 * exported height counts them, and their payments are in the state. The chain is linear, so a block beside the head is refused with
 * 0609. Source: docs/protocol.md §6.5, §6.6.
 */
export async function importBlocks(
  state: HarnessState,
  executor: BlockExecutor,
  blocks: readonly BlockInput[],
): Promise<ImportResult> {
  const harness = await openHarnessChain(state, executor);
  try {
    const { head } = harness.chain;
    const genesis = { hash: head.hash, height: 0n, timestamp: BigInt(head.timestamp) };
    const known = new Map<string, KnownBlock>([
      ['genesis', genesis],
      [bytesToHex(genesis.hash), genesis],
    ]);
    const results: (HarnessResult & { readonly id: string })[] = [];
    for (const [index, block] of blocks.entries()) {
      // The exported height is the loaded height plus the accepted blocks, and must stay a u64 like every number of the suite.
      const hasRoom = state.global.blockHeight < U64_MAX;
      const result = hasRoom
        ? await importBlock(harness, known, state, block, index)
        : failure(ErrorCode.OVERFLOW, 'The block height is at its end.');
      results.push({ id: block.id, ...result });
      if (!result.success) return { ...result, results };
      state.global.blockHeight += 1n;
    }
    return { ...SUCCESS, results };
  } finally {
    await harness.storage.close();
  }
}

async function importBlock(
  harness: HarnessChain,
  known: Map<string, KnownBlock>,
  state: HarnessState,
  block: BlockInput,
  index: number,
): Promise<HarnessResult> {
  let inputs: DecodedInputs;
  try {
    inputs = decodeBlockInputs(block.txs.map(readTransactionInput));
  } catch (error) {
    return failureOf(error);
  }
  const { batch: transactions, misfits } = inputs;
  const header = headerOf(block, known, transactions, index);
  harness.expect(misfits);
  try {
    await harness.chain.importBlock(encodeBlock({ header, transactions }));
  } catch (error) {
    const result = failureOf(error);
    // The original has one code for every fault behind the header; before it, only the form of the block can be wrong.
    const isVerification = harness.takeWrites() !== undefined || !isTosError(error, 'TOS_RULE_VIOLATION');
    return isVerification ? unverified(result) : result;
  }
  const { hash, height, timestamp } = { hash: blockHash(header), height: header.height, timestamp: header.timestamp };
  known.set(block.id, { hash, height, timestamp });
  known.set(bytesToHex(hash), { hash, height, timestamp });
  show(harness, state, transactions.count > 0);
  return SUCCESS;
}

/** Applies the writes of a block to the loaded state. Rewards create no visible account, because the original's export hides it. */
function show(harness: HarnessChain, state: HarnessState, hasTransactions: boolean): void {
  const writes = harness.takeWrites() ?? [];
  const isShown = ({ ref }: (typeof writes)[number]): boolean =>
    hasTransactions || ref.domain === domains.supply || state.account(accountOfKey(ref.key)) !== undefined;
  state.apply(writes.filter(isShown));
}

function headerOf(
  { parents, height, timestamp_ms }: BlockInput,
  known: ReadonlyMap<string, KnownBlock>,
  transactions: PackedBatch,
  index: number,
): BlockHeader {
  const found = parents.map((parent) => known.get(parent));
  const blocks = found.filter((block) => block !== undefined);
  const tips = new Map(parents.map((parent, i) => [bytesToHex(found[i]?.hash ?? unknownHash(parent)), parent]));
  const isWhole = blocks.length === found.length;
  let next = 0n;
  let latest = BigInt(Date.now());
  for (const block of blocks) {
    if (block.height >= next) next = block.height + 1n;
    if (block.timestamp > latest) latest = block.timestamp;
  }
  return {
    version: BLOCK_VERSION,
    height: height ?? (isWhole ? next : 0n),
    timestamp: timestamp_ms ?? latest,
    nonce: 0n,
    // The extra nonce makes two blocks of siblings that have one timestamp.
    extraNonce: new Uint8Array(32).with(31, index).with(30, index >>> 8),
    tips: [...tips.keys()].map((hash) => hexToBytes(hash)),
    transactionHashes: transactions.hash,
    miner: HARNESS_MINER,
  };
}

/** The hash of a parent whose name no imported block has. */
function unknownHash(parent: string): Uint8Array {
  return /^[0-9a-fA-F]{64}$/.test(parent) ? hexToBytes(parent) : new Uint8Array(32);
}

function unverified({ error }: HarnessResult): HarnessResult {
  return failure(ErrorCode.UNKNOWN, error);
}
