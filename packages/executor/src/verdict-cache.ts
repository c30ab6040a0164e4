import { assertInteger } from '@tos/protocol';
import type { PackedBatch } from '@tos/transaction';
import { VerdictGeneration } from './verdict-generation.ts';

/**
 * Signatures known to be good. It says "this signature is good", never "this transaction is valid". Found by transaction hash and
 * kept with key, message and signature as they were verified, which a hit is compared with byte by byte: a batch whose columns
 * were tampered with gets no verdict that was not its own.
 *
 * Bounded in bytes, in two generations: when the younger one is full it becomes the older one, and what was the older one is
 * forgotten. So nothing is ever deleted singly, and what was added last is always known.
 */
export class VerdictCache {
  readonly limitBytes: number;
  #young: VerdictGeneration;
  #old: VerdictGeneration;

  /** @param limitBytes of both generations; a plain transfer takes about 300. 0: nothing is kept */
  constructor(limitBytes: number) {
    assertInteger(limitBytes, 'limitBytes', 0);
    this.limitBytes = limitBytes;
    this.#young = this.#generation();
    this.#old = this.#generation();
  }

  /** Signatures that are known. */
  get size(): number {
    return this.#young.size + this.#old.size;
  }

  has(batch: PackedBatch, i: number): boolean {
    return this.#young.has(batch, i) || this.#old.has(batch, i);
  }

  /** Call it for a signature that was just found good, and for no other. */
  add(batch: PackedBatch, i: number): void {
    if (this.#young.add(batch, i)) return;
    if (this.#young.size === 0) return; // larger than a whole generation
    [this.#old, this.#young] = [this.#young, this.#old];
    this.#young.clear();
    this.#young.add(batch, i);
  }

  #generation(): VerdictGeneration {
    return new VerdictGeneration(Math.floor(this.limitBytes / 2));
  }
}
