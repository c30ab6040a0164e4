import { ErrorCode } from '@tos/protocol';
import { domains } from '@tos/state';
import { TransferCursor } from '@tos/transaction/views';
import { defineRule } from '../define-rule.ts';
import { isZeroKey } from '../keys.ts';
import type { Rule } from '../rule.ts';
import { TOS_RECORD } from '../spend-tally.ts';
import { TYPE_CELLS } from '../transaction-steps.ts';

// Cells of each output, one group behind the other.
const FROM = 0; // the sender's balance of the asset
const TO = 1; // the receiver's balance of the asset
const REGISTRATION = 2; // the receiver's nonce: a receiver without an account gets one
const CELLS_PER_OUTPUT = 3;
// Behind these groups stands, for each output of another asset than TOS, the registry's record of that asset.

const cursor = new TransferCursor();

/** Moves coins from the sender to up to 500 receivers. Source: docs/protocol.md §5.2, §5.4 row "transfers". */
export const transfersRule: Rule = defineRule({
  transferLike: { outputs: cursor, toSelf: false, unoFee: false, feePerOutput: true },

  access(batch, i, source, out) {
    const { overlay } = out;
    let others = 0;
    cursor.start(batch, i);
    while (cursor.next()) {
      const asset = overlay.intern(batch.bytes, cursor.assetOffset);
      if (asset !== 0) others++;
      const destination = overlay.intern(batch.bytes, cursor.destinationOffset);
      out.exclusive(overlay.balanceCell(source, asset));
      out.credit(overlay.balanceCell(destination, asset));
      out.reserve(overlay.nonceCell(destination));
    }
    if (others === 0) return;
    cursor.start(batch, i);
    while (cursor.next()) {
      const asset = overlay.intern(batch.bytes, cursor.assetOffset);
      if (asset !== 0) out.read(overlay.cellOf(domains.asset, asset));
    }
  },

  moreAccess(batch, i, access) {
    cursor.start(batch, i);
    // An account with a balance exists, so that only receivers without a balance are looked up.
    const first = access.start[i]! + TYPE_CELLS;
    const end = first + CELLS_PER_OUTPUT * cursor.count;
    for (let at = first; at < end; at += CELLS_PER_OUTPUT) {
      if (!access.overlay.exists(access.cells[at + TO]!)) access.overlay.want(access.cells[at + REGISTRATION]!);
    }
  },

  spend(batch, i, { access }, _overlay, tally) {
    let at = access.start[i]! + TYPE_CELLS;
    cursor.start(batch, i);
    let record = at + CELLS_PER_OUTPUT * cursor.count;
    const isOfTos = record === access.start[i + 1];
    while (cursor.next()) {
      const hasNone = isOfTos || isZeroKey(batch.bytes, cursor.assetOffset);
      const asset = hasNone ? TOS_RECORD : access.cells[record++]!;
      if (!tally.add(access.cells[at + FROM]!, asset, cursor.amountHigh, cursor.amountLow)) return false;
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
