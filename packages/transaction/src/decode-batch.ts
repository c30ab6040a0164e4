import { assertBytes, assertInteger, assertList, baseline, isBytes, type Profile } from '@tos/protocol';
import { assertProfile } from './assert-profile.ts';
import type { PackedBatch } from './packed-batch.ts';
import { decodeRun, decodeWires } from './packed-decoder.ts';
import { registeredCodecs } from './types/codecs.ts';

/**
 * Decodes transactions strictly (docs/protocol.md §1), each of `wires` exactly one, into columns over a copy of the bytes.
 * @throws TOS_INVALID_FORMAT naming the index of the first that does not decode, and the byte in it.
 * @throws TOS_NOT_SUPPORTED for a type that the profile has and this package has not.
 * @throws TOS_INVALID_ARGUMENT for what is no bytes, and no profile.
 */
export function decodeBatch(wires: readonly Uint8Array[], profile: Profile = baseline): PackedBatch {
  assertList(wires, 'wires');
  // A name for the message is made only where there is one.
  for (let i = 0; i < wires.length; i++) if (!isBytes(wires[i])) assertBytes(wires[i], `wires[${i}]`);
  assertProfile(profile);
  return decodeWires(wires, { profile, codecs: registeredCodecs });
}

/**
 * Decodes `count` transactions that stand back to back from `offset`, as in a block's body. `end` is the offset behind them.
 * @throws as `decodeBatch`, and TOS_INVALID_ARGUMENT for an offset outside the bytes.
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
