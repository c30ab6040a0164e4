import type { Verdict } from '@tos/crypto';

// Of each generation. A full block holds 19,000 co-signatures (65 bytes each of 1.25 MB) or 4,800 proofs, so that what four blocks
// need, as much as a mempool keeps, is known. An entry takes about 100 bytes.
const GENERATION_SIZE = 1 << 16;

/**
 * Verdicts, good and bad, by the digest of what was verified. Bounded, in two generations: when the younger one is full it becomes
 * the older one, and what was the older one is forgotten.
 */
export class EvidenceCache {
  #young: Map<string, Verdict> = new Map();
  #old: Map<string, Verdict> = new Map();

  get(digest: string): Verdict | undefined {
    return this.#young.get(digest) ?? this.#old.get(digest);
  }

  add(digest: string, verdict: Verdict): void {
    if (this.#young.size === GENERATION_SIZE) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(digest, verdict);
  }
}
