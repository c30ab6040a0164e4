import { ErrorCode, FeeType } from '@tos/protocol';
import {
  type AccessSet,
  advanceNonce,
  type BlockContext,
  cellAt,
  checkFeeIsHeld,
  checkFeeType,
  checkNonce,
  declareSender,
  FEE_CELL,
  hasFee,
  isRefusedSelfTransfer,
  payEnergyFee,
  type Rule,
  type TransferLike,
} from '@tos/runtime';
import type { BlockOverlay } from '@tos/state';
import type { PackedBatch } from '@tos/transaction';
import { feeOf, subSaturating } from './saturating.ts';

/** What one simplified type has of its own. */
interface SimplifiedTransfers {
  readonly transferLike: TransferLike;
  /** Whether a fee in UNO has to be 0 (0100); else it is taken as if it were one in TOS. */
  readonly unoFeeIsZero: boolean;
  /** Declares the cells of the outputs. None when absent. */
  access?(batch: PackedBatch, i: number, out: AccessSet): void;
  /** Its check of the output at the cursor. */
  checkOutput?(): ErrorCode;
  /** Credits the outputs. Nothing when absent. */
  credit?(batch: PackedBatch, i: number, context: BlockContext, overlay: BlockOverlay): void;
}

/**
 * A transfer-like type as the suite's own harness executes it, in its order: no proof, hidden balance, minimum fee or length of extra
 * data is looked at. What such types share, and so what pays the fee, is what they declare to the node's own steps.
 * Source: docs/protocol.md §5.3.
 */
export function defineSimplifiedTransfers(type: SimplifiedTransfers): Rule {
  const { transferLike } = type;
  const { outputs } = transferLike;
  return {
    access(batch, i, out) {
      declareSender(batch, i, out);
      type.access?.(batch, i, out);
    },

    moreAccess() {},

    check(batch, i, context, overlay) {
      const broke = checkFeeIsHeld(batch, i, context, overlay);
      if (broke !== ErrorCode.OK) return broke;
      outputs.start(batch, i);
      while (outputs.next()) if (isRefusedSelfTransfer(batch, i, transferLike)) return ErrorCode.SELF_OPERATION;
      const unpaid = checkNonce(batch, i, context, overlay) || checkFee(batch, i, type);
      if (unpaid !== ErrorCode.OK) return unpaid;
      outputs.start(batch, i);
      while (outputs.next()) {
        const refused = type.checkOutput?.() ?? ErrorCode.OK;
        if (refused !== ErrorCode.OK) return refused;
      }
      return ErrorCode.OK;
    },

    apply(batch, i, context, overlay) {
      const unpaid = payEnergyFee(batch, i, context, overlay);
      if (unpaid !== ErrorCode.OK) return unpaid;
      type.credit?.(batch, i, context, overlay);
      // After the credits, which may be the sender's own. A fee in ENERGY is 0 here.
      subSaturating(overlay, cellAt(context.access, i, FEE_CELL), feeOf(batch, i));
      return advanceNonce(i, context, overlay);
    },
  };
}

function checkFee(batch: PackedBatch, i: number, { transferLike, unoFeeIsZero }: SimplifiedTransfers): ErrorCode {
  if (unoFeeIsZero && batch.feeType[i] === FeeType.UNO && hasFee(batch, i)) return ErrorCode.INVALID_FORMAT;
  return checkFeeType(batch, i, transferLike);
}
