import { assertBytes } from '@tos/protocol';
import { domains, OWNED_NAME_FIELDS, type RecordRef } from '../domain.ts';
import { KEY_SIZE } from './key-size.ts';
import { recordCodec } from './record-codec.ts';

/** The value is the owner's key, 32 bytes. @param nameHash BLAKE3 of the name in lower case, 32 bytes */
export function nameOwnerRef(nameHash: Uint8Array): RecordRef {
  assertBytes(nameHash, 'nameHash', KEY_SIZE);
  return { domain: domains.nameOwner, key: nameHash };
}

export function ownedNameRef(account: Uint8Array): RecordRef {
  assertBytes(account, 'account', KEY_SIZE);
  return { domain: domains.ownedName, key: account };
}

const codec = recordCodec('ownedName', OWNED_NAME_FIELDS);

/** @param name UTF-8, in lower case, at most 255 bytes. @throws TOS_INVALID_ARGUMENT */
export function encodeOwnedName(name: Uint8Array): Uint8Array {
  return codec.encode({ name });
}

/** @returns UTF-8. @throws TOS_STORAGE_CORRUPT */
export function decodeOwnedName(bytes: Uint8Array): Uint8Array {
  return codec.decode(bytes).name;
}
