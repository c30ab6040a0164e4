import { assertBytes, assertFunction, assertInteger, assertObject, ErrorCode, type Network } from '@tos/protocol';
import type { RecordRef, Storage, StoredVersion, Topoheight } from '@tos/state';
import { assertBatch, type PackedBatch } from '@tos/transaction';
import { decodeBlock } from '../block/block.ts';
import { blockHash } from '../block/block-hash.ts';
import type { Genesis } from '../genesis/genesis.ts';
import { assertPrunable } from '../history/assert-prunable.ts';
import type { ChainHead } from '../history/chain-head.ts';
import { assertRollback, type Rollback, type RollbackOptions, transactionsAbove } from '../history/rollback.ts';
import { createRewardFrame } from '../supply/reward-frame.ts';
import { appendBlock, type CommittedBlock, type EncodedBlock } from './append-block.ts';
import { type BuildArguments, type BuiltBlock, buildBlock, checkedBuildArguments } from './build-block.ts';
import { assertChainOptions, type ChainOptions } from './chain-options.ts';
import { checkHeader } from './check-header.ts';
import { CommitPipeline } from './commit-pipeline.ts';
import { countLeftOut, type LeftOut } from './left-out.ts';
import { openStorage } from './open-storage.ts';
import type { RecordLayer } from './record-layer.ts';
import { ruleViolation } from './rule-violation.ts';
import { SerialQueue } from './serial-queue.ts';
import { type ExecutedOutcome, TipExecutor } from './tip-executor.ts';

const HEAD_CACHE_BYTES = 64 << 20;

/** What `simulate` executes. */
export interface Simulation {
  readonly batch: PackedBatch;
  /** What other transactions would have written before these. */
  readonly after?: Pick<RecordLayer, 'find'> | undefined;
}

/** What `simulate` returns: the outcome of an execution on the state at `tip`. */
export type SimulatedOutcome = ExecutedOutcome & { readonly tip: ChainHead };

/** A block that `produceBlock` has built and committed. */
export interface ProducedBlock extends CommittedBlock {
  readonly leftOut: readonly LeftOut[];
  /** How many were left out, by the name of the code; `DOES_NOT_FIT` for those that found no room. */
  readonly leftOutCounts: { readonly [name: string]: number };
}

/**
 * A devnet chain on a storage: each block continues the one before it, and is committed whole or not at all. Operations queue up; a block
 * is executed while the one before it is being committed. A refusal is thrown as TOS_RULE_VIOLATION with the numeric code; after a refusal
 * the chain is as it was, and usable. When a commit fails, the storage decides where the chain stands, since the commit may have been
 * written all the same: `head` has the answer. Where the storage cannot be read either, the chain refuses all further work with
 * TOS_STORAGE_FAILURE until it is opened again.
 */
export class Chain {
  readonly network: Network;
  readonly genesis: Genesis;
  readonly genesisHash: Uint8Array;
  readonly #storage: Storage;
  readonly #clock: () => number;
  readonly #log: ChainOptions['log'];
  readonly #pipeline: CommitPipeline;
  readonly #tipExecutor: TipExecutor;
  readonly #operations: SerialQueue = new SerialQueue();
  readonly #prunings: SerialQueue = new SerialQueue();
  // What the pruning under way was asked for: the storage reports it only once it has begun.
  #pruningBelow: Topoheight = 0;

  private constructor(head: ChainHead, genesisHash: Uint8Array, options: ChainOptions) {
    const { network, genesis, storage, executor, clock = Date.now, headCacheBytes = HEAD_CACHE_BYTES, log } = options;
    this.network = network;
    this.genesis = genesis;
    this.genesisHash = genesisHash;
    this.#storage = storage;
    this.#clock = clock;
    this.#log = log;
    this.#pipeline = new CommitPipeline(head, { storage, cacheBytes: headCacheBytes });
    this.#tipExecutor = new TipExecutor(network, { storage, executor, cache: this.#pipeline.cache });
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
    assertChainOptions(options);
    const { head, genesisHash } = await openStorage(options.storage, options.genesis);
    return new Chain(head, genesisHash, options);
  }

  /** The last durable block. */
  get head(): ChainHead {
    return this.#pipeline.head;
  }

  /** The last executed block: the head, or the block that is being committed on top of it. The same object as long as it is the same block. */
  get tip(): ChainHead {
    return this.#pipeline.tip;
  }

  /**
   * Builds a block of those candidates that fit and are valid, and does not commit it. `importBlock` accepts every built block while the
   * head is the same, unless the clock was set back: a block is never older than its parent, and a block more than 2000 ms ahead of the
   * clock is refused (0605) until the clock has caught up. `produceBlock` goes on meanwhile.
   * @throws TOS_RULE_VIOLATION when the rewards overflow the miner's balance (0304), and as the executor
   * @throws TOS_INVALID_ARGUMENT for a miner or timestamp that no block can have
   */
  async buildBlock(args: BuildArguments): Promise<BuiltBlock> {
    const own = checkedBuildArguments(args);
    return this.#settled(() => this.#build(own, this.head));
  }

