import type { StoredVersion } from '@tos/state';
import type { Place } from '../rows/keys.ts';

const BUCKETS = 4096;
const MASK = BUCKETS - 1;

/**
 * Compares two collections of versions without holding them: sums of fingerprints per bucket of places. Each version of a chain is either the
 * newest of its record or the version before in exactly one row of changes, so that both collections have the same sums. What differs is
 * looked for again, in its bucket alone. A fingerprint has 64 bits and is made against accidents, not against forgers.
 */
export class VersionSums {
  readonly #high: Int32Array = new Int32Array(BUCKETS);
  readonly #low: Int32Array = new Int32Array(BUCKETS);

  /** @param sign 1 for a version of the one collection, -1 for one of the other */
  add(place: Place, version: StoredVersion, sign: 1 | -1): void {
    const bucket = VersionSums.bucketOf(place);
    this.#high[bucket] = this.#high[bucket]! + sign * fingerprint(place, version, 0x9e3779b1);
    this.#low[bucket] = this.#low[bucket]! + sign * fingerprint(place, version, 0x85ebca6b);
  }

  static bucketOf(place: Place): number {
    return mix(sumOf(place, 0x811c9dc5)) & MASK;
  }

  /** The buckets in which the collections differ. */
  differing(): Set<number> {
    const buckets = new Set<number>();
    for (let i = 0; i < BUCKETS; i++) if (this.#high[i] !== 0 || this.#low[i] !== 0) buckets.add(i);
    return buckets;
  }
}

function fingerprint(place: Place, { topoheight, previous, value }: StoredVersion, seed: number): number {
  let sum = sumOf(place, seed);
  for (const number of [topoheight, previous ?? -1, value === null ? -1 : value.length]) {
    sum = mix(sum ^ Math.floor(number / 2 ** 32));
    sum = mix(sum ^ number);
  }
  return mix(value === null ? sum : sumOf(value, sum)) | 0;
}

function sumOf(bytes: Uint8Array, seed: number): number {
  let sum = seed;
  for (let i = 0; i < bytes.length; i++) sum = Math.imul(sum ^ bytes[i]!, 0x01000193);
  return sum;
}

function mix(sum: number): number {
  const mixed = Math.imul(sum ^ (sum >>> 15), 0x2c1b3c6d);
  return mixed ^ (mixed >>> 13);
}
