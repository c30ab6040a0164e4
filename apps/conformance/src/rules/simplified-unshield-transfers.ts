import { ErrorCode, FeeType, u64FromHalves } from '@tos/protocol';
import {
  advanceNonce,
  cellAt,
  checkFeeIsHeld,
  checkNonce,
  declareSender,
  FEE_CELL,
  hasFee,
  type Rule,
  TYPE_CELLS,
} from '@tos/runtime';
import { UnshieldCursor } from '@tos/transaction';
import { addSaturating, feeOf, subSaturating } from './saturating.ts';

// Cells of each output, one group behind the other.
const TO = TYPE_CELLS; // the receiver's balance
const REGISTRATION = TYPE_CELLS + 1; // the receiver's nonce
const CELLS_PER_OUTPUT = 2;

const cursor = new UnshieldCursor();

/** Credits what the outputs say, out of nowhere: hidden balances and proofs are not looked at. Source: protocol.md §5.3. */
export const simplifiedUnshieldTransfersRule: Rule = {
  access(batch, i, out) {
    const { overlay } = out;
    declareSender(batch, i, out);
    cursor.start(batch, i);
    while (cursor.next()) {
      const destination = overlay.intern(batch.bytes, cursor.destinationOffset);
      out.exclusive(overlay.balanceCell(destination, overlay.intern(batch.bytes, cursor.assetOffset)));
      out.exclusive(overlay.nonceCell(destination));
    }
  },

  moreAccess() {},

  check(batch, i, context, overlay) {
    const refused = checkFeeIsHeld(batch, i, context, overlay) || checkNonce(batch, i, context, overlay);
    if (refused !== ErrorCode.OK) return refused;
    if (batch.feeType[i] === FeeType.ENERGY && hasFee(batch, i)) return ErrorCode.INVALID_PAYLOAD;
    cursor.start(batch, i);
    while (cursor.next()) if ((cursor.amountHigh | cursor.amountLow) === 0) return ErrorCode.INVALID_AMOUNT;
    return ErrorCode.OK;
  },

  apply(batch, i, context, overlay) {
    const { access } = context;
    cursor.start(batch, i);
    for (let at = 0; cursor.next(); at += CELLS_PER_OUTPUT) {
      const registration = cellAt(access, i, REGISTRATION + at);
      if (!overlay.exists(registration)) overlay.set(registration, 0, 0);
      addSaturating(overlay, cellAt(access, i, TO + at), u64FromHalves(cursor.amountHigh, cursor.amountLow));
    }
    // A fee in ENERGY is 0 here.
    subSaturating(overlay, cellAt(access, i, FEE_CELL), feeOf(batch, i));
    return advanceNonce(i, context, overlay);
  },
};
