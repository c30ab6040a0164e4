import type { Chain, ChainHead, Mempool } from '@tos/chain';
import { TosError } from '@tos/protocol';
import { compareBytes, type StorageReader } from '@tos/state';
import type { BlockProducer } from '../blocks/block-producer.ts';
import type { NodeEvents } from '../events/node-events.ts';

/** Each takes about 100 bytes: a suite of tests may take one per test. When there is one more, the oldest is forgotten. */
const MOST_SNAPSHOTS = 10_000;

export interface SnapshotCollaborators {
  readonly chain: Pick<Chain, 'head' | 'rollbackTo'>;
  readonly storage: Pick<StorageReader, 'hashesAt'>;
  readonly mempool: Pick<Mempool, 'afterRollback'>;
  readonly producer: Pick<BlockProducer, 'between' | 'wake'>;
  readonly events: Pick<NodeEvents, 'emit'>;
}

/** A block to which the chain can go back. */
export interface ChainSnapshot {
  /** From 1. Ids are not used again, and mean nothing to the next run of the node. */
  readonly id: number;
  readonly topoheight: number;
  readonly hash: Uint8Array;
}

export interface Reverted {
  readonly snapshot: ChainSnapshot;
  /** Blocks that were undone. */
  readonly blocks: number;
  /** Transactions that wait now; those of undone blocks, and those that waited, that no longer can. */
  readonly kept: number;
  readonly dropped: number;
}

/** Marks blocks, and takes the chain back to them. */
export class ChainSnapshots {
  readonly #parts: SnapshotCollaborators;
  // In the order of their ids, and so of their topoheights.
  readonly #snapshots: Map<number, ChainSnapshot> = new Map();
  #nextId = 1;

  constructor(parts: SnapshotCollaborators) {
    this.#parts = parts;
  }

  /** The snapshots that there are, oldest first. */
  get all(): readonly ChainSnapshot[] {
    return [...this.#snapshots.values()];
  }

  /** Marks the head. @throws as `BlockProducer.between` */
  take(): Promise<ChainSnapshot> {
    return this.#parts.producer.between(async () => {
      const { topoheight, hash } = this.#parts.chain.head;
      const snapshot: ChainSnapshot = { id: this.#nextId++, topoheight, hash };
      this.#snapshots.set(snapshot.id, snapshot);
      const [oldest] = this.#snapshots.keys();
      if (this.#snapshots.size > MOST_SNAPSHOTS && oldest !== undefined) this.#snapshots.delete(oldest);
      return snapshot;
    });
  }

  /**
   * Undoes all blocks above a snapshot, in one commit, and forgets the later snapshots; this one stays. The mempool judges again what waits.
   * @param options.dropTransactions whether the transactions of the undone blocks are forgotten, and not put back into the mempool
   * @throws TOS_INVALID_ARGUMENT for an id that is not known, and for a snapshot too near to the pruned part; as `Chain.rollbackTo`
   */
  revert(id: number, { dropTransactions }: { readonly dropTransactions: boolean }): Promise<Reverted> {
    const { chain, mempool, producer, events } = this.#parts;
    return producer.between(async () => {
      const snapshot = await this.#find(id);
      const from: ChainHead = chain.head;
      const { head: to, transactions } = await chain.rollbackTo(snapshot.topoheight, { belowStable: true });
      for (const later of this.#snapshots.keys()) if (later > id) this.#snapshots.delete(later);
      const { kept, dropped } = await mempool.afterRollback(dropTransactions ? [] : transactions);
      if (to.topoheight < from.topoheight) events.emit('rollback', { from, to });
      producer.wake();
      const forgotten = dropTransactions ? transactions.length : 0;
      return { snapshot, blocks: from.topoheight - to.topoheight, kept, dropped: dropped + forgotten };
    });
  }

  async #find(id: number): Promise<ChainSnapshot> {
    const snapshot = this.#snapshots.get(id);
    if (snapshot === undefined) throw unknownSnapshot(id, 'of a snapshot that was taken in this run and not undone');
    const [hash] = await this.#parts.storage.hashesAt([snapshot.topoheight]);
    // A rollback whose commit was reported as failed may be on disk all the same.
    if (hash !== undefined && compareBytes(hash, snapshot.hash) === 0) return snapshot;
    this.#snapshots.delete(id);
    throw unknownSnapshot(id, 'of a snapshot whose block is still in the chain');
  }
}

function unknownSnapshot(id: number, expected: string): TosError {
  return new TosError('TOS_INVALID_ARGUMENT', { argument: 'id', expected, received: String(id) });
}
