import { baseline, type Profile } from '@tos/protocol';
import type { PackedBatch } from './packed-batch.ts';
import { decodeRun, decodeWires } from './packed-decoder.ts';
import { registeredCodecs } from './types/codecs.ts';

/**
 * Decodes transactions strictly (protocol.md §1), each of `wires` exactly one, into columns over a copy of the bytes.
 * @throws TOS_INVALID_FORMAT naming the index of the first that does not decode, and the byte in it.
 * @throws TOS_NOT_SUPPORTED for a type that the profile has and this package has not.
 */
export function decodeBatch(wires: readonly Uint8Array[], profile: Profile = baseline): PackedBatch {
  return decodeWires(wires, { profile, codecs: registeredCodecs });
}

/**
 * Decodes `count` transactions that stand back to back from `offset`, as in a block's body. `end` is the offset behind them.
 * @throws as `decodeBatch`.
 */
export function decodeSequence(
  bytes: Uint8Array,
  offset: number,
  count: number,
  profile: Profile = baseline,
): { batch: PackedBatch; end: number } {
  return decodeRun(bytes, offset, count, { profile, codecs: registeredCodecs });
}
