// Keys of records, and the two numbers that a cell keeps of its key. A key is one byte, 32 bytes, or 32 bytes and an asset or a u64.
import { argumentError } from '@tos/protocol';
import type { Domain } from '../domain.ts';
import { ownBytes, type TakeBytes } from '../records/byte-slab.ts';
import { KEY_SIZE } from '../records/key-size.ts';
import { isNativeAsset } from '../records/native-asset.ts';
import type { Interner } from './interner.ts';

const U64_SIZE = 8;

/** @throws TOS_INVALID_ARGUMENT for a key that the domain's fields do not describe */
export function assertKey(domain: Domain, key: Uint8Array): void {
  if (isKey(domain, key)) return;
  throw argumentError('key', `the key of a ${domain.name}`, `${key.length} bytes`);
}

function isKey({ key: [first, second] }: Domain, key: Uint8Array): boolean {
  const size = first?.type === 'u8' ? 1 : KEY_SIZE;
  if (second === undefined) return key.length === size;
  if (second.type === 'u64') return key.length === size + U64_SIZE;
  // Native TOS has one name, the short one: 01 and the zero asset would be a second.
  if (key[size] === 0) return key.length === size + 1;
  return key.length === size + 1 + KEY_SIZE && key[size] === 1 && !isNativeAsset(key.subarray(size + 1));
}

/** True if the domain's key is one byte, and not an interned string. */
export function isByteKeyed(domain: Domain): boolean {
  return domain.key[0]?.type === 'u8';
}

/** The first part of a key that `assertKey` accepted. */
export function firstKeyPart(domain: Domain, key: Uint8Array, ids: Interner): number {
  return isByteKeyed(domain) ? key[0]! : ids.intern(key, 0);
}

/** The second part of a key that `assertKey` accepted, 0 for a key of one part. The number 0 is also that of 32 zero bytes, native TOS. */
export function secondKeyPart(domain: Domain, key: Uint8Array, ids: Interner): number {
  const type = domain.key[1]?.type;
  if (type === 'asset' && key.length > KEY_SIZE + 1) return ids.intern(key, KEY_SIZE + 1);
  if (type !== 'u64') return 0;
  const padded = new Uint8Array(KEY_SIZE);
  padded.set(key.subarray(KEY_SIZE), KEY_SIZE - U64_SIZE);
  return ids.intern(padded, 0);
}

/** The bytes of the key with these parts. */
export function keyOfParts(
  domain: Domain,
  first: number,
  second: number,
  ids: Interner,
  take: TakeBytes = ownBytes,
): Uint8Array {
  if (isByteKeyed(domain)) {
    const key = take(1);
    key[0] = first;
    return key;
  }
  const type = domain.key[1]?.type;
  const size = type === undefined ? 0 : type === 'u64' ? U64_SIZE : second === 0 ? 1 : 1 + KEY_SIZE;
  const key = take(KEY_SIZE + size);
  ids.copyTo(first, key, 0);
  if (type === 'u64') key.set(ids.bytesOf(second).subarray(KEY_SIZE - U64_SIZE), KEY_SIZE);
  else if (second !== 0) {
    key[KEY_SIZE] = 1;
    ids.copyTo(second, key, KEY_SIZE + 1);
  }
  return key;
}
