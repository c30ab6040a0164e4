import { bytesToHex } from '@noble/hashes/utils.js';
import { PUBLIC_KEY_SIZE } from '@tos/crypto';
import type { BlockExecutor, BlockOutcome, ExecutionContext } from '@tos/executor';
import {
  assertBytes,
  assertFunction,
  assertInteger,
  assertNetwork,
  assertObject,
  ErrorCode,
  HASH_SIZE,
  MAX_BLOCK_SIZE,
  MAX_BLOCK_TRANSACTIONS,
  MAX_FUTURE_BLOCK_TIME_MS,
  type Network,
  TosError,
} from '@tos/protocol';
import { type BlockFrame, baselineRules } from '@tos/runtime';
import {
  type ChainMetadata,
  compareBytes,
  decodeU64Record,
  domains,
  firstAssets,
  type RecordWrite,
  type Storage,
  SupplyCounter,
  stateDigest,
  type Topoheight,
} from '@tos/state';
import { assertBatch, hashAt, type PackedBatch, selectTransactions, sourceAt } from '@tos/transaction';
import { type Block, decodeBlock, encodeBlock } from '../block/block.ts';
import { blockHash } from '../block/block-hash.ts';
import { BLOCK_VERSION, type BlockHeader, blockHeaderSize, hashesOf } from '../block/block-header.ts';
import { type BlockInfo, encodeBlockInfo } from '../block/block-info.ts';
import type { ChainHead } from '../history/chain-head.ts';
import {
  type BuildArguments,
  type BuiltBlock,
  type CommittedBlock,
  countLeftOut,
  type ExecutedOutcome,
  type LeftOut,
  type ProducedBlock,
} from './chain-results.ts';
import { checkHeader } from './check-header.ts';
import { CommitPipeline } from './commit-pipeline.ts';
import { blockRewards } from '../supply/emission.ts';
import { checkedGenesis, type Genesis } from '../genesis/genesis.ts';
import { genesisCommit } from '../genesis/genesis-block.ts';
import { type MergeCounts, mergeParallelResults } from './merge-parallel-results.ts';
import { assertPrunable } from '../history/assert-prunable.ts';
import { readHead } from '../history/read-head.ts';
import { assertRecentBlocks } from '../history/recent-blocks.ts';
import type { RecordLayer } from './record-layer.ts';
import { acceptableReferences, type OrderIndex } from '../history/references.ts';
import { createRewardFrame } from '../supply/reward-frame.ts';
import { assertRollback, type Rollback, type RollbackOptions, transactionsAbove } from '../history/rollback.ts';
import { ruleViolation } from './rule-violation.ts';
import { type RoomItem, selectFitting } from './select-fitting.ts';
import { SerialQueue } from './serial-queue.ts';

const HEAD_CACHE_BYTES = 64 << 20;

export interface ChainOptions {
  /** Open already; the chain is the only one that commits to it. */
  readonly storage: Storage;
  readonly executor: BlockExecutor;
  /** The devnet: other networks need parts that do not exist yet. */
  readonly network: Network;
  readonly genesis: Genesis;
  /** Milliseconds since 1970; the system's when absent. */
  readonly clock?: () => number;
  /** Bytes for what recently used records hold at the head. @default 64 MiB: about 500,000 accounts */
  readonly headCacheBytes?: number;
  /** Receives what each block changed, in numbers, before it is committed. */
  readonly log?: (counts: MergeCounts & { readonly topoheight: Topoheight }) => void;
}

/**
 * A devnet chain on a storage: each block continues the one before, and is committed whole or not at all. Operations queue up; a
 * block is executed while the one before it is being committed. A
 * refusal is thrown as TOS_RULE_VIOLATION with the numeric code; after it the chain is as it was, and usable. When a commit fails, the
 * storage decides where the chain stands, since the commit may have been written all the same: `head` has the answer. Where the storage
 * cannot be read either, the chain refuses all further work with TOS_STORAGE_FAILURE until it is opened again.
 */
