import { type RecordRef, readU32, type Topoheight } from '@tos/state';
import { TosError } from '@tos/protocol';

const U32 = 2 ** 32;
const U64_SIZE = 8;
/** lmdb-js takes keys up to 1,978 bytes on 4 kB pages. */
const MAX_KEY_SIZE = 1978;

/** Where a record is in `latest`: domain id, then key. */
export type Place = Uint8Array;

/** @throws TOS_INVALID_ARGUMENT for a key that, behind its topoheight, LMDB would refuse in the middle of a commit. */
export function placeOf({ domain, key }: RecordRef): Place {
  if (U64_SIZE + 1 + key.length > MAX_KEY_SIZE) {
    const expected = `at most ${MAX_KEY_SIZE - U64_SIZE - 1} bytes`;
    throw new TosError('TOS_INVALID_ARGUMENT', { argument: 'key', expected, received: `${key.length} bytes` });
  }
  const place = new Uint8Array(1 + key.length);
  place[0] = domain.id;
  place.set(key, 1);
  return place;
}

/** Key in `versions`: all versions of one block are neighbours, in the order of its writes. */
export function versionKey(topoheight: Topoheight, place: Place): Uint8Array {
  return concatBytes(u64Key(topoheight), place);
}

/** Key in `order`, and the beginning of keys in `versions` and `heights`. */
export function u64Key(value: number): Uint8Array {
  const bytes = new Uint8Array(U64_SIZE);
  writeTopoheight(bytes, 0, value);
  return bytes;
}

/** 8 bytes; all ones for null. */
export function writeTopoheight(bytes: Uint8Array, offset: number, value: Topoheight | null): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset + offset, U64_SIZE);
  view.setUint32(0, value === null ? U32 - 1 : Math.floor(value / U32));
  view.setUint32(4, value === null ? U32 - 1 : value % U32);
}

/** @throws TOS_STORAGE_CORRUPT for what is neither a safe integer nor all ones. */
export function readTopoheight(bytes: Uint8Array, offset: number): Topoheight | null {
  const high = readU32(bytes, offset);
  const low = readU32(bytes, offset + 4);
  if (high === U32 - 1 && low === U32 - 1) return null;
  const value = high * U32 + low;
  if (Number.isSafeInteger(value)) return value;
  throw new TosError('TOS_STORAGE_CORRUPT', { what: 'topoheight', reason: `it is 0x${high.toString(16)}, ${low}` });
}

export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}
