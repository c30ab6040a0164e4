import { TosError } from '@tos/protocol';
import { type BlockCommit, compareBytes, HeadCache, type Storage, type VersionedWrite } from '@tos/state';
import type { ChainHead } from '../history/chain-head.ts';
import { readHead } from '../history/read-head.ts';
import { now } from './now.ts';

// Node has this function, and a chain runs where its executor runs; the language's own library does not declare it.
declare const setImmediate: (then: (value?: unknown) => void) => unknown;
// Taken when the module is loaded: a test may later put a fake clock's function in its place, which stands still.
const inNextTurn = setImmediate;

/** The effect of a block that was executed: each of its writes knows the version that it replaces. */
export interface ExecutedCommit extends BlockCommit {
  readonly writes: readonly Required<VersionedWrite>[];
}

/** What `append` returns for a block whose commit has begun. */
export interface Appended {
  /** What the commit took, once the block is durable. @throws as the storage */
  readonly committed: Promise<CommitTime>;
}

/** When the storage began to commit, by `performance.now()`, and the milliseconds that it took. */
export interface CommitTime {
  readonly startedAt: number;
  readonly ms: number;
}

/**
 * Where a chain ends, in two senses: the head is durable; the tip has been executed, and is being committed while the block after it is
 * executed. At most one commit is under way. When it fails, what was executed on top of it fails with the same error, and the chain
 * continues from where the storage says that it stands: a failed commit may have been written all the same.
 */
export class CommitPipeline {
  /** What recently used records hold at the tip. */
  readonly cache: HeadCache;
  readonly #storage: Storage;
  #head: ChainHead;
  #tip: ChainHead;
  #committing: Promise<unknown> = Promise.resolve();
  // Not null when nobody knows where the chain stands: the error that says why.
  #lost: TosError | null = null;
  // How often a tip was lost, since its commit failed or blocks were undone.
  #lostTips = 0;

  constructor(head: ChainHead, { storage, cacheBytes }: { storage: Storage; cacheBytes: number }) {
    this.#storage = storage;
    this.#head = head;
    this.#tip = head;
    this.cache = new HeadCache(cacheBytes);
  }

  get head(): ChainHead {
    return this.#head;
  }

  get tip(): ChainHead {
    return this.#tip;
  }

  /** Resolves when no commit is under way: head and tip are then the same. @throws TOS_STORAGE_FAILURE when neither is known */
  async settled(): Promise<void> {
    await this.#committing.catch(() => undefined);
    if (this.#lost !== null) throw this.#lost;
  }

  /**
   * Continues from where the storage stands, after a rollback or a failed commit. Nothing else may be under way.
   * @throws TOS_STORAGE_FAILURE when the storage cannot be read; every later call then throws the same error
   */
  async restart(): Promise<void> {
    this.cache.clear();
    const before = this.#tip;
    try {
      const stored = await readHead(this.#storage);
      const isStored = ({ hash }: ChainHead): boolean => compareBytes(hash, stored.hash) === 0;
      // The same object as long as the head is the same: by that others see that nothing has changed.
      this.#head = [this.#head, this.#tip].find(isStored) ?? stored;
      this.#tip = this.#head;
      if (this.#tip !== before) this.#lostTips++;
    } catch (cause) {
      const message =
        'Nobody knows whether the last commit was written: it failed, and the storage cannot be read. Open the storage and the chain again.';
      this.#lost = new TosError('TOS_STORAGE_FAILURE', { operation: 'read the head' }, message, { cause });
      throw this.#lost;
    }
  }

  /**
   * Runs work on the state at the tip. When the commit of that tip fails, its error is thrown in place of whatever the work threw: a refusal
   * on a state that never came to be means nothing.
   * @throws as the commit under way, else as the work; TOS_STORAGE_FAILURE when the tip is not known
   */
  async onTip<T>(work: (tip: ChainHead) => Promise<T>): Promise<T> {
    if (this.#lost !== null) throw this.#lost;
    const committing = this.#committing;
    const lostTips = this.#lostTips;
    try {
      return await work(this.#tip);
    } catch (error) {
      await committing;
      throw error;
    } finally {
      // The work may have kept in the cache what it had read of a tip that never came to be: an executor that compares two executions asks once.
      if (lostTips !== this.#lostTips) this.cache.clear();
    }
  }

  /**
   * Begins to commit a block that was executed on `parent`, once the commit before it is done. From then on the block is the tip.
   * @throws as the commit before it
   */
  async append(commit: ExecutedCommit, { parent, tip }: { parent: ChainHead; tip: ChainHead }): Promise<Appended> {
    await this.#committing;
    // The commit of the parent failed before this call. `onTip` throws that error in place of this one.
    if (parent !== this.#tip) throw new TosError('TOS_INTERNAL', { reason: 'the parent of a block is not the tip' });
    this.cache.apply(commit.block.topoheight, commit.writes);
    this.#tip = tip;
    const committed = this.#commit(commit, tip);
    this.#committing = committed;
    // Whoever waits for the block learns of a failure; before anybody waits, the rejection must not end the process.
    committed.catch(() => undefined);
    return { committed };
  }

  async #commit(commit: BlockCommit, tip: ChainHead): Promise<CommitTime> {
    // If the next block is here already, its signatures go to the workers first: afterwards this thread is busy with the writes.
    await new Promise((resolve) => inNextTurn(resolve));
    const startedAt = now();
    try {
      await this.#storage.commit({ blocks: [commit] });
    } catch (error) {
      // That the storage cannot be read shows at the next call: whoever waits for this commit gets the reason why the commit failed.
      await this.restart().catch(() => undefined);
      this.#committing = Promise.resolve();
      throw error;
    }
    this.#head = tip;
    return { startedAt, ms: now() - startedAt };
  }
}
