import { PUBLIC_KEY_SIZE } from '@tos/crypto';
import {
  argumentError,
  assertBytes,
  assertInteger,
  assertObject,
  HASH_SIZE,
  MAX_BLOCK_SIZE,
  MAX_BLOCK_TRANSACTIONS,
  MAX_FUTURE_BLOCK_TIME_MS,
} from '@tos/protocol';
import { assertBatch, type PackedBatch, selectTransactions, sourceAt } from '@tos/transaction';
import { encodeBlock } from '../block/block.ts';
import { blockHash } from '../block/block-hash.ts';
import { BLOCK_VERSION, type BlockHeader, blockHeaderSize } from '../block/block-header.ts';
import type { ChainHead } from '../history/chain-head.ts';
import { createRewardFrame } from '../supply/reward-frame.ts';
import { type LeftOut, leftOutOf } from './left-out.ts';
import { type RoomItem, selectFitting } from './select-fitting.ts';
import type { ExecutedOutcome, TipExecutor } from './tip-executor.ts';

/** What `buildBlock` and `produceBlock` take. */
export interface BuildArguments {
  /** Transactions to choose from, in the order in which they shall stand. */
  readonly candidates: PackedBatch;
  /** Public key (32 bytes) that receives reward and fees. */
  readonly miner: Uint8Array;
  /** Milliseconds since 1970. When absent it is the time of the clock, or the parent's timestamp if that is later. */
  readonly timestamp?: number;
}

/** A block that is not part of the chain yet. */
export interface BuiltBlock {
  readonly hash: Uint8Array;
  /** Header and transactions as on the wire. */
  readonly bytes: Uint8Array;
  readonly header: BlockHeader;
  readonly transactions: PackedBatch;
  /** The candidates that are not in the block, in their order. */
  readonly leftOut: readonly LeftOut[];
  /** The execution of the candidates that fitted, in their order: the block's transactions, and those that failed. */
  readonly outcome: ExecutedOutcome;
}

/** The arguments with a copy of the miner's key: the caller may change its bytes before the block is built. @throws TOS_INVALID_ARGUMENT */
export function checkedBuildArguments(args: BuildArguments): BuildArguments {
  assertObject(args, 'args');
  const { miner } = args;
  assertBatch(args.candidates);
  assertBytes(miner, 'miner', PUBLIC_KEY_SIZE);
  if (args.timestamp !== undefined) assertInteger(args.timestamp, 'timestamp', 0);
  return { ...args, miner: new Uint8Array(miner) };
}

/** A block on top of `tip` of those candidates that fit and are valid. @throws as `Chain.buildBlock` */
export async function buildBlock(
  { candidates, miner, timestamp }: BuildArguments,
  tip: ChainHead,
  { tipExecutor, clock }: { readonly tipExecutor: TipExecutor; readonly clock: () => number },
): Promise<BuiltBlock> {
  const time = timestampOf(timestamp, tip, Math.floor(clock()));
  const fitting = selectFitting(roomOf(candidates), MAX_BLOCK_SIZE - blockHeaderSize(1, 0), MAX_BLOCK_TRANSACTIONS);
  const chosen = fitting.length === candidates.count ? candidates : selectTransactions(candidates, fitting);
  const frame = createRewardFrame({ height: tip.height + 1, miner });
  const outcome = await tipExecutor.execute(chosen, tip, { policy: 'build', frame });
  const succeeded = outcome.results.succeeded();
  const transactions = succeeded.length === chosen.count ? chosen : selectTransactions(chosen, succeeded);
  const header: BlockHeader = {
    version: BLOCK_VERSION,
    height: BigInt(tip.height + 1),
    timestamp: BigInt(time),
    nonce: 0n,
    extraNonce: new Uint8Array(32),
    tips: [new Uint8Array(tip.hash)],
    transactionHashes: transactions.hash,
    miner,
  };
  return {
    hash: blockHash(header),
    bytes: encodeBlock({ header, transactions }),
    header,
    transactions,
    leftOut: leftOutOf(candidates, fitting, outcome.results),
    outcome,
  };
}

function timestampOf(wanted: number | undefined, { timestamp }: ChainHead, now: number): number {
  if (wanted === undefined) return Math.max(now, timestamp);
  const latest = Math.max(now + MAX_FUTURE_BLOCK_TIME_MS, timestamp);
  if (Number.isSafeInteger(wanted) && wanted >= timestamp && wanted <= latest) return wanted;
  const expected = `whole milliseconds from ${timestamp} (the parent's) to ${latest}`;
  throw argumentError('timestamp', expected, String(wanted));
}

/** A transaction takes up its own bytes in the body, and its hash in the header. */
function* roomOf(batch: PackedBatch): Generator<RoomItem> {
  for (let i = 0; i < batch.count; i++) yield { source: sourceAt(batch, i), size: batch.length[i]! + HASH_SIZE };
}
