import { TosError } from '@tos/protocol';
import { decodeU64Record, readU32, type Topoheight } from '@tos/state';
import { readTopoheight } from './topoheight-bytes.ts';

/** Reads the fields of a row one after another. Each method throws TOS_STORAGE_CORRUPT when the row is too short. */
export class RowReader {
  readonly #bytes: Uint8Array;
  readonly #what: string;
  #offset = 0;

  constructor(bytes: Uint8Array, what: string) {
    this.#bytes = bytes;
    this.#what = what;
  }

  /** A copy of the next `size` bytes. */
  fixed(size: number): Uint8Array {
    return new Uint8Array(this.#take(size));
  }

  /** Reads a length u32, and returns a copy of as many bytes behind it. */
  blob(): Uint8Array {
    return this.fixed(this.u32());
  }

  u32(): number {
    return readU32(this.#take(4), 0);
  }

  u64(): bigint {
    return decodeU64Record(this.#take(8));
  }

  topoheight(): Topoheight {
    return this.optionalTopoheight() ?? this.#fail('a number is missing');
  }

  optionalTopoheight(): Topoheight | null {
    return readTopoheight(this.#take(8), 0);
  }

  list<T>(item: () => T): T[] {
    const count = this.#count();
    return Array.from({ length: count }, item);
  }

  /** The items of a list of items of `size` bytes, one behind the other, over the bytes of the row. */
  packedList(size: number): Uint8Array {
    return this.#take(size * this.#count());
  }

  #count(): number {
    const count = this.u32();
    // An item has one byte or more, so a larger count is wrong, and must not fill the memory.
    if (count > this.#bytes.length) this.#fail(`a list of ${count}`);
    return count;
  }

  /** @throws TOS_STORAGE_CORRUPT when bytes are left. */
  end(): void {
    if (this.#offset !== this.#bytes.length) this.#fail(`${this.#bytes.length - this.#offset} bytes too many`);
  }

  #take(size: number): Uint8Array {
    const start = this.#offset;
    if (start + size > this.#bytes.length) this.#fail(`it ends after ${this.#bytes.length} bytes`);
    this.#offset += size;
    return this.#bytes.subarray(start, start + size);
  }

  #fail(reason: string): never {
    throw new TosError('TOS_STORAGE_CORRUPT', { what: this.#what, reason });
  }
}
