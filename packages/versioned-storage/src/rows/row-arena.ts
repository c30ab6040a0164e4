const CHUNK_SIZE = 65_536;

/**
 * Memory for the small rows of a commit, in few large pieces. With an ArrayBuffer for each of 20,000 rows, garbage collection took half of a
 * commit (docs/measurements.md §2), and lmdb-js asks for the address of every ArrayBuffer once.
 */
export class RowArena {
  #chunk: Uint8Array = new Uint8Array(CHUNK_SIZE);
  #used = 0;

  /** Returns `size` zeroed bytes. */
  take(size: number): Uint8Array {
    if (size > CHUNK_SIZE / 2) return new Uint8Array(size);
    if (this.#used + size > CHUNK_SIZE) {
      this.#chunk = new Uint8Array(CHUNK_SIZE);
      this.#used = 0;
    }
    this.#used += size;
    return this.#chunk.subarray(this.#used - size, this.#used);
  }
}
