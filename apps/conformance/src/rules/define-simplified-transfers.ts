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

/** The parts in which the simplified types differ. */
interface SimplifiedTransfers {
  readonly transferLike: TransferLike;
  /** True when a fee in UNO must be 0 (else 0100); false when a fee in UNO is taken as a fee in TOS. */
  readonly unoFeeIsZero: boolean;
  /** Declares the cells of the outputs. When it is absent, the outputs use no cells. */
  access?(batch: PackedBatch, i: number, out: AccessSet): void;
  /** Checks the output at the cursor. */
  checkOutput?(): ErrorCode;
  /** Credits the outputs. When it is absent, nothing is credited. */
  credit?(batch: PackedBatch, i: number, context: BlockContext, overlay: BlockOverlay): void;
}

/**
 * A transfer-like type as the suite's own harness executes it, in its order. It checks no proof, hidden balance, minimum fee or length of
 * extra data. The node's own shared steps handle the rest, the payment of the fee among it, by the cells that the type declares.
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
      // The fee is taken after the credits, because the sender may be a receiver. A fee in ENERGY is 0 here.
      subSaturating(overlay, cellAt(context.access, i, FEE_CELL), feeOf(batch, i));
      return advanceNonce(i, context, overlay);
    },
  };
}

function checkFee(batch: PackedBatch, i: number, { transferLike, unoFeeIsZero }: SimplifiedTransfers): ErrorCode {
  if (unoFeeIsZero && batch.feeType[i] === FeeType.UNO && hasFee(batch, i)) return ErrorCode.INVALID_FORMAT;
  return checkFeeType(batch, i, transferLike);
}
