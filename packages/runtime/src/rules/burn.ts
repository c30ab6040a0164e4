import { ErrorCode } from '@tos/protocol';
import { SupplyCounter } from '@tos/state';
import { burnAmountHigh, burnAmountLow, burnAssetOffset } from '@tos/transaction';
import { defineRule } from '../define-rule.ts';
import type { Rule } from '../rule.ts';
import { TYPE_CELLS } from '../transaction-steps.ts';

const FROM = 0; // the sender's balance of the asset
const BURNED = 1; // supply counter, declared for native TOS only

/** Destroys coins of the sender. Source: protocol.md §5.2, §5.4 row "burn". */
export const burnRule: Rule = defineRule({
  transferLike: null,

  access(batch, i, source, out) {
    const { overlay } = out;
    const asset = overlay.intern(batch.bytes, burnAssetOffset(batch, i));
    out.exclusive(overlay.balanceCell(source, asset));
    // The counter is of TOS: burning another asset leaves it alone. Burns commute on it.
    if (asset === 0) out.credit(overlay.supplyCell(SupplyCounter.BURNED));
  },

  check(batch, i) {
    const high = burnAmountHigh(batch, i);
    const low = burnAmountLow(batch, i);
    if ((high | low) === 0) return ErrorCode.INVALID_AMOUNT;
    const carry = low + batch.feeLow[i]! > 0xffffffff ? 1 : 0;
    return high + batch.feeHigh[i]! + carry > 0xffffffff ? ErrorCode.INVALID_FORMAT : ErrorCode.OK;
  },

  spend(batch, i, { access }, _overlay, tally) {
    const from = access.cells[access.start[i]! + TYPE_CELLS + FROM]!;
    return tally.add(from, burnAmountHigh(batch, i), burnAmountLow(batch, i));
  },

  apply(batch, i, { access }, overlay) {
    const at = access.start[i]! + TYPE_CELLS + BURNED;
    if (at === access.start[i + 1]) return ErrorCode.OK;
    const counted = overlay.add(access.cells[at]!, burnAmountHigh(batch, i), burnAmountLow(batch, i));
    return counted ? ErrorCode.OK : ErrorCode.OVERFLOW;
  },
});
