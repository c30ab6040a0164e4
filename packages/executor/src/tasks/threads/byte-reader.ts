import type { TaskValue } from '../task.ts';
import { ValueTag } from './byte-writer.ts';

/** Reads what `ByteWriter` wrote. Bytes and strings are copies. @throws RangeError for bytes that no writer makes */
export class ByteReader {
  #bytes: Buffer = Buffer.alloc(0);
  #view: DataView = new DataView(new ArrayBuffer(0));
  #at = 0;

  /** Starts with a message. */
  open(message: Uint8Array): void {
    this.#bytes = Buffer.from(message.buffer, message.byteOffset, message.byteLength);
    this.#view = new DataView(message.buffer, message.byteOffset, message.byteLength);
    this.#at = 0;
  }

  /** @throws RangeError when something is left */
  end(): void {
    if (this.#at !== this.#bytes.length) throw new RangeError('bytes behind the end of a message');
  }

  u8(): number {
    return this.#view.getUint8(this.#at++);
  }

  u32(): number {
    this.#at += 4;
    return this.#view.getUint32(this.#at - 4);
  }

  f64(): number {
    this.#at += 8;
    return this.#view.getFloat64(this.#at - 8);
  }

  bytes(): Uint8Array {
    const length = this.u32();
    return new Uint8Array(this.#take(length));
  }

  string(): string {
    const encoding = this.u8() === 1 ? 'latin1' : 'utf16le';
    const length = this.u32();
    return this.#take(encoding === 'latin1' ? length : 2 * length).toString(encoding);
  }

  value(): TaskValue | undefined {
    const tag = this.u8();
    if (tag === ValueTag.ABSENT) return undefined;
    if (tag === ValueTag.BYTES) return this.bytes();
    if (tag === ValueTag.SMALL) {
      this.#at += 8;
      return this.#view.getBigInt64(this.#at - 8);
    }
    if (tag !== ValueTag.LARGE) throw new RangeError(`no value has the tag ${tag}`);
    let value = 0n;
    for (let limb = 0; limb < 4; limb++) {
      value = (value << 64n) | this.#view.getBigUint64(this.#at);
      this.#at += 8;
    }
    return BigInt.asIntN(256, value);
  }

  #take(length: number): Buffer {
    if (this.#at + length > this.#bytes.length) throw new RangeError('a message ends early');
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }
}
