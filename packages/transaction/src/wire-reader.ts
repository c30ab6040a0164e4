import { assertBytes, assertText, TosError, u64FromHalves } from '@tos/protocol';
import { readU16, readU32 } from './big-endian.ts';

/**
 * Strict big-endian reader. Every method checks that its bytes are there before it moves, and throws TOS_INVALID_FORMAT where they are
 * not, with the offset from the `start` of the last `enter`. Only `bytes` and `u64` allocate.
 */
export class WireReader {
  readonly source: Uint8Array;
  /** Where the next byte is read, from the start of `source`. */
  offset = 0;
  readonly #what: string;
  #start = 0;
  #end: number;
  #index: number | undefined;

  /** @param what the name of the bytes, for errors: "transaction" */
  constructor(source: Uint8Array, what: string) {
    assertBytes(source, 'source');
    assertText(what, 'what');
    this.source = source;
    this.#what = what;
    this.#end = source.length;
  }

  /** Continues with the item that has the bytes from `start` to before `end`. @param index of the item, for errors */
  enter(start: number, end: number, index?: number): void {
    this.offset = start;
    this.#start = start;
    this.#end = end;
    this.#index = index;
  }

  get remaining(): number {
    return this.#end - this.offset;
  }

  u8(): number {
    return this.source[this.skip(1)]!;
  }

  u16(): number {
    return readU16(this.source, this.skip(2));
  }

  /** Two calls, high half first, read a u64 without a bigint. */
  u32(): number {
    return readU32(this.source, this.skip(4));
  }

  u64(): bigint {
    const high = this.u32();
    return u64FromHalves(high, this.u32());
  }

  /** One byte, 00 or 01; also the presence byte of an option. */
  bool(): boolean {
    const value = this.u8();
    if (value > 1) this.fail(`a boolean is 00 or 01, not ${value}`, -1);
    return value === 1;
  }

  /** A copy of the next `length` bytes. */
  bytes(length: number): Uint8Array {
    const at = this.skip(length);
    return new Uint8Array(this.source.subarray(at, at + length));
  }

  /** Moves behind the next `length` bytes. @returns the offset of the first of them. */
  skip(length: number): number {
    const at = this.offset;
    if (length > this.#end - at) this.fail(`${length} bytes expected, ${this.#end - at} left`);
    this.offset = at + length;
    return at;
  }

  /** @param back what is added to the offset that the error names: -1 for the byte just read @throws TOS_INVALID_FORMAT always */
  fail(reason: string, back = 0): never {
    const what = this.#index === undefined ? this.#what : `${this.#what} ${this.#index}`;
    const offset = this.offset + back - this.#start;
    throw new TosError('TOS_INVALID_FORMAT', { what, reason, offset });
  }
}