  /**
   * Builds a block and commits it; the transactions are executed once. Resolves when the block is durable; the operation behind this one
   * begins before that.
   * @throws as `buildBlock`, and as the storage: then the blocks that were begun on top of this one are refused with the same error
   */
  async produceBlock(args: BuildArguments): Promise<ProducedBlock> {
    const own = checkedBuildArguments(args);
    const { leftOut, committing } = await this.#onTip(async (tip) => {
      const { leftOut, outcome, ...block } = await this.#build(own, tip);
      return { leftOut, committing: await this.#append(block, outcome, tip) };
    });
    return { ...(await committing()), leftOut, leftOutCounts: countLeftOut(leftOut) };
  }

  /**
   * Validates a block that continues the head, or the block that the call before this one appends, and commits it. Resolves when the block
   * is durable; calls need not wait for one another, so that a block's signatures are verified while the one before it is written.
   * @throws TOS_INVALID_FORMAT or TOS_NOT_SUPPORTED for bytes that are not a block
   * @throws TOS_RULE_VIOLATION with the code of the first rule that the block breaks, in the order of docs/protocol.md §6.5, and with index
   *   and hash of the transaction if it is one that breaks the rule
   */
  async importBlock(bytes: Uint8Array): Promise<CommittedBlock> {
    assertBytes(bytes, 'bytes');
    // A copy: the caller may change its bytes before they are stored.
    const own = new Uint8Array(bytes);
    const { header, transactions } = decodeBlock(own);
    const hash = blockHash(header);
    const { committing } = await this.#onTip(async (tip) => {
      const error = await checkHeader(header, hash, { head: tip, now: this.#clock() }, this.#storage);
      if (error !== ErrorCode.OK) throw ruleViolation(error);
      const frame = createRewardFrame({ height: tip.height + 1, miner: header.miner });
      const outcome = await this.#tipExecutor.execute(transactions, tip, { policy: 'validate', frame });
      return { committing: await this.#append({ header, transactions, bytes: own, hash }, outcome, tip) };
    });
    return committing();
  }

  /**
   * Executes transactions on the state at the tip as if they were the next block's, without rewards, and commits nothing. Those that fail are
   * left out, as in building. It waits for the block that is being executed, and for no commit.
   * @param after what other transactions would have written before them
   */
  async simulate(batch: PackedBatch, after?: Pick<RecordLayer, 'find'>): Promise<SimulatedOutcome> {
    return this.simulateAtTip(() => ({ batch, after }));
  }

  /** As `simulate`, of transactions that are chosen when their turn has come and the tip is known. */
  async simulateAtTip(choose: (tip: ChainHead) => Simulation): Promise<SimulatedOutcome> {
    assertFunction(choose, 'choose');
    return this.#onTip(async (tip) => {
      const simulation = choose(tip);
      assertObject(simulation, 'simulation');
      const { batch, after } = simulation;
      assertBatch(batch);
      if (after !== undefined) assertObject(after, 'after', ['find']);
      const outcome = await this.#tipExecutor.execute(batch, tip, { policy: 'build', after });
      return { ...outcome, tip };
    });
  }

  /** The newest versions of records at the head, in the order of `refs`, as `Storage.readMany`. It waits for nothing. */
  readMany(refs: readonly RecordRef[]): Promise<(StoredVersion | undefined)[]> {
    return this.#storage.readMany(refs);
  }

  /**
   * Undoes every block above a topoheight, in one commit. The blocks stay in the storage without a place in the order, and can be
   * imported again; their transactions are returned, for the mempool. Executing the same blocks again gives the same digests.
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
        // The commit may have been written all the same. That nobody knows shows at the next call: this one reports why the commit failed.
        await this.#pipeline.restart().catch(() => undefined);
        throw error;
      }
      await this.#pipeline.restart();
      return { head: this.head, transactions };
    });
  }

  /**
   * Forgets what records were before a topoheight: of each record the last version below stays, and blocks stay too, so that the chain
   * accepts and builds what it would have without the pruning. Blocks are built and committed meanwhile. Prunings run one after the other;
   * one that was interrupted, by whatever, has lost nothing and goes on when asked again.
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

  /** Runs when no other operation and no commit is under way. */
  #settled<T>(work: () => Promise<T>): Promise<T> {
    return this.#operations.run(async () => {
      await this.#pipeline.settled();
      return work();
    });
  }

  /** Runs as soon as the operation before it has begun its commit. */
  #onTip<T>(work: (tip: ChainHead) => Promise<T>): Promise<T> {
    return this.#operations.run(() => this.#pipeline.onTip(work));
  }

  #build(args: BuildArguments, tip: ChainHead): Promise<BuiltBlock> {
    return buildBlock(args, tip, { tipExecutor: this.#tipExecutor, clock: this.#clock });
  }

  #append(block: EncodedBlock, outcome: ExecutedOutcome, parent: ChainHead): Promise<() => Promise<CommittedBlock>> {
    const { network, genesisHash } = this;
    return appendBlock(block, { outcome, parent }, { pipeline: this.#pipeline, network, genesisHash, log: this.#log });
  }

  async #prunedBelow(): Promise<Topoheight> {
    return Math.max((await this.#storage.metadata())?.prunedBelow ?? 0, this.#pruningBelow);
  }
}
