import { constants } from 'node:buffer';
import { TosError } from '@tos/protocol';
import type { TaskValue } from '../task.ts';

/** Marks in which form a value is written. */
export const ValueTag = { ABSENT: 0, BYTES: 1, SMALL: 2, LARGE: 3 } as const;

/** Marks whether each code unit of a string takes one byte or two. */
export const StringTag = { NARROW: 1, WIDE: 2 } as const;

const SMALLEST_I64 = -(1n << 63n);
const LARGEST_I64 = (1n << 63n) - 1n;

const SMALLEST = 4096;
// Memory beyond this size, which a large message needed, is not kept for the small messages behind it.
const MOST_KEPT = 1 << 18;

/** Builds messages, one after the other, in one growing memory. @throws TOS_CAPACITY for more bytes than fit into one buffer of Node */
export class ByteWriter {
  // `alloc` gives a buffer memory of its own, never a part of Node's pool.
  #bytes: Buffer<ArrayBuffer> = Buffer.alloc(SMALLEST);
  #view: DataView<ArrayBuffer> = new DataView(this.#bytes.buffer);
  #length = 0;

  /** Starts a new message. */
  reset(): void {
    this.#length = 0;
    if (this.#bytes.length > MOST_KEPT) this.#use(Buffer.alloc(SMALLEST));
  }

  /** The message so far; the view is valid until the next `reset`. */
  get written(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Returns the message with its memory, which may be transferred: the writer goes on with other memory. */
  take(): Uint8Array<ArrayBuffer> {
    const { buffer } = this.#view;
    const message = new Uint8Array(buffer, 0, this.#length);
    this.#length = 0;
    this.#use(Buffer.alloc(SMALLEST));
    return message;
  }

  u8(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = value;
  }

  u32(value: number): void {
    this.#reserve(4);
    this.#view.setUint32(this.#length, value);
    this.#length += 4;
  }

  f64(value: number): void {
    this.#reserve(8);
    this.#view.setFloat64(this.#length, value);
    this.#length += 8;
  }

  bytes(value: Uint8Array): void {
    this.u32(value.length);
    this.#reserve(value.length);
    this.#bytes.set(value, this.#length);
    this.#length += value.length;
  }

  /** Writes a string of any code units, lone surrogates too, which UTF-8 would make equal. Each code unit takes one byte where that is enough. */
  string(value: string): void {
    const { length } = value;
    this.#reserve(5 + 2 * length);
    const start = this.#length;
    const bytes = this.#bytes;
    bytes[start] = StringTag.NARROW;
    this.#view.setUint32(start + 1, length);
    this.#length += 5;
    // Keys are short: a loop costs less than a call of `write`.
    for (let i = 0; i < length; i++) {
      const unit = value.charCodeAt(i);
      if (unit > 0xff) {
        bytes[start] = StringTag.WIDE;
        this.#length = start + 5 + bytes.write(value, start + 5, 'utf16le');
        return;
      }
      bytes[this.#length++] = unit;
    }
  }

  /** Writes a value; a counter as a big-endian two's complement of 8 or 32 bytes. */
  value(value: TaskValue | undefined): void {
    if (value === undefined) {
      this.u8(ValueTag.ABSENT);
    } else if (typeof value !== 'bigint') {
      this.u8(ValueTag.BYTES);
      this.bytes(value);
    } else if (value >= SMALLEST_I64 && value <= LARGEST_I64) {
      this.u8(ValueTag.SMALL);
      this.#reserve(8);
      this.#view.setBigInt64(this.#length, value);
      this.#length += 8;
    } else {
      this.u8(ValueTag.LARGE);
      this.#reserve(32);
      for (let limb = 3n; limb >= 0n; limb--) {
        this.#view.setBigUint64(this.#length, BigInt.asUintN(64, value >> (64n * limb)));
        this.#length += 8;
      }
    }
  }

  #reserve(size: number): void {
    const needed = this.#length + size;
    if (needed <= this.#bytes.length) return;
    const larger = allocate(Math.max(needed, Math.min(2 * this.#length, constants.MAX_LENGTH)));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#use(larger);
  }

  #use(bytes: Buffer<ArrayBuffer>): void {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer);
  }
}

function allocate(size: number): Buffer<ArrayBuffer> {
  try {
    return Buffer.alloc(size);
  } catch (cause) {
    const details = {
      what: 'the bytes of one task with all its values, or of its result',
      limit: constants.MAX_LENGTH,
    };
    throw new TosError('TOS_CAPACITY', details, undefined, { cause });
  }
}
