import { assertU64, TosError, u64FromHalves, u64High, u64Low } from '@tos/protocol';
import { ownBytes, type TakeBytes } from './byte-slab.ts';

/** The record of a nonce, an energy or a supply counter: 8 bytes. @throws TOS_U64_RANGE */
export function encodeU64Record(value: bigint): Uint8Array {
  assertU64(value);
  return encodeU64Halves(u64High(value), u64Low(value));
}

/** The record of a number in two halves, 8 bytes. */
export function encodeU64Halves(high: number, low: number, take: TakeBytes = ownBytes): Uint8Array {
  const bytes = take(8);
  writeU64Halves(bytes, 0, high, low);
  return bytes;
}

/** Writes a number in two halves, 8 bytes, at `at`. */
export function writeU64Halves(bytes: Uint8Array, at: number, high: number, low: number): void {
  writeU32(bytes, at, high);
  writeU32(bytes, at + 4, low);
}

/** @throws TOS_STORAGE_CORRUPT unless `bytes` are 8 */
export function decodeU64Record(bytes: Uint8Array): bigint {
  assertU64Record(bytes);
  return u64FromHalves(readU32(bytes, 0), readU32(bytes, 4));
}

/** @throws TOS_STORAGE_CORRUPT unless `bytes` are 8 */
export function assertU64Record(bytes: Uint8Array): void {
  if (bytes.length !== 8) {
    const reason = `it has ${bytes.length} bytes instead of 8`;
    throw new TosError('TOS_STORAGE_CORRUPT', { what: 'u64 record', reason });
  }
}

/** The big-endian u32 at `offset`. The caller has checked that its bytes are there. */
export function readU32(bytes: Uint8Array, offset: number): number {
  return ((bytes[offset]! << 24) | (bytes[offset + 1]! << 16) | (bytes[offset + 2]! << 8) | bytes[offset + 3]!) >>> 0;
}

function writeU32(bytes: Uint8Array, offset: number, value: number): void {
  bytes[offset] = value >>> 24;
  bytes[offset + 1] = value >>> 16;
  bytes[offset + 2] = value >>> 8;
  bytes[offset + 3] = value;
}
