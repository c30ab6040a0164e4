import { assertInteger } from '@tos/protocol';
import type { Domain, RecordWrite } from '../domain.ts';
import { assertBalanceRecord } from '../records/balance.ts';
import { assertU64Record, readU32 } from '../records/u64-record.ts';
import { assertKey, firstKeyPart, secondKeyPart } from './cell-key.ts';
import { HeadGeneration, type HeadValue } from './head-generation.ts';
import type { Interner } from './interner.ts';

/** One object for all records that do not exist. */
const ABSENT: HeadValue = { exists: false, high: 0, low: 0, record: null };

/**
 * The values of recently used records at the head of a chain, with the head's own changes, so that a block reads from storage only
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
   * @param limitBytes of both generations together. An account with a nonce, a balance and no multisig takes about 130. The records of
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
   * The value of a record; undefined if the cache does not have it. The next call changes the object.
   * @param names the interner that gave the key's parts their numbers
   */
  find(domain: Domain, first: number, second: number, names: Interner): HeadValue | undefined {
    const value = this.#young.find(domain, first, second, names) ?? this.#promote(domain, first, second, names);
    if (value === undefined) this.#misses++;
    else this.#hits++;
    return value;
  }

  /** Keeps a value that was read from the storage at the head. */
  keep(domain: Domain, first: number, second: number, names: Interner, value: HeadValue): void {
    this.#young.adopt(domain, first, second, names, value);
  }

  /**
   * Follows the head to the state after a block.
   * @param writes of the block. By now the storage has the writes of the block before it: the cache may forget only what the storage has
   */
  apply(writes: readonly RecordWrite[]): void {
    this.#trim();
    for (const { ref, value } of writes) {
      const { domain, key } = ref;
      assertKey(domain, key);
      const { ids } = this.#young;
      const first = firstKeyPart(domain, key, ids);
      this.#young.put(domain, first, secondKeyPart(domain, key, ids), headValueOf(domain, value));
    }
  }

  /** Forgets everything. */
  clear(): void {
    this.#young = new HeadGeneration();
    this.#old = new HeadGeneration();
  }

  #promote(domain: Domain, first: number, second: number, names: Interner): HeadValue | undefined {
    const value = this.#old.find(domain, first, second, names);
    if (value !== undefined) this.#young.adopt(domain, first, second, names, value);
    return value;
  }

  #trim(): void {
    if (this.#young.bytes * 2 <= this.limitBytes) return;
    this.#old = this.#young;
    this.#young = new HeadGeneration();
  }
}

/**
 * A record's value in the form of columns. @param value null for a record that does not exist
 * @throws TOS_STORAGE_CORRUPT for bytes that are not a record of the domain
 */
export function headValueOf(domain: Domain, value: Uint8Array | null): HeadValue {
  if (value === null) return ABSENT;
  if (domain.cell === 'bytes') return { exists: true, high: 0, low: 0, record: value };
  if (domain.cell === 'balance') assertBalanceRecord(value);
  else assertU64Record(value);
  const at = domain.cell === 'balance' ? 1 : 0;
  return { exists: true, high: readU32(value, at), low: readU32(value, at + 4), record: null };
}
