import { TosError, u64FromHalves } from '@tos/protocol';
import { KEY_SIZE, readU32 } from '../records.ts';
import { plainBytes } from './plain-bytes.ts';

/** Reads the bytes of one record field by field. What does not fit is TOS_STORAGE_CORRUPT. */
export class RecordReader {
  readonly #bytes: Uint8Array;
  readonly #what: string;
  #at = 0;

  /** @param what the record's name, for messages. */
  constructor(bytes: Uint8Array, what: string) {
    this.#bytes = plainBytes(bytes);
    this.#what = what;
  }

  u8(): number {
    return this.#bytes[this.#take(1)]!;
  }

  u16(): number {
    const at = this.#take(2);
    return (this.#bytes[at]! << 8) | this.#bytes[at + 1]!;
  }

  u32(): number {
    return readU32(this.#bytes, this.#take(4));
  }

  u64(): bigint {
    const high = this.u32();
    return u64FromHalves(high, this.u32());
  }

  /** A copy. */
  bytes(length: number): Uint8Array {
    const at = this.#take(length);
    return this.#bytes.slice(at, at + length);
  }

  key32(): Uint8Array {
    return this.bytes(KEY_SIZE);
  }

  option32(): Uint8Array | null {
    const presence = this.u8();
    if (presence > 1) throw this.#corrupt(`presence byte ${presence}`);
    return presence === 1 ? this.key32() : null;
  }

  /** All that is left. */
  rest(): Uint8Array {
    return this.bytes(this.#bytes.length - this.#at);
  }

  /** A count of 16 bits, then that many items. */
  list<T>(item: () => T): T[] {
    return Array.from({ length: this.u16() }, item);
  }

  /** The last step: nothing may be left. */
  end(): void {
    if (this.#at !== this.#bytes.length) throw this.#corrupt(`${this.#bytes.length - this.#at} bytes too many`);
  }

  #take(length: number): number {
    const at = this.#at;
    if (at + length > this.#bytes.length) throw this.#corrupt(`it ends after ${this.#bytes.length} bytes`);
    this.#at += length;
    return at;
  }

  #corrupt(reason: string): TosError {
    return new TosError('TOS_STORAGE_CORRUPT', { what: this.#what, reason });
  }
}
