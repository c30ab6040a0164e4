import { ErrorCode, u64FromHalves } from '@tos/protocol';
import { cellAt, type Rule, TYPE_CELLS } from '@tos/runtime';
import { UnshieldCursor } from '@tos/transaction/views';
import { defineSimplifiedTransfers } from './define-simplified-transfers.ts';
import { addSaturating } from './saturating.ts';

// Cells of each output, one group behind the other.
const TO = TYPE_CELLS; // the receiver's balance of TOS
const REGISTRATION = TYPE_CELLS + 1; // the receiver's nonce
const CELLS_PER_OUTPUT = 2;

const cursor = new UnshieldCursor();

/**
 * Credits the amounts of the outputs in TOS, and debits nobody. It ignores the asset that an output names, because otherwise anybody could
 * make coins of assets that do not exist. Source: docs/protocol.md §5.3. The original's daemon credits TOS only, too.
 */
export const simplifiedUnshieldTransfersRule: Rule = defineSimplifiedTransfers({
  transferLike: { outputs: cursor, toSelf: true, unoFee: true, feePerOutput: false },
  unoFeeIsZero: false,

  access(batch, i, out) {
    const { overlay } = out;
    cursor.start(batch, i);
    while (cursor.next()) {
      const destination = overlay.intern(batch.bytes, cursor.destinationOffset);
      out.exclusive(overlay.balanceCell(destination, 0));
      out.exclusive(overlay.nonceCell(destination));
    }
  },

  checkOutput() {
    return (cursor.amountHigh | cursor.amountLow) === 0 ? ErrorCode.INVALID_AMOUNT : ErrorCode.OK;
  },

  credit(batch, i, { access }, overlay) {
    cursor.start(batch, i);
    for (let at = 0; cursor.next(); at += CELLS_PER_OUTPUT) {
      const registration = cellAt(access, i, REGISTRATION + at);
      if (!overlay.exists(registration)) overlay.set(registration, 0, 0);
      addSaturating(overlay, cellAt(access, i, TO + at), u64FromHalves(cursor.amountHigh, cursor.amountLow));
    }
  },
});
