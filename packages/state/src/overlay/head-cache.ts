import { assertInteger } from '@tos/protocol';
import type { Domain, RecordWrite } from '../domain.ts';
import { assertBalanceRecord, assertU64Record, readU32 } from '../records.ts';
import { assertKey, firstKeyPart, secondKeyPart } from './cell-key.ts';
import { HeadGeneration, type HeadValue } from './head-generation.ts';
import type { Interner } from './interner.ts';

/** Shared by all records that do not exist. */
const ABSENT: HeadValue = { exists: false, high: 0, low: 0, record: null };

/**
 * What recently used records hold at the head of a chain, the head's own changes included, so that a block reads from storage only
 * what none before it used: lmdb-js takes 2-6 us a get, and a transfer touches four records.
 *
 * Whoever commits blocks keeps it true: `apply` with the writes of each block that is executed, in order, before the next one is
 * prepared, and `clear` whenever the head goes back, be it by a rollback or because a commit failed. Bounded in bytes, in two
 * generations: when the younger one is full it becomes the older one, and what was the older one is forgotten. A record that is
 * used moves to the younger one.
 */
export class HeadCache {
  readonly limitBytes: number;
  #young: HeadGeneration = new HeadGeneration();
  #old: HeadGeneration = new HeadGeneration();
  #hits = 0;
  #misses = 0;

  /**
   * @param limitBytes of both generations; an account with a nonce, a balance and no multisig takes about 130. What one block uses
   *   may come on top.
   */
  constructor(limitBytes: number) {
    assertInteger(limitBytes, 'limitBytes', 0);
    this.limitBytes = limitBytes;
  }

  /** About what it takes in memory, and how many records were found in it and were not, since it was made. */
  stats(): { readonly bytes: number; readonly hits: number; readonly misses: number } {
    return { bytes: this.#young.bytes + this.#old.bytes, hits: this.#hits, misses: this.#misses };
  }

  /**
   * What a record holds; undefined when that is not known. The object is reused by the next call.
   * @param names interner whose numbers the key's parts are
   */
  find(domain: Domain, first: number, second: number, names: Interner): HeadValue | undefined {
    const value = this.#young.find(domain, first, second, names) ?? this.#promote(domain, first, second, names);
    if (value === undefined) this.#misses++;
    else this.#hits++;
    return value;
  }

  /** Keeps what was read from the storage at the head. */
  keep(domain: Domain, first: number, second: number, names: Interner, value: HeadValue): void {
    this.#young.adopt(domain, first, second, names, value);
  }

  /**
   * Follows the head to the state after a block.
   * @param writes of the block. Those of the one before it are in the storage by now: only what is there may be forgotten here
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
 * A record's value as columns hold it. @param value null: there is none
 * @throws TOS_STORAGE_CORRUPT for bytes that are no record of the domain
 */
export function headValueOf(domain: Domain, value: Uint8Array | null): HeadValue {
  if (value === null) return ABSENT;
  if (domain.cell === 'bytes') return { exists: true, high: 0, low: 0, record: value };
  if (domain.cell === 'balance') assertBalanceRecord(value);
  else assertU64Record(value);
  const at = domain.cell === 'balance' ? 1 : 0;
  return { exists: true, high: readU32(value, at), low: readU32(value, at + 4), record: null };
}
