import type { PackedBatch } from '@tos/transaction';

// A transaction's hash covers key, message and signature, so it names the signature that was found good.
const HASH_SIZE = 32;

/**
 * Signatures known to be good, by transaction hash, oldest forgotten first. Filled by the executor alone: it says "this signature
 * is good", never "this transaction is valid", and a caller cannot put anything in.
 */
export class VerdictCache {
  readonly #good: Set<string> = new Set();
  readonly limit: number;

  /** @param limit hashes kept, about 100 bytes each */
  constructor(limit: number) {
    this.limit = limit;
  }

  get size(): number {
    return this.#good.size;
  }

  has(batch: PackedBatch, i: number): boolean {
    return this.#good.has(keyOf(batch, i));
  }

  add(batch: PackedBatch, i: number): void {
    const key = keyOf(batch, i);
    if (this.#good.has(key)) return;
    if (this.#good.size >= this.limit) {
      for (const oldest of this.#good) {
        this.#good.delete(oldest);
        break;
      }
    }
    this.#good.add(key);
  }
}

function keyOf({ hash }: PackedBatch, i: number): string {
  return String.fromCharCode(...hash.subarray(i * HASH_SIZE, (i + 1) * HASH_SIZE));
}