export class Chain {
  readonly network: Network;
  readonly genesis: Genesis;
  readonly genesisHash: Uint8Array;
  readonly #storage: Storage;
  readonly #executor: BlockExecutor;
  readonly #clock: () => number;
  readonly #log: ChainOptions['log'];
  readonly #queue: SerialQueue = new SerialQueue();
  readonly #prunings: SerialQueue = new SerialQueue();
  readonly #pipeline: CommitPipeline;
  // What a pruning under way was asked for: the storage tells it only once it has begun.
  #pruningBelow: Topoheight = 0;

  private constructor(head: ChainHead, genesisHash: Uint8Array, options: ChainOptions) {
    this.network = options.network;
    this.genesis = options.genesis;
    this.genesisHash = genesisHash;
    this.#storage = options.storage;
    this.#executor = options.executor;
    this.#clock = options.clock ?? Date.now;
    this.#log = options.log;
    this.#pipeline = new CommitPipeline(head, {
      storage: options.storage,
      cacheBytes: options.headCacheBytes ?? HEAD_CACHE_BYTES,
    });
  }

  /**
   * Continues the chain in the storage, or begins it with the genesis block when there is none.
   * @throws TOS_INVALID_ARGUMENT for what is no storage, executor, network, clock or size
   * @throws TOS_NOT_SUPPORTED for a network other than the devnet
   * @throws TOS_INVALID_CONFIG when the genesis is of another network
   * @throws TOS_STORAGE_NETWORK when the storage holds a chain of another network or genesis
   * @throws TOS_STORAGE_CORRUPT when the head, one of the newest 240 blocks below it, or the registry of assets is not there
   */
  static async open(options: ChainOptions): Promise<Chain> {
    assertOptions(options);
    const { storage, network, genesis } = options;
    if (network.name !== 'devnet') throw new TosError('TOS_NOT_SUPPORTED', { feature: `blocks of ${network.name}` });
    if (genesis.network !== network.name) {
      const reason = `it is ${genesis.network}, the chain is ${network.name}`;
      throw new TosError('TOS_INVALID_CONFIG', { setting: 'genesis.network', reason });
    }
    const commit = genesisCommit(genesis);
    const stored = await storage.metadata();
    if (stored === undefined) await storage.commit({ blocks: [commit] });
    else assertSameChain(stored, commit.metadata);
    const head = await readHead(storage);
    await assertRecentBlocks(storage, head.topoheight);
    await assertAssets(storage);
    return new Chain(head, commit.block.hash, options);
  }

  /** The last durable block. */
  get head(): ChainHead {
    return this.#pipeline.head;
  }

  /**
   * A block of those candidates that fit and are valid, without committing it. Every block that this builds is accepted by
   * `importBlock` while the head is the same, unless the clock was set back: a block is never older than its parent, and one more than
   * 2000 ms ahead of the clock is refused (0605) until the clock has come up again. `produceBlock` goes on meanwhile.
   * @throws TOS_RULE_VIOLATION when the rewards overflow the miner's balance (0304), and as the executor
   * @throws TOS_INVALID_ARGUMENT for a miner or timestamp that no block can have
   */
  async buildBlock(args: BuildArguments): Promise<BuiltBlock> {
    const own = withOwnMiner(args);
    return this.#settled(() => this.#build(own, this.head));
  }

  /**
   * Builds a block and commits it; the transactions are executed once. Resolves when it is durable; the operation behind it begins
   * before that.
   * @throws as `buildBlock`, and as the storage: then the blocks that were begun on top of this one are refused with the same error
   */
  async produceBlock(args: BuildArguments): Promise<ProducedBlock> {
    const own = withOwnMiner(args);
    const { leftOut, committing } = await this.#pipelined(async (tip) => {
      const { leftOut, outcome, ...block } = await this.#build(own, tip);
      return { leftOut, committing: await this.#append(block, outcome, tip) };
    });
    return { ...(await committing()), leftOut, leftOutCounts: countLeftOut(leftOut) };
  }

  /**
   * Validates a block that continues the head, or the block that the call before it appends, and commits it. Resolves when it is
   * durable; calls need not wait for one another, so that a block's signatures are verified while the one before it is written.
   * @throws TOS_INVALID_FORMAT or TOS_NOT_SUPPORTED for bytes that are not a block
   * @throws TOS_RULE_VIOLATION with the code of the first rule that it breaks, in the order of docs/protocol.md §6.5, and with index
   *   and hash of the transaction if it is one that breaks it
   */
  async importBlock(bytes: Uint8Array): Promise<CommittedBlock> {
    assertBytes(bytes, 'bytes');
    // A copy: the caller may change its bytes before they are stored.
    const own = new Uint8Array(bytes);
    const { header, transactions } = decodeBlock(own);
    const hash = blockHash(header);
    const { committing } = await this.#pipelined(async (tip) => {
      const error = await checkHeader(header, hash, { head: tip, now: this.#clock() }, this.#storage);
      if (error !== ErrorCode.OK) throw ruleViolation(error);
      const outcome = await this.#execute(transactions, tip, 'validate', frameOf(tip, header.miner));
      return { committing: await this.#append({ header, transactions, bytes: own, hash }, outcome, tip) };
    });
    return committing();
  }

  /**
   * Executes transactions on the state at the head as if they were the next block's, without rewards, and commits nothing. Those
   * that fail are left out, as in building.
   * @param after what other transactions would have written before them
   */
  async simulate(batch: PackedBatch, after?: RecordLayer): Promise<ExecutedOutcome> {
    assertBatch(batch);
    if (after !== undefined) assertObject(after, 'after', ['over']);
    return this.#settled(() => this.#execute(batch, this.head, 'build', undefined, after));
  }

  /**
   * Undoes every block above a topoheight, in one commit. The blocks stay in the storage without a place in the order, and can be
   * imported again; their transactions come back for the mempool. Executing the same blocks again gives the same digests.
   * @param topoheight of the new head, not below the stable one unless `belowStable`, nor less than 240 above the pruned part
   * @throws TOS_INVALID_ARGUMENT naming what is possible, and as the storage
   */
  async rollbackTo(topoheight: Topoheight, options: RollbackOptions = {}): Promise<Rollback> {
    assertInteger(topoheight, 'topoheight', 0);
    return this.#settled(async () => {
      const head = this.head.topoheight;
      assertRollback(topoheight, { head, prunedBelow: await this.#prunedBelow() }, options);
      if (topoheight === head) return { head: this.head, transactions: [] };
      // Read before anything is undone: a block that cannot be read must not be lost.
      const transactions = await transactionsAbove(this.#storage, { above: topoheight, head });
      try {
        await this.#storage.commit({ rollbackTo: topoheight, blocks: [] });
      } catch (error) {
        // It may have been written all the same. That nobody knows shows at the next call: this one reports why the commit failed.
        await this.#pipeline.restart().catch(() => undefined);
        throw error;
      }
      await this.#pipeline.restart();
      return { head: this.head, transactions };
    });
  }

  /**
   * Forgets what records were before a topoheight: of each the last version below stays, and blocks stay too, so that the chain
   * accepts and builds what it would have without. Blocks are built and committed meanwhile. One pruning at a time; one that was interrupted, by
   * whatever, has lost nothing and goes on when asked again.
   * @param below from 1, not less than before, and at most the head's topoheight less 240
   * @throws TOS_INVALID_ARGUMENT naming what is possible, TOS_NOT_SUPPORTED by a storage that cannot, and as the storage
   */
  async prune(below: Topoheight): Promise<void> {
    return this.#prunings.run(async () => {
      await this.#settled(async () => {
        assertPrunable(below, { head: this.head.topoheight, prunedBelow: await this.#prunedBelow() });
        this.#pruningBelow = below;
      });
      try {
        await this.#storage.prune(below);
      } finally {
        this.#pruningBelow = 0;
      }
    });
  }

  /** Runs when nothing is under way. */
  #settled<T>(work: () => Promise<T>): Promise<T> {
    return this.#queue.run(async () => {
      await this.#pipeline.settled();
      return work();
    });
  }

  /** Runs as soon as the operation before it has begun its commit. */
  #pipelined<T>(work: (tip: ChainHead) => Promise<T>): Promise<T> {
    return this.#queue.run(() => this.#pipeline.onTip(work));
  }

  async #prunedBelow(): Promise<Topoheight> {
    return Math.max((await this.#storage.metadata())?.prunedBelow ?? 0, this.#pruningBelow);
  }

  async #build({ candidates, miner, timestamp }: BuildArguments, tip: ChainHead): Promise<BuiltBlock> {
    const time = this.#timestampOf(timestamp, tip);
    const fitting = selectFitting(roomOf(candidates), MAX_BLOCK_SIZE - blockHeaderSize(1, 0), MAX_BLOCK_TRANSACTIONS);
    const chosen = fitting.length === candidates.count ? candidates : selectTransactions(candidates, fitting);
    const outcome = await this.#execute(chosen, tip, 'build', frameOf(tip, miner));
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
      leftOut: leftOutOf(candidates, fitting, outcome),
      outcome,
    };
  }

  #timestampOf(wanted: number | undefined, { timestamp }: ChainHead): number {
    const now = Math.floor(this.#clock());
    if (wanted === undefined) return Math.max(now, timestamp);
    const latest = Math.max(now + MAX_FUTURE_BLOCK_TIME_MS, timestamp);
    if (!Number.isSafeInteger(wanted) || wanted < timestamp || wanted > latest) {
      throw invalid('timestamp', `whole milliseconds from ${timestamp} (the parent's) to ${latest}`, String(wanted));
    }
    return wanted;
  }

  async #execute(
    batch: PackedBatch,
    tip: ChainHead,
    policy: 'build' | 'validate',
    frame?: BlockFrame,
    after?: RecordLayer,
  ): Promise<ExecutedOutcome> {
    // The tip has no place in the storage before its commit is done.
    const hashesAt: OrderIndex['hashesAt'] = async (topoheights) => {
      const hashes = await this.#storage.hashesAt(topoheights);
      return topoheights.map((topoheight, i) => (topoheight === tip.topoheight ? tip.hash : hashes[i]));
    };
    const context: ExecutionContext = {
      network: this.network,
      topoheight: tip.topoheight + 1,
      // The cache knows the head only.
      ...(after === undefined
        ? { state: this.#storage, cache: this.#pipeline.cache }
        : { state: after.over(this.#storage) }),
      references: (references) => acceptableReferences(references, { head: tip.topoheight }, { hashesAt }),
      ...(frame === undefined ? {} : { frame }),
    };
    return executed(batch, await this.#executor.execute(batch, context, { policy, rules: baselineRules }));
  }

  /** Begins to commit an executed block. The answer waits for it: a promise in an object, so that the queue need not. */
  async #append(
    { header, transactions, bytes, hash }: Block & { readonly bytes: Uint8Array; readonly hash: Uint8Array },
    { state, report }: ExecutedOutcome,
    parent: ChainHead,
  ): Promise<() => Promise<CommittedBlock>> {
    const topoheight = parent.topoheight + 1;
    const log = this.#log;
    const writes = mergeParallelResults(state, log && ((counts) => log({ topoheight, ...counts })));
    const head: ChainHead = {
      hash: hash.slice(),
      height: Number(header.height),
      topoheight,
      timestamp: Number(header.timestamp),
      digest: stateDigest(parent.digest, topoheight, writes),
      supply: supplyAfter(parent.supply, writes),
    };
    const rewards = blockRewards(parent.supply.emitted, head.height);
    const info: BlockInfo = {
      baseReward: rewards.base,
      minerReward: rewards.miner,
      devReward: rewards.dev,
      totalFees: state.getGasFee(),
    };
    const block = {
      hash,
      height: head.height,
      topoheight,
      bytes,
      transactionHashes: hashesOf(transactions.hash),
      digest: head.digest,
      info: encodeBlockInfo(info),
    };
    const metadata = metadataOf(this.network, this.genesisHash, head);
    const { committed } = await this.#pipeline.append({ block, writes, metadata }, { parent, tip: head });
    const { height } = head;
    const digest = head.digest.slice();
    const gasFee = info.totalFees;
    const done = { hash, bytes, header, height, topoheight, transactions, digest, gasFee, info, report };
    return async () => ({ ...done, commitMs: await committed });
  }
}

function assertOptions(options: ChainOptions): void {
  assertObject(options, 'options');
  const { storage, executor, network, genesis, clock, headCacheBytes, log } = options;
  assertObject(storage, 'storage', ['metadata', 'commit', 'getBlock']);
  assertObject(executor, 'executor', ['execute', 'verifySignatures']);
  assertNetwork(network, 'network');
  checkedGenesis(genesis);
  if (clock !== undefined) assertFunction(clock, 'clock');
  if (headCacheBytes !== undefined) assertInteger(headCacheBytes, 'headCacheBytes', 0);
  if (log !== undefined) assertFunction(log, 'log');
}

/** With a copy of the miner's key: the caller may change its bytes before the block is built. @throws TOS_INVALID_ARGUMENT */
function withOwnMiner(args: BuildArguments): BuildArguments {
  assertObject(args, 'args');
  const { miner } = args;
  assertBatch(args.candidates);
  assertBytes(miner, 'miner', PUBLIC_KEY_SIZE);
  if (args.timestamp !== undefined) assertInteger(args.timestamp, 'timestamp', 0);
  return { ...args, miner: new Uint8Array(miner) };
}

function frameOf(parent: ChainHead, miner: Uint8Array): BlockFrame {
  return createRewardFrame({ height: parent.height + 1, miner });
}

function assertSameChain(stored: ChainMetadata, own: ChainMetadata): void {
  if (stored.network === own.network && compareBytes(stored.genesis, own.genesis) === 0) return;
  const name = ({ network, genesis }: ChainMetadata): string => `${network} ${bytesToHex(genesis)}`;
  throw new TosError('TOS_STORAGE_NETWORK', { found: name(stored), expected: name(own) });
}

/** @throws TOS_STORAGE_CORRUPT for a chain that was begun before there was a registry of assets: every amount would be of none */
async function assertAssets(storage: Storage): Promise<void> {
  const records = await storage.readMany(firstAssets.map(({ ref }) => ref));
  if (records.every((version) => version?.value != null)) return;
  const reason = 'it has no registry of assets';
  const message = `The stored chain was begun by an older version: ${reason}, so that no amount could move. Begin a new one in another data directory.`;
  throw new TosError('TOS_STORAGE_CORRUPT', { what: 'chain', reason }, message);
}

function metadataOf(network: Network, genesis: Uint8Array, head: ChainHead): ChainMetadata {
  const { hash, height, topoheight, supply, digest } = head;
  return { network: network.name, genesis, head: { hash, height, topoheight }, tips: [hash], supply, digest };
}

/** The counters after a block: the records that it wrote, the ones before where it wrote none. */
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

function executed(batch: PackedBatch, outcome: BlockOutcome): ExecutedOutcome {
  if (outcome.refused === null) return outcome;
  const { index, error } = outcome.refused;
  throw index === null ? ruleViolation(error) : ruleViolation(error, { index, hash: hashAt(batch, index) });
}

/** A transaction takes up its own bytes in the block, and its hash in the header. */
function* roomOf(batch: PackedBatch): Generator<RoomItem> {
  for (let i = 0; i < batch.count; i++) yield { source: sourceAt(batch, i), size: batch.length[i]! + HASH_SIZE };
}

function leftOutOf(candidates: PackedBatch, fitting: readonly number[], { results }: ExecutedOutcome): LeftOut[] {
  const leftOut: LeftOut[] = [];
  let at = 0;
  for (let index = 0; index < candidates.count; index++) {
    const fits = fitting[at] === index;
    const error = fits ? (results.at(at).error ?? null) : null;
    if (fits) at++;
    if (!fits || error !== null) leftOut.push({ index, hash: hashAt(candidates, index).slice(), error });
  }
  return leftOut;
}

function invalid(argument: string, expected: string, received: string): TosError {
  return new TosError('TOS_INVALID_ARGUMENT', { argument, expected, received });
}
