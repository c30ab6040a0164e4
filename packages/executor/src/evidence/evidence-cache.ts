import type { Verdict } from '@tos/crypto';

// Entries of each generation. A full block holds 19,000 co-signatures (65 bytes each, of 1.25 MB) or 4,800 proofs, so the cache knows the
// evidence of four blocks, which is as much as a mempool keeps. An entry takes about 100 bytes.
const GENERATION_SIZE = 1 << 16;

/**
 * Remembers verdicts, good and bad, by the digest of what was verified. The cache is bounded and has two generations: when the younger
 * generation is full it becomes the older one, and the former older generation is dropped.
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
