import { ErrorCode } from '@tos/protocol';
import { TransferCursor } from '@tos/transaction';
import { defineRule } from '../define-rule.ts';
import type { Rule } from '../rule.ts';
import { TYPE_CELLS } from '../transaction-steps.ts';

// Cells of each output, one group behind the other.
const FROM = 0; // the sender's balance of the asset
const TO = 1; // the receiver's
const REGISTRATION = 2; // the receiver's nonce: a receiver that is new to the chain gets an account
const CELLS_PER_OUTPUT = 3;

const cursor = new TransferCursor();

/** Moves coins from the sender to up to 500 receivers. Source: protocol.md §5.2, §5.4 row "transfers". */
export const transfersRule: Rule = defineRule({
  transferLike: { outputs: cursor, toSelf: false, unoFee: false, feePerOutput: true },

  access(batch, i, source, out) {
    const { overlay } = out;
    cursor.start(batch, i);
    while (cursor.next()) {
      const asset = overlay.intern(batch.bytes, cursor.assetOffset);
      const destination = overlay.intern(batch.bytes, cursor.destinationOffset);
      out.exclusive(overlay.balanceCell(source, asset));
      out.credit(overlay.balanceCell(destination, asset));
      out.reserve(overlay.nonceCell(destination));
    }
  },

  moreAccess(_batch, i, access) {
    // Whoever has a balance has an account, so only receivers without one are looked up.
    const end = access.start[i + 1]!;
    for (let at = access.start[i]! + TYPE_CELLS; at < end; at += CELLS_PER_OUTPUT) {
      if (!access.overlay.exists(access.cells[at + TO]!)) access.overlay.want(access.cells[at + REGISTRATION]!);
    }
  },

  spend(batch, i, { access }, _overlay, tally) {
    let at = access.start[i]! + TYPE_CELLS;
    cursor.start(batch, i);
    while (cursor.next()) {
      if (!tally.add(access.cells[at + FROM]!, cursor.amountHigh, cursor.amountLow)) return false;
      at += CELLS_PER_OUTPUT;
    }
    return true;
  },

  apply(batch, i, { access }, overlay) {
    let at = access.start[i]! + TYPE_CELLS;
    cursor.start(batch, i);
    while (cursor.next()) {
      const to = access.cells[at + TO]!;
      if (!overlay.existedBefore(to)) {
        const registration = access.cells[at + REGISTRATION]!;
        if (!overlay.exists(registration)) overlay.set(registration, 0, 0);
      }
      if (!overlay.add(to, cursor.amountHigh, cursor.amountLow)) return ErrorCode.OVERFLOW;
      at += CELLS_PER_OUTPUT;
    }
    return ErrorCode.OK;
  },
});
