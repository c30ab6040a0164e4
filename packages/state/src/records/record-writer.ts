import { assertBytes, assertInteger, assertList, assertObject, assertU64 } from '@tos/protocol';
import { encodeU64Record, KEY_SIZE } from '../records.ts';

const MAX_ITEMS = 0xffff;

/** Writes the bytes of one record field by field. @throws TOS_INVALID_ARGUMENT naming a field that is not what it must be */
export class RecordWriter {
  readonly #parts: Uint8Array[] = [];

  u8(value: number, field: string): void {
    assertInteger(value, field, 0, 0xff);
    this.#parts.push(Uint8Array.of(value));
  }

  u16(value: number, field: string): void {
    assertInteger(value, field, 0, 0xffff);
    this.#parts.push(Uint8Array.of(value >>> 8, value));
  }

  u32(value: number, field: string): void {
    assertInteger(value, field, 0, 0xffff_ffff);
    this.#parts.push(Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value));
  }

  /** @throws TOS_U64_RANGE */
  u64(value: bigint, field: string): void {
    assertU64(value, field);
    this.#parts.push(encodeU64Record(value));
  }

  bytes(value: Uint8Array): void {
    this.#parts.push(value);
  }

  key32(value: Uint8Array, field: string): void {
    assertBytes(value, field, KEY_SIZE);
    this.#parts.push(value);
  }

  option32(value: Uint8Array | null, field: string): void {
    this.u8(value === null ? 0 : 1, field);
    if (value !== null) this.key32(value, field);
  }

  /** A count of 16 bits, then the items. @throws TOS_INVALID_ARGUMENT for more of them than the count can say. */
  list<T>(items: readonly T[], field: string, item: (item: T) => void): void {
    assertList(items, field, MAX_ITEMS);
    this.u16(items.length, field);
    for (const one of items) item(one);
  }

  /** As `list`, of items that are objects. */
  objects<T>(items: readonly T[], field: string, item: (item: T) => void): void {
    this.list(items, field, (one) => {
      assertObject(one, field);
      item(one);
    });
  }

  finish(): Uint8Array {
    // Not as arguments of a call: a list may have more items than the stack has room for.
    const bytes = new Uint8Array(this.#parts.reduce((size, part) => size + part.length, 0));
    let at = 0;
    for (const part of this.#parts) {
      bytes.set(part, at);
      at += part.length;
    }
    return bytes;
  }
}
