import { ErrorCode, FeeType } from '@tos/protocol';
import {
  advanceNonce,
  cellAt,
  checkFeeIsHeld,
  checkFeeType,
  checkNonce,
  declareSender,
  FEE_CELL,
  hasFee,
  payEnergyFee,
  type Rule,
} from '@tos/runtime';
import { sourceAt, UnoCursor } from '@tos/transaction';
import { feeOf, subSaturating } from './saturating.ts';

const cursor = new UnoCursor();

/** Pays its fee and moves nothing: hidden balances and proofs are not looked at. Source: protocol.md §5.3. */
export const simplifiedUnoTransfersRule: Rule = {
  access(batch, i, out) {
    declareSender(batch, i, out);
  },

  moreAccess() {},

  check(batch, i, context, overlay) {
    const broke = checkFeeIsHeld(batch, i, context, overlay);
    if (broke !== ErrorCode.OK) return broke;
    const source = sourceAt(batch, i);
    cursor.start(batch, i);
    while (cursor.next()) {
      if (source.every((byte, k) => byte === batch.bytes[cursor.destinationOffset + k])) {
        return ErrorCode.SELF_OPERATION;
      }
    }
    const nonce = checkNonce(batch, i, context, overlay);
    if (nonce !== ErrorCode.OK) return nonce;
    if (batch.feeType[i] === FeeType.UNO && hasFee(batch, i)) return ErrorCode.INVALID_FORMAT;
    return checkFeeType(batch, i, { energyFee: true, unoFee: true });
  },

  apply(batch, i, context, overlay) {
    const unpaid = payEnergyFee(batch, i, context, overlay);
    if (unpaid !== ErrorCode.OK) return unpaid;
    subSaturating(overlay, cellAt(context.access, i, FEE_CELL), feeOf(batch, i));
    return advanceNonce(i, context, overlay);
  },
};
