/** Makes a zeroed byte array. */
export type TakeBytes = (size: number) => Uint8Array;

/** A byte array with a buffer of its own. */
export const ownBytes: TakeBytes = (size) => new Uint8Array(size);

/** Bytes: the writes of 400 transfers, which take 150 each. Who keeps one array keeps its whole chunk. */
const CHUNK = 1 << 16;

/**
 * Byte arrays that share buffers. The writes of a block are some ten thousand small arrays, and a buffer of its own for each takes four times
 * as long, most of it garbage collection (docs/measurements.md §2).
 */
export class ByteSlab {
  #chunk: ArrayBuffer = new ArrayBuffer(0);
  #used = 0;

  readonly take: TakeBytes = (size) => {
    if (this.#used + size > this.#chunk.byteLength) {
      this.#chunk = new ArrayBuffer(Math.max(CHUNK, size));
      this.#used = 0;
    }
    const bytes = new Uint8Array(this.#chunk, this.#used, size);
    this.#used += size;
    return bytes;
  };
}
