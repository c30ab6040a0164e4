import type { TaskValue } from '../task.ts';
import { StringTag, ValueTag } from './byte-writer.ts';

const NOTHING = new Uint8Array(0);

/** Reads what `ByteWriter` wrote. Returned bytes and strings are copies. @throws RangeError for bytes that no writer makes */
export class ByteReader {
  // Views over the whole memory, which all messages of a ring share: making a view costs more than reading a small message.
  #bytes: Buffer = Buffer.from(NOTHING.buffer);
  #view: DataView = new DataView(NOTHING.buffer);
  #at = 0;
  #end = 0;

  /** Begins to read a message. */
  open(message: Uint8Array): void {
    this.#use(message.buffer);
    this.#at = message.byteOffset;
    this.#end = message.byteOffset + message.byteLength;
  }

  /** Ends reading the message. @throws RangeError when bytes are left */
  end(): void {
    if (this.#at !== this.#end) throw new RangeError('bytes behind the end of a message');
    // A message with memory of its own may be large, so its memory is let go; the memory of a ring stays.
    if (this.#view.buffer instanceof ArrayBuffer) this.#use(NOTHING.buffer);
  }

  u8(): number {
    return this.#view.getUint8(this.#take(1));
  }

  u32(): number {
    return this.#view.getUint32(this.#take(4));
  }

  f64(): number {
    return this.#view.getFloat64(this.#take(8));
  }

  bytes(): Uint8Array {
    const length = this.u32();
    const from = this.#take(length);
    const copy = new Uint8Array(length);
    // For few bytes, a loop costs less than making a view to copy from.
    if (length <= 64) for (let i = 0; i < length; i++) copy[i] = this.#bytes[from + i]!;
    else copy.set(this.#bytes.subarray(from, from + length));
    return copy;
  }

  string(): string {
    const tag = this.u8();
    const length = this.u32();
    if (tag !== StringTag.NARROW && tag !== StringTag.WIDE) throw new RangeError(`no string has the tag ${tag}`);
    const size = tag === StringTag.NARROW ? length : 2 * length;
    const from = this.#take(size);
    return this.#bytes.toString(tag === StringTag.NARROW ? 'latin1' : 'utf16le', from, from + size);
  }

  value(): TaskValue | undefined {
    const tag = this.u8();
    if (tag === ValueTag.ABSENT) return undefined;
    if (tag === ValueTag.BYTES) return this.bytes();
    if (tag === ValueTag.SMALL) return this.#view.getBigInt64(this.#take(8));
    if (tag !== ValueTag.LARGE) throw new RangeError(`no value has the tag ${tag}`);
    let value = 0n;
    for (let limb = 0; limb < 4; limb++) value = (value << 64n) | this.#view.getBigUint64(this.#take(8));
    return BigInt.asIntN(256, value);
  }

  #use(memory: ArrayBufferLike): void {
    if (this.#view.buffer === memory) return;
    this.#bytes = Buffer.from(memory);
    this.#view = new DataView(memory);
  }

  /** Moves behind the next bytes. @returns where they begin */
  #take(length: number): number {
    if (this.#at + length > this.#end) throw new RangeError('a message ends early');
    this.#at += length;
    return this.#at - length;
  }
}
