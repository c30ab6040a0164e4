import { assertBytes, assertInteger, assertList, baseline, isBytes, type Profile } from '@tos/protocol';
import { assertProfile } from './assert-profile.ts';
import type { PackedBatch } from './packed-batch.ts';
import { decodeRun, decodeWires } from './packed-decoder.ts';
import { registeredCodecs } from './types/codecs.ts';

/**
 * Decodes transactions strictly (docs/protocol.md §1) into columns over a copy of the bytes.
 * @param wires exactly one transaction each
 * @throws TOS_INVALID_FORMAT naming the index of the first transaction that does not decode, and the offset of the byte in it
 * @throws TOS_NOT_SUPPORTED for a type that is in the profile and has no codec in this package
 * @throws TOS_INVALID_ARGUMENT unless every wire is bytes and `profile` a profile
 */
export function decodeBatch(wires: readonly Uint8Array[], profile: Profile = baseline): PackedBatch {
  assertList(wires, 'wires');
  // The name of an argument is put together only where an error needs it.
  for (let i = 0; i < wires.length; i++) if (!isBytes(wires[i])) assertBytes(wires[i], `wires[${i}]`);
  assertProfile(profile);
  return decodeWires(wires, { profile, codecs: registeredCodecs });
}

/**
 * Decodes `count` transactions that stand back to back from `offset`, as in a block's body.
 * @returns the batch, and in `end` the offset behind the last transaction
 * @throws as `decodeBatch`, and TOS_INVALID_ARGUMENT for an offset outside the bytes
 */
export function decodeSequence(
  bytes: Uint8Array,
  offset: number,
  count: number,
  profile: Profile = baseline,
): { batch: PackedBatch; end: number } {
  assertBytes(bytes, 'bytes');
  assertInteger(offset, 'offset', 0, bytes.length);
  assertInteger(count, 'count', 0);
  assertProfile(profile);
  return decodeRun(bytes, offset, count, { profile, codecs: registeredCodecs });
}
