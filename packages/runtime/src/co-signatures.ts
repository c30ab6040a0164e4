import { blake3, EvidenceKind, SIGNATURE_SIZE } from '@tos/crypto';
import { ErrorCode } from '@tos/protocol';
import { type BlockOverlay, type CellId, decodeMultisig } from '@tos/state';
import { messageAt, type PackedBatch } from '@tos/transaction';
import type { BlockContext } from './rule.ts';
import { isByOwner, unsigned } from './signer.ts';

const CO_SIGNATURE_SIZE = 1 + SIGNATURE_SIZE; // id, signature

/**
 * Step 15: an account with multisig needs exactly `threshold` good co-signatures over BLAKE3 of the signing bytes, an account
 * without takes no multisig field. Judged here, in order, because an earlier transaction of the block may change who signs.
 * One that is missing, surplus or of nobody is 0107, one that is bad 0103, or ffff when the participant's key is no point; one beside
 * the signature of another than the owner of an agent account is 0400. Source: docs/protocol.md §2.1, §5.2 step 15.
 */
export function checkCoSignatures(
  batch: PackedBatch,
  i: number,
  multisigCell: CellId,
  context: BlockContext,
  overlay: BlockOverlay,
): ErrorCode {
  const record = overlay.record(multisigCell);
  const present = batch.hasMultisig[i] === 1;
  if (record === null && !present) return ErrorCode.OK;
  // They are the owner's: who else signs for an agent account needs none, and takes none.
  if (!isByOwner(batch, i, context, overlay)) return present ? ErrorCode.ACCOUNT_NOT_FOUND : ErrorCode.OK;
  if (record === null) return ErrorCode.INVALID_PAYLOAD;
  const { threshold, participants } = decodeMultisig(record);
  if (!present || batch.multisigCount[i] !== threshold) return ErrorCode.INVALID_PAYLOAD;
  const message = blake3(messageAt(batch, i));
  for (let k = 0; k < threshold; k++) {
    const at = batch.multisig[i]! + CO_SIGNATURE_SIZE * k;
    const participant = participants[batch.bytes[at]!];
    const signature = batch.bytes.subarray(at + 1, at + CO_SIGNATURE_SIZE);
    if (participant === undefined) return ErrorCode.INVALID_PAYLOAD;
    if (!context.evidence.isGood(EvidenceKind.SIGNATURE, participant, message, signature)) {
      return unsigned(participant);
    }
  }
  return ErrorCode.OK;
}
