import { assertBytes } from '@tos/protocol';
import { domains, type RecordRef } from '../domain.ts';
import { KEY_SIZE } from '../records.ts';
import { RecordReader } from './record-reader.ts';
import { RecordWriter } from './record-writer.ts';

/** @param nameHash BLAKE3 of the name in lower case, 32 bytes. The value is the owner's key, 32 bytes. */
export function nameOwnerRef(nameHash: Uint8Array): RecordRef {
  assertBytes(nameHash, 'nameHash', KEY_SIZE);
  return { domain: domains.nameOwner, key: nameHash };
}

export function ownedNameRef(account: Uint8Array): RecordRef {
  assertBytes(account, 'account', KEY_SIZE);
  return { domain: domains.ownedName, key: account };
}

/** @param name UTF-8, in lower case, at most 255 bytes. */
export function encodeOwnedName(name: Uint8Array): Uint8Array {
  assertBytes(name, 'name');
  const writer = new RecordWriter();
  writer.u8(name.length, 'name.length');
  writer.bytes(name);
  return writer.finish();
}

/** @returns UTF-8. @throws TOS_STORAGE_CORRUPT */
export function decodeOwnedName(bytes: Uint8Array): Uint8Array {
  const reader = new RecordReader(bytes, 'ownedName');
  const name = reader.bytes(reader.u8());
  reader.end();
  return name;
}
