import { assertInteger } from '@tos/protocol';
import type { Domain } from '../domain.ts';
import type { Topoheight, VersionedWrite } from '../storage/storage-types.ts';
import { assertKey, firstKeyPart, secondKeyPart } from './cell-key.ts';
import type { CellId } from './cell-table.ts';
import { HeadGeneration } from './head-generation.ts';
import type { Interner } from './interner.ts';
import type { VersionColumns } from './version-columns.ts';

/**
 * The newest versions of recently used records at the head of a chain, with the head's own changes, so that a block reads from storage only
 * records that no recent block used: lmdb-js takes 2-6 us per get, and a transfer touches four records (docs/measurements.md §2).
 *
 * The owner of the cache, who commits blocks, keeps it true. It calls `apply` with the writes of each executed block, in order, before it prepares
 * the next block, and `clear` whenever the head goes back, by a rollback or because a commit failed. The cache is bounded in bytes, and has two
 * generations: a younger one that is full becomes the older one, and the former older one is forgotten. A record that is used moves
 * to the younger one.
 */
export class HeadCache {
  readonly limitBytes: number;
  #young: HeadGeneration = new HeadGeneration();
  #old: HeadGeneration = new HeadGeneration();
  #hits = 0;
  #misses = 0;

  /**
   * @param limitBytes of both generations together. An account with a nonce, a balance and no multisig takes about 206. The records of
   *   one block may come on top.
   */
  constructor(limitBytes: number) {
    assertInteger(limitBytes, 'limitBytes', 0);
    this.limitBytes = limitBytes;
  }

  /** An estimate of the memory that the cache takes, in bytes, and how many records it has found and not found since it was made. */
  stats(): { readonly bytes: number; readonly hits: number; readonly misses: number } {
    return { bytes: this.#young.bytes + this.#old.bytes, hits: this.#hits, misses: this.#misses };
  }

  /**
   * Copies the newest version of a record, or that it has none, to a cell of `to`.
   * @param names the interner that gave the key's parts their numbers
   * @returns false if the cache does not know the record
   */
  find(domain: Domain, first: number, second: number, names: Interner, to: VersionColumns, toCell: CellId): boolean {
    let cell = this.#young.find(domain, first, second, names);
    if (cell === -1) cell = this.#promote(domain, first, second, names);
    if (cell === -1) {
      this.#misses++;
      return false;
    }
    this.#hits++;
    to.copy(toCell, domain, this.#young.versions, cell);
    return true;
  }

  /** Keeps the version in a cell of `from`, which was read from the storage at the head. */
  keep(domain: Domain, first: number, second: number, names: Interner, from: VersionColumns, fromCell: CellId): void {
    this.#young.adopt(domain, first, second, names, from, fromCell);
  }

  /**
   * Follows the head to the state after a block.
   * @param topoheight of the block
   * @param writes of the block. By now the storage has the writes of the block before it: the cache may forget only what the storage has
   */
  apply(topoheight: Topoheight, writes: readonly Required<VersionedWrite>[]): void {
    this.#trim();
    for (const { ref, value, previous } of writes) {
      const { domain, key } = ref;
      assertKey(domain, key);
      const { ids } = this.#young;
      const first = firstKeyPart(domain, key, ids);
      const version = { topoheight, previous: previous === null ? null : previous.topoheight, value };
      this.#young.put(domain, first, secondKeyPart(domain, key, ids), version);
    }
  }

  /** Forgets everything. */
  clear(): void {
    this.#young = new HeadGeneration();
    this.#old = new HeadGeneration();
  }

  #promote(domain: Domain, first: number, second: number, names: Interner): CellId | -1 {
    const cell = this.#old.find(domain, first, second, names);
    return cell === -1 ? -1 : this.#young.adopt(domain, first, second, names, this.#old.versions, cell);
  }

  #trim(): void {
    if (this.#young.bytes * 2 <= this.limitBytes) return;
    this.#old = this.#young;
    this.#young = new HeadGeneration();
  }
}
