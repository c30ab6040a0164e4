import { TosError } from '@tos/protocol';
import { encodeU64Record } from '../records.ts';

const MAX_ITEMS = 0xffff;

/** Writes the bytes of one record field by field. */
export class RecordWriter {
  readonly #parts: Uint8Array[] = [];

  u8(value: number): void {
    this.#parts.push(Uint8Array.of(value));
  }

  u16(value: number): void {
    this.#parts.push(Uint8Array.of(value >>> 8, value));
  }

  u32(value: number): void {
    this.#parts.push(Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value));
  }

  /** @throws TOS_U64_RANGE */
  u64(value: bigint): void {
    this.#parts.push(encodeU64Record(value));
  }

  bytes(value: Uint8Array): void {
    this.#parts.push(value);
  }

  option32(value: Uint8Array | null): void {
    this.u8(value === null ? 0 : 1);
    if (value !== null) this.bytes(value);
  }

  /** A count of 16 bits, then the items. @throws TOS_INVALID_ARGUMENT for more of them than the count can say. */
  list<T>(items: readonly T[], item: (item: T) => void): void {
    if (items.length > MAX_ITEMS) {
      const received = String(items.length);
      throw new TosError('TOS_INVALID_ARGUMENT', { argument: 'items', expected: `at most ${MAX_ITEMS}`, received });
    }
    this.u16(items.length);
    for (const one of items) item(one);
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
