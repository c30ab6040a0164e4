import { TosError } from '@tos/protocol';
import { readU32, type Topoheight } from '@tos/state';

const U32 = 2 ** 32;
const ALL_ONES = U32 - 1;

/** A topoheight as u64; all ones for null. */
export function topoheightBytes(value: Topoheight | null): Uint8Array {
  const bytes = new Uint8Array(8);
  writeTopoheight(bytes, 0, value);
  return bytes;
}

export function writeTopoheight(bytes: Uint8Array, offset: number, value: Topoheight | null): void {
  writeU32(bytes, offset, value === null ? ALL_ONES : Math.floor(value / U32));
  writeU32(bytes, offset + 4, value === null ? ALL_ONES : value % U32);
}

/** @throws TOS_STORAGE_CORRUPT for a number that is neither a safe integer nor all ones */
export function readTopoheight(bytes: Uint8Array, offset: number): Topoheight | null {
  const high = readU32(bytes, offset);
  const low = readU32(bytes, offset + 4);
  if (high === ALL_ONES && low === ALL_ONES) return null;
  const value = high * U32 + low;
  if (Number.isSafeInteger(value)) return value;
  throw new TosError('TOS_STORAGE_CORRUPT', { what: 'topoheight', reason: `its halves are ${high} and ${low}` });
}

/** Writes a u32 without a DataView, because a DataView makes V8 move a small array into memory of its own outside the heap. */
export function writeU32(bytes: Uint8Array, offset: number, value: number): void {
  bytes[offset] = value >>> 24;
  bytes[offset + 1] = value >>> 16;
  bytes[offset + 2] = value >>> 8;
  bytes[offset + 3] = value;
}
