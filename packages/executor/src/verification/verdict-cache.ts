import { assertInteger } from '@tos/protocol';
import type { PackedBatch } from '@tos/transaction';
import { UNKNOWN_CLAIM } from './claim-log.ts';
import { VerdictGeneration } from './verdict-generation.ts';

/**
 * Remembers signatures that are known to be good. An entry means "this signature is good", never "this transaction is valid". Entries are
 * found by transaction hash and hold key, message and signature as they were verified; a look-up compares all of them byte by byte, so that
 * a batch whose columns were tampered with never gets the verdict of another signature.
 *
 * The cache is bounded in bytes and has two generations. When the younger generation is full it becomes the older one, and the former older
 * generation is cleared. So no entry is ever deleted by itself, and the latest entries are always known.
 */
export class VerdictCache {
  readonly limitBytes: number;
  #young: VerdictGeneration;
  #old: VerdictGeneration;

  /** @param limitBytes of both generations together; a plain transfer takes about 300. With 0, nothing is kept */
  constructor(limitBytes: number) {
    assertInteger(limitBytes, 'limitBytes', 0);
    this.limitBytes = limitBytes;
    this.#young = this.#generation();
    this.#old = this.#generation();
  }

  /** Number of signatures that are known. */
  get size(): number {
    return this.#young.size + this.#old.size;
  }

  has(batch: PackedBatch, i: number): boolean {
    return this.claimOf(batch, i) !== undefined;
  }

  /** Returns the number of the claim in which a signature was found good (claim-log.ts); undefined for one that is not known. */
  claimOf(batch: PackedBatch, i: number): number | undefined {
    return this.#young.claimOf(batch, i) ?? this.#old.claimOf(batch, i);
  }

  /** Remembers a signature. To be called for one that was just found good, and for no other. @param claim the number of its claim */
  add(batch: PackedBatch, i: number, claim: number = UNKNOWN_CLAIM): void {
    if (this.#young.add(batch, i, claim)) return;
    if (this.#young.size === 0) return; // The entry is larger than a whole generation.
    [this.#old, this.#young] = [this.#young, this.#old];
    this.#young.clear();
    this.#young.add(batch, i, claim);
  }

  #generation(): VerdictGeneration {
    return new VerdictGeneration(Math.floor(this.limitBytes / 2));
  }
}
