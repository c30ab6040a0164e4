import { blake3, SIGNATURE_SIZE } from '@tos/crypto';
import { hashAt, messageAt, type PackedBatch, sourceAt } from '@tos/transaction';

/**
 * Signatures known to be good, oldest forgotten first. It says "this signature is good", never "this transaction is valid".
 * Found by transaction hash, which costs a miss nothing; kept with a digest of key, message and signature as they were verified,
 * which a hit is compared with. So a batch whose columns were tampered with gets no verdict that was not its own.
 */
export class VerdictCache {
  readonly #good: Map<string, string> = new Map();
  readonly limit: number;

  /** @param limit signatures kept, about 200 bytes each */
  constructor(limit: number) {
    this.limit = limit;
  }

  get size(): number {
    return this.#good.size;
  }

  has(batch: PackedBatch, i: number): boolean {
    const known = this.#good.get(textOf(hashAt(batch, i)));
    return known !== undefined && known === digestOf(batch, i);
  }

  /** Call it for a signature that was just found good, and for no other. */
  add(batch: PackedBatch, i: number): void {
    const key = textOf(hashAt(batch, i));
    if (!this.#good.has(key) && this.#good.size >= this.limit) {
      for (const oldest of this.#good.keys()) {
        this.#good.delete(oldest);
        break;
      }
    }
    this.#good.set(key, digestOf(batch, i));
  }
}

function digestOf(batch: PackedBatch, i: number): string {
  const at = batch.signature[i]!;
  const signature = batch.bytes.subarray(at, at + SIGNATURE_SIZE);
  // Only the last part varies in size, so nothing can move from one to another.
  return textOf(blake3(sourceAt(batch, i), signature, messageAt(batch, i)));
}

function textOf(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}
