import {
  assertBoolean,
  assertBytes,
  assertInteger,
  assertList,
  assertObject,
  assertText,
  assertU64,
  invalidArgument,
  type TosError,
  u64High,
  u64Low,
} from '@tos/protocol';
import { encodeUtf8 } from './utf8.ts';

/**
 * Growing big-endian writer. A method throws TOS_INVALID_ARGUMENT or TOS_U64_RANGE for a value that its field cannot hold, with the path of
 * the field: `transfers[3].amount`.
 */
export class WireWriter {
  #bytes = new Uint8Array(256);
  #length = 0;
  /** Path to the fields that are being written. */
  #place = '';

  u8(value: number, field: string = 'value'): void {
    this.#integer(value, 1, field);
  }

  u16(value: number, field: string = 'value'): void {
    this.#integer(value, 2, field);
  }

  u32(value: number, field: string = 'value'): void {
    this.#integer(value, 4, field);
  }

  u64(value: bigint, field: string = 'value'): void {
    assertU64(value, this.#path(field));
    this.#put(u64High(value), 4);
    this.#put(u64Low(value), 4);
  }

  bool(value: boolean, field: string = 'value'): void {
    assertBoolean(value, this.#path(field));
    this.#put(value ? 1 : 0, 1);
  }

  /** The bytes themselves, without their number. */
  bytes(value: Uint8Array, field: string = 'value'): void {
    assertBytes(value, this.#path(field));
    const at = this.#grow(value.length);
    this.#bytes.set(value, at);
  }

  /** Bytes of a field with a fixed length. */
  fixed(value: Uint8Array, length: number, field: string = 'value'): void {
    assertBytes(value, this.#path(field), length);
    this.bytes(value, field);
  }

  /** The number of bytes, in `size` bytes, then the bytes. */
  sized(value: Uint8Array, size: 1 | 2 | 4, field: string = 'value'): void {
    assertBytes(value, this.#path(field));
    this.#integer(value.length, size, field === '' ? 'length' : `${field}.length`);
    this.bytes(value, field);
  }

  /** The number of bytes that a text has in UTF-8, in `size` bytes, then the UTF-8. */
  text(value: string, size: 1 | 2 | 4, field: string = 'value'): void {
    assertText(value, this.#path(field));
    const bytes = encodeUtf8(value);
    if (bytes === undefined) throw this.refuse(field, 'whole characters', value);
    this.sized(bytes, size, field);
  }

  /** The presence byte of a value that may be null; if it is not null, `write` writes it. */
  option<T>(value: T | null, field: string, write: (value: T) => void): void {
    if (value === undefined) throw this.refuse(field, 'given: null for none', value);
    this.bool(value !== null);
    if (value !== null) write(value);
  }

  /** The number of items, in `size` bytes; then `write` writes each. */
  list<T>(items: readonly T[], size: 1 | 2 | 4 | 8, field: string, write: (item: T) => void): void {
    assertList(items, this.#path(field), Math.min(2 ** (8 * size) - 1, MAX_ITEMS));
    if (size === 8) this.u64(BigInt(items.length));
    else this.#put(items.length, size);
    for (let i = 0; i < items.length; i++) this.#within(`${field}[${i}]`, items[i]!, write);
  }

  /** Two items, without their number; `write` writes each. */
  pair<T>(items: readonly [T, T], field: string, write: (item: T) => void): void {
    assertList(items, this.#path(field));
    if (items.length !== 2) throw this.refuse(field, 'an array of 2 items', items);
    items.forEach((item, i) => {
      this.#within(`${field}[${i}]`, item, write);
    });
  }

  /** An object, whose path precedes the names of its fields in errors; `write` writes it. */
  object<T>(value: T, field: string, write: (value: T) => void): void {
    assertObject(value, this.#path(field));
    this.#within(field, value, write);
  }

  /** The error for a field with a wrong value. */
  refuse(field: string, expected: string, value: unknown): TosError {
    return invalidArgument(this.#path(field), expected, value);
  }

  /** A copy of what was written. */
  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  #within<T>(field: string, value: T, write: (value: T) => void): void {
    const outer = this.#place;
    this.#place = this.#path(field);
    write(value);
    this.#place = outer;
  }

  /** The path is put together for every field, and used only in errors: a concatenation is cheap as long as nobody reads it. */
  #path(field: string): string {
    const isNamed = this.#place !== '' && field !== '' && !field.startsWith('[');
    return isNamed ? `${this.#place}.${field}` : `${this.#place}${field}`;
  }

  #integer(value: number, size: 1 | 2 | 4, field: string): void {
    assertInteger(value, this.#path(field), 0, 2 ** (8 * size) - 1);
    this.#put(value, size);
  }

  #put(value: number, size: number): void {
    let at = this.#grow(size);
    for (let shift = size * 8 - 8; shift >= 0; shift -= 8) this.#bytes[at++] = value >>> shift;
  }

  // This replaces #bytes: it must be called before #bytes is evaluated.
  #grow(size: number): number {
    const at = this.#length;
    this.#length = at + size;
    if (this.#length > this.#bytes.length) {
      const larger = new Uint8Array(this.#length * 2);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    return at;
  }
}

/** A transaction of 1 MiB has no room for more items of any kind. */
const MAX_ITEMS = 2 ** 20;
