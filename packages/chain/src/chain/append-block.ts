import type { ExecutionReport } from '@tos/executor';
import type { Network } from '@tos/protocol';
import {
  type ChainMetadata,
  decodeU64Record,
  domains,
  type RecordWrite,
  SupplyCounter,
  stateDigest,
  type Topoheight,
} from '@tos/state';
import type { PackedBatch } from '@tos/transaction';
import type { Block } from '../block/block.ts';
import { type BlockHeader, hashesOf } from '../block/block-header.ts';
import { type BlockInfo, encodeBlockInfo } from '../block/block-info.ts';
import type { ChainHead } from '../history/chain-head.ts';
import { blockRewards } from '../supply/emission.ts';
import { type BlockTrace, blockPlaces, spanIn } from './block-trace.ts';
import type { CommitPipeline, ExecutedCommit } from './commit-pipeline.ts';
import { type MergeCounts, mergeParallelResults } from './merge-parallel-results.ts';
import { now } from './now.ts';
import type { ExecutedOutcome } from './tip-executor.ts';

/** A block that the chain has committed. */
export interface CommittedBlock {
  readonly hash: Uint8Array;
  readonly bytes: Uint8Array;
  readonly header: BlockHeader;
  readonly height: number;
  readonly topoheight: Topoheight;
  readonly transactions: PackedBatch;
  /** State digest after the block. */
  readonly digest: Uint8Array;
  /** Rewards, and the fees that the miner received. */
  readonly info: BlockInfo;
  readonly report: ExecutionReport;
  /** Milliseconds that the storage took. */
  readonly commitMs: number;
  /** What `report.trace` does not have: the times after the execution, and the places of its transactions in the block. */
  readonly trace: BlockTrace;
}

/** A block with its wire bytes and its hash. */
export interface EncodedBlock extends Block {
  readonly bytes: Uint8Array;
  readonly hash: Uint8Array;
}

export interface AppendingChain {
  readonly pipeline: CommitPipeline;
  readonly network: Network;
  readonly genesisHash: Uint8Array;
  /** As in `ChainOptions`. */
  readonly log: ((counts: MergeCounts & { readonly topoheight: Topoheight }) => void) | undefined;
}

/**
 * Begins to commit a block that was executed on `parent`.
 * @returns a function whose promise resolves with the block once it is durable. It is no promise itself: the queue of the chain would wait
 *   for that one
 * @throws as `CommitPipeline.append`; the function throws as the storage
 */
export async function appendBlock(
  block: EncodedBlock,
  { outcome, parent }: { readonly outcome: ExecutedOutcome; readonly parent: ChainHead },
  { pipeline, network, genesisHash, log }: AppendingChain,
): Promise<() => Promise<CommittedBlock>> {
  const { header, transactions, bytes, hash } = block;
  const topoheight = parent.topoheight + 1;
  const mergingSince = now();
  const writes = mergeParallelResults(outcome.state, log && ((counts) => log({ topoheight, ...counts })));
  const head: ChainHead = {
    hash: hash.slice(),
    height: Number(header.height),
    topoheight,
    timestamp: Number(header.timestamp),
    digest: stateDigest(parent.digest, topoheight, writes),
    supply: supplyAfter(parent.supply, writes),
  };
  const merged = now();
  const { height } = head;
  const rewards = blockRewards(parent.supply.emitted, height);
  const info: BlockInfo = {
    baseReward: rewards.base,
    minerReward: rewards.miner,
    devReward: rewards.dev,
    gasFee: outcome.state.getGasFee(),
  };
  const commit: ExecutedCommit = {
    block: {
      hash,
      height,
      topoheight,
      bytes,
      transactionHashes: hashesOf(transactions.hash),
      digest: head.digest,
      info: encodeBlockInfo(info),
    },
    writes,
    metadata: metadataOf(network, genesisHash, head),
  };
  const { committed } = await pipeline.append(commit, { parent, tip: head });
  const digest = head.digest.slice();
  const done = { hash, bytes, header, height, topoheight, transactions, digest, info, report: outcome.report };
  const placeOf = blockPlaces(outcome.results);
  const { trace } = outcome.report;
  return async () => {
    const { startedAt, ms } = await committed;
    const merge = spanIn(trace, mergingSince, merged);
    return { ...done, commitMs: ms, trace: { merge, commit: spanIn(trace, startedAt, startedAt + ms), placeOf } };
  };
}

function metadataOf(network: Network, genesis: Uint8Array, head: ChainHead): ChainMetadata {
  const { hash, height, topoheight, supply, digest } = head;
  return { network: network.name, genesis, head: { hash, height, topoheight }, tips: [hash], supply, digest };
}

/** The counters after a block: those that it wrote, and the former ones where it wrote none. */
function supplyAfter(before: ChainHead['supply'], writes: readonly RecordWrite[]): ChainHead['supply'] {
  const counter = (key: number): bigint | undefined => {
    const write = writes.find(({ ref }) => ref.domain === domains.supply && ref.key[0] === key);
    return write?.value == null ? undefined : decodeU64Record(write.value);
  };
  return {
    emitted: counter(SupplyCounter.EMITTED) ?? before.emitted,
    burned: counter(SupplyCounter.BURNED) ?? before.burned,
  };
}
