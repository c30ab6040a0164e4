import { blake3, EvidenceKind, SIGNATURE_SIZE } from '@tos/crypto';
import { ErrorCode } from '@tos/protocol';
import { type BlockOverlay, type CellId, decodeMultisig } from '@tos/state';
import { messageAt, type PackedBatch } from '@tos/transaction';
import type { BlockContext } from './rule.ts';
import { isByOwner, unsigned } from './signer.ts';

const CO_SIGNATURE_SIZE = 1 + SIGNATURE_SIZE; // id, signature

/**
 * Step 15: a transaction of an account with multisig has exactly `threshold` good co-signatures over BLAKE3 of the signing bytes; one of
 * an account without multisig has no multisig field. The check is made in the transaction's turn, because an earlier transaction of the
 * block may change who signs. Source: docs/protocol.md §2.1, §5.2 step 15.
 * @returns 0107 for a co-signature that is missing, surplus or of no participant; 0103 for a bad one, FFFF if the participant's key is no
 *   point; 0400 for one beside the signature of another than the owner of an agent account
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
  // Co-signatures are for the owner's signature: others who sign for an agent account need none, and may have none.
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
