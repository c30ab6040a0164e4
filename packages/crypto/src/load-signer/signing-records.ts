import { assertBytes, assertInteger, assertObject, assertTypedArray } from '@tos/protocol/arguments';
import { argumentError } from '@tos/protocol/errors';
import { assertInside } from '../assert-inside.ts';
import { SIGNATURE_SIZE } from '../sizes.ts';

/**
 * Messages to sign: four u32 columns over one byte buffer. Record i is `messageLength[i]` bytes at `messageOffset[i]`, to be signed by the key
 * of index `key[i]`; its 64-byte signature goes to `signature[i]`. Messages may share and overlap bytes, and a signature lies outside all
 * messages.
 */
export interface SigningRecords {
  readonly bytes: Uint8Array;
  readonly count: number;
  readonly key: Uint32Array;
  readonly messageOffset: Uint32Array;
  readonly messageLength: Uint32Array;
  readonly signature: Uint32Array;
}

/** @throws TOS_INVALID_ARGUMENT unless the columns have their types, and the records name one of `keys` keys and lie inside the bytes */
export function checkSigningRecords(records: SigningRecords, keys: number): void {
  assertObject(records, 'records');
  const { bytes, count, key, messageOffset, messageLength, signature } = records;
  assertBytes(bytes, 'records.bytes');
  assertInteger(count, 'records.count', 0);
  assertTypedArray(key, 'records.key', 'Uint32Array', count);
  assertTypedArray(messageOffset, 'records.messageOffset', 'Uint32Array', count);
  assertTypedArray(messageLength, 'records.messageLength', 'Uint32Array', count);
  assertTypedArray(signature, 'records.signature', 'Uint32Array', count);
  // The assertions prove every index of this loop.
  for (let i = 0; i < count; i++) {
    if (key[i]! >= keys) throw argumentError(`records.key[${i}]`, `the index of one of ${keys} keys`, String(key[i]));
    assertInside('message', i, messageOffset[i]!, messageLength[i]!, bytes);
    assertInside('signature', i, signature[i]!, SIGNATURE_SIZE, bytes);
  }
}
