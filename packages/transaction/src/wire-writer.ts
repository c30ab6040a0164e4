import { assertU64, TosError, u64High, u64Low } from '@tos/protocol';

/** Growing big-endian writer. Refuses what its field cannot hold. */
export class WireWriter {
  #bytes = new Uint8Array(256);
  #length = 0;

  u8(value: number): void {
    assertUint(value, 0xff);
    this.#put(value, 1);
  }

  u16(value: number): void {
    assertUint(value, 0xffff);
    this.#put(value, 2);
  }

  u32(value: number): void {
    assertUint(value, 0xffff_ffff);
    this.#put(value, 4);
  }

  /** @throws TOS_U64_RANGE */
  u64(value: bigint): void {
    assertU64(value);
    this.#put(u64High(value), 4);
    this.#put(u64Low(value), 4);
  }

  bool(value: boolean): void {
    this.u8(value ? 1 : 0);
  }

  bytes(value: Uint8Array): void {
    const at = this.#grow(value.length);
    this.#bytes.set(value, at);
  }

  /** Bytes of a field with a fixed length. @throws TOS_INVALID_ARGUMENT naming the field when they are more or fewer. */
  fixed(value: Uint8Array, length: number, field: string): void {
    if (value.length !== length) {
      const received = `${value.length} bytes`;
      throw new TosError('TOS_INVALID_ARGUMENT', { argument: field, expected: `${length} bytes`, received });
    }
    this.bytes(value);
  }

  /** A copy of what was written. */
  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  #put(value: number, size: number): void {
    let at = this.#grow(size);
    for (let shift = size * 8 - 8; shift >= 0; shift -= 8) this.#bytes[at++] = value >>> shift;
  }

  // Replaces #bytes: call it before #bytes is evaluated.
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

function assertUint(value: number, max: number): void {
  if (!Number.isInteger(value) || value < 0 || value > max) {
    const expected = `an integer from 0 to ${max}`;
    throw new TosError('TOS_INVALID_ARGUMENT', { argument: 'value', expected, received: String(value) });
  }
}
